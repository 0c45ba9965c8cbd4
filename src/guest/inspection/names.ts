/** Names that a module gives what it has (custom section `name`). */
import { Cursor, Malformed } from '../../binary/cursor.ts';

export interface NamesOf {
  readonly function: ReadonlyMap<number, string>;
  readonly memory: ReadonlyMap<number, string>;
  readonly global: ReadonlyMap<number, string>;
  readonly table: ReadonlyMap<number, string>;
}

type Part = keyof NamesOf;
const PARTS: ReadonlyMap<number, Part> = new Map([
  [1, 'function'],
  [5, 'table'],
  [6, 'memory'],
  [7, 'global'],
]);

/** Those that can be read. */
export function namesOf(module: WebAssembly.Module): NamesOf {
  const names: Record<Part, Map<number, string>> = {
    function: new Map(),
    memory: new Map(),
    global: new Map(),
    table: new Map(),
  };
  const [section] = WebAssembly.Module.customSections(module, 'name');
  if (!section) return names;
  const content = new Cursor(new Uint8Array(section), 0, section.byteLength, 'module');
  try {
    while (!content.atEnd) {
      const part = PARTS.get(content.byte());
      const items = content.part(content.u32());
      if (!part) continue;
      for (let left = items.count(); left > 0; left--) {
        const index = items.u32();
        names[part].set(index, `$${items.name()}`);
      }
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return names;
}
