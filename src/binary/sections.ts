/** Sections of a core module, for showing. */
import type { BinarySection } from '../contract/binaries.ts';
import { Cursor, Malformed } from './cursor.ts';

const PREAMBLE_BYTES = 8;

const NAMES = [
  'custom',
  'type',
  'import',
  'function',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'element',
  'code',
  'data',
  'data count',
  'tag',
] as const;
/** Sections that are one thing and no list. */
const WITHOUT_COUNT: ReadonlySet<string> = new Set(['custom', 'start']);

/** As far as they can be told apart: what is broken after them ends the list. */
export function readSections(bytes: Uint8Array): BinarySection[] {
  const sections: BinarySection[] = [];
  const cursor = new Cursor(bytes, Math.min(PREAMBLE_BYTES, bytes.length), bytes.length, 'module');
  try {
    while (!cursor.atEnd) {
      const id = cursor.byte();
      const section = cursor.part(cursor.u32());
      sections.push(describe(NAMES[id] ?? `unknown ${id}`, section));
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return sections;
}

function describe(kind: string, section: Cursor): BinarySection {
  const { offset, left: sizeBytes } = section;
  const name = kind === 'custom' ? `custom ${JSON.stringify(section.name())}` : kind;
  const count = WITHOUT_COUNT.has(kind) || kind.startsWith('unknown') ? null : section.u32();
  return { name, offset, sizeBytes, count };
}
