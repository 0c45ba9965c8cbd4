/** The outer form of components (Component Model, Binary.md). */
import { binaryKind } from '../binary.ts';
import { Malformed, type Cursor } from '../cursor.ts';

const PREAMBLE_BYTES = 8;
/** The layer half of the version word; the version half moves while the format is not final. */
const LAYER = 0x0001;

const SECTION_NAMES = [
  'custom',
  'core module',
  'core instance',
  'core type',
  'component',
  'instance',
  'alias',
  'type',
  'canon',
  'start',
  'import',
  'export',
  'value',
] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

export function skipPreamble(cursor: Cursor): void {
  const { offset } = cursor;
  const head = cursor.part(Math.min(PREAMBLE_BYTES, cursor.left)).rest();
  if (head.length < PREAMBLE_BYTES || binaryKind(head) !== 'component' || (head[6]! | (head[7]! << 8)) !== LAYER) {
    throw new Malformed('not a WebAssembly component', offset);
  }
}

export function nextSection(cursor: Cursor): { readonly name: SectionName; readonly section: Cursor } {
  const { offset } = cursor;
  const name = SECTION_NAMES[cursor.byte()];
  if (!name) throw new Malformed('unknown section', offset);
  return { name, section: cursor.part(cursor.u32()) };
}

/** Reads the items of a section that is a list. */
export function eachItem(section: Cursor, read: () => void): void {
  for (let left = section.count(); left > 0; left--) read();
  if (!section.atEnd) throw new Malformed('section has bytes left over', section.offset);
}

/** True for an instantiation, false for a list of exports. */
export function instanceForm(cursor: Cursor): boolean {
  const { offset } = cursor;
  const form = cursor.byte();
  if (form > 1) throw new Malformed('unknown form of instance', offset);
  return form === 0;
}
