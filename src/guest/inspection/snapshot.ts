/** What instances have at a moment: memories without their zeros, globals, tables. On a guest's thread. */
import {
  EXPOSED_PREFIX,
  MAX_INSPECTED_BYTES,
  MAX_TABLE_ROWS,
  type InspectedBlock,
  type InspectedGlobal,
  type InspectedMemory,
  type InspectedTable,
} from '../../contract/inspection.ts';
import type { NamesOf } from './names.ts';

/** Smaller gaps of zeros are kept. */
const BLOCK_BYTES = 64;

export interface SeenInstance {
  readonly instance: WebAssembly.Instance;
  readonly names: NamesOf;
  /** Exports that our own code put there. */
  readonly ours: ReadonlySet<string>;
}

export interface Snapshot {
  readonly buffers: readonly ArrayBufferLike[];
  readonly memories: readonly InspectedMemory[];
  readonly globals: readonly InspectedGlobal[];
  readonly tables: readonly InspectedTable[];
  readonly parts: readonly Uint8Array[];
}

/** An item by itself, whoever exports it and under how many names. */
interface Found<T> {
  readonly item: T;
  readonly name: string;
}

export function takeSnapshot(instances: readonly SeenInstance[]): Snapshot {
  const memories = memoriesOf(instances);
  const globals = found(instances, WebAssembly.Global, 'global');
  const tables = found(instances, WebAssembly.Table, 'table');
  // Of functions of several modules nobody can tell whose they are.
  const alone = instances.length === 1 ? instances[0] : undefined;
  const parts: Uint8Array[] = [];
  let left = MAX_INSPECTED_BYTES;
  const kept = memories.map(({ item, name }) => {
    const memory = blocksOf(name, item.buffer, left);
    for (const { at, sizeBytes } of memory.blocks) {
      left -= sizeBytes;
      parts.push(new Uint8Array(item.buffer, at, sizeBytes).slice());
    }
    return memory;
  });
  return {
    buffers: memories.map(({ item }) => item.buffer),
    memories: kept,
    globals: globals.map(({ item, name }) => ({ name, value: textOfGlobal(item) })),
    tables: tables.map(({ item, name }) => tableOf(name, item, alone?.names.function)),
    parts,
  };
}

/** In the order in which snapshots have them. */
export function memoriesOf(instances: readonly SeenInstance[]): readonly Found<WebAssembly.Memory>[] {
  return found(instances, WebAssembly.Memory, 'memory');
}

/** Of a table, looked at for elements. */
const MAX_TABLE_SLOTS = 100_000;

type ItemKind = 'memory' | 'global' | 'table';
const CODES: Readonly<Record<ItemKind, number>> = { table: 1, memory: 2, global: 3 };

function found<T extends object>(
  instances: readonly SeenInstance[],
  type: abstract new (...args: never[]) => T,
  kind: ItemKind,
): Found<T>[] {
  const names = new Map<T, { exported: string | null; index: number | null; seen: SeenInstance; number: number }>();
  for (const [number, seen] of instances.entries()) {
    for (const [name, item] of Object.entries(seen.instance.exports)) {
      if (!(item instanceof type) || seen.ours.has(name)) continue;
      const known = names.get(item) ?? { exported: null, index: null, seen, number };
      names.set(item, known);
      const index = exposedIndex(name, kind);
      if (index === null) known.exported ??= name;
      else if (known.seen === seen) known.index ??= index;
    }
  }
  return [...names].map(([item, { exported, index, seen, number }]) => {
    const own =
      (index === null ? undefined : seen.names[kind].get(index)) ?? exported ?? `${kind} ${index ?? ''}`.trim();
    return { item, name: instances.length > 1 ? `${own} of instance ${number}` : own };
  });
}

function exposedIndex(name: string, kind: ItemKind): number | null {
  const prefix = `${EXPOSED_PREFIX}${CODES[kind]}:`;
  return name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : null;
}

function blocksOf(name: string, buffer: ArrayBufferLike, left: number): InspectedMemory {
  const words = new Uint32Array(buffer);
  const perBlock = BLOCK_BYTES / Uint32Array.BYTES_PER_ELEMENT;
  const blocks: InspectedBlock[] = [];
  let from = -1;
  for (let word = 0; word <= words.length; word += perBlock) {
    const isUsed = word < words.length && hasBytes(words, word, perBlock);
    const at = word * Uint32Array.BYTES_PER_ELEMENT;
    if (isUsed && from < 0) from = at;
    if (from < 0 || (isUsed && at - from < left)) continue;
    const sizeBytes = Math.min(at - from, left);
    if (sizeBytes > 0) blocks.push({ at: from, sizeBytes });
    left -= sizeBytes;
    // What is used and has no room any more.
    if (isUsed) return { name, sizeBytes: buffer.byteLength, blocks, cutAt: from + sizeBytes };
    from = -1;
  }
  return { name, sizeBytes: buffer.byteLength, blocks, cutAt: null };
}

function hasBytes(words: Uint32Array, from: number, count: number): boolean {
  for (let index = from; index < from + count; index++) if (words[index] !== 0) return true;
  return false;
}

function textOfGlobal(global: WebAssembly.Global): string {
  try {
    return textOfValue(global.value);
  } catch {
    return 'of a type that JavaScript cannot read';
  }
}

function tableOf(name: string, table: WebAssembly.Table, names: NamesOf['function'] | undefined): InspectedTable {
  const elements: { at: number; value: string }[] = [];
  const { length } = table;
  for (let at = 0; at < length; at++) {
    if (elements.length >= MAX_TABLE_ROWS || at >= MAX_TABLE_SLOTS) return { name, length, elements, isCut: true };
    try {
      const value = (table as unknown as { get(index: number): unknown }).get(at);
      if (value !== null && value !== undefined) elements.push({ at, value: textOfValue(value, names) });
    } catch {
      return { name, length, elements, isCut: true };
    }
  }
  return { name, length, elements, isCut: false };
}

/** Functions by their names in `names`, where they are of that module. */
export function textOfValue(value: unknown, names?: NamesOf['function']): string {
  // An exported function is called by its index.
  if (typeof value === 'function') return names?.get(Number(value.name)) ?? `function ${value.name}`.trim();
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint' || value === null) return String(value);
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => textOfValue(one)).join(', ');
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : 'a reference';
}
