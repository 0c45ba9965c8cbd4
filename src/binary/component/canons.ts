/** Canonical functions (Component Model, Binary.md "Canonical Definitions"): their names, operands and options. */
import type { StringEncoding } from '../../contract/link-plan.ts';
import { Malformed, type Cursor } from '../cursor.ts';

export const CANON = { lift: 0x00, lower: 0x01, resourceNew: 0x02, resourceDrop: 0x03, resourceRep: 0x04 } as const;

/** Name, and a letter for each operand: `i`ndex, `b`yte, `o`ptions, `r`esult. */
const CANONS: { readonly [code: number]: readonly [name: string, operands: string] } = {
  0x01: ['lower', 'bio'],
  0x02: ['resource.new', 'i'],
  0x03: ['resource.drop', 'i'],
  0x04: ['resource.rep', 'i'],
  0x05: ['task.cancel', ''],
  0x06: ['subtask.cancel', 'b'],
  0x07: ['resource.drop async', 'i'],
  0x08: ['backpressure.set', ''],
  0x09: ['task.return', 'ro'],
  0x0a: ['context.get', 'bi'],
  0x0b: ['context.set', 'bi'],
  0x0c: ['thread.yield', 'b'],
  0x0d: ['subtask.drop', ''],
  0x0e: ['stream.new', 'i'],
  0x0f: ['stream.read', 'io'],
  0x10: ['stream.write', 'io'],
  0x11: ['stream.cancel-read', 'ib'],
  0x12: ['stream.cancel-write', 'ib'],
  0x13: ['stream.drop-readable', 'i'],
  0x14: ['stream.drop-writable', 'i'],
  0x15: ['future.new', 'i'],
  0x16: ['future.read', 'io'],
  0x17: ['future.write', 'io'],
  0x18: ['future.cancel-read', 'ib'],
  0x19: ['future.cancel-write', 'ib'],
  0x1a: ['future.drop-readable', 'i'],
  0x1b: ['future.drop-writable', 'i'],
  0x1c: ['error-context.new', 'o'],
  0x1d: ['error-context.debug-message', 'o'],
  0x1e: ['error-context.drop', ''],
  0x1f: ['waitable-set.new', ''],
  0x20: ['waitable-set.wait', 'bi'],
  0x21: ['waitable-set.poll', 'bi'],
  0x22: ['waitable-set.drop', ''],
  0x23: ['waitable.join', ''],
  0x24: ['backpressure.inc', ''],
  0x25: ['backpressure.dec', ''],
  0x26: ['thread.index', ''],
  0x27: ['thread.new-indirect', 'ii'],
  0x28: ['thread.switch-to', ''],
  0x29: ['thread.suspend', 'b'],
  0x2a: ['thread.resume-later', 'b'],
  0x2b: ['thread.yield-to', 'b'],
  0x40: ['thread.spawn-ref', 'bi'],
  0x41: ['thread.spawn-indirect', 'bii'],
  0x42: ['thread.available-parallelism', 'b'],
};

/** Reads one that is not `lift`, and answers its name; null for one that is not known here, whose end nobody can tell. */
export function skipCanon(cursor: Cursor): string | null {
  const known = CANONS[cursor.byte()];
  if (known === undefined) return null;
  const [name, operands] = known;
  for (const operand of operands) {
    if (operand === 'b') cursor.byte();
    else if (operand === 'i') cursor.u32();
    else if (operand === 'o') skipOptions(cursor);
    // A result is a value type, or a list of none.
    else if (cursor.byte() === 0) cursor.skipInteger();
    else if (cursor.count() !== 0) return null;
  }
  return name;
}

const ENCODINGS: { readonly [code: number]: StringEncoding } = { 0x00: 'utf8', 0x01: 'utf16', 0x02: 'latin1+utf16' };
/** Options that name something, by what they name. */
const NAMING: { readonly [code: number]: 'memory' | 'realloc' | 'postReturn' | 'callback' | 'coreType' } = {
  0x03: 'memory',
  0x04: 'realloc',
  0x05: 'postReturn',
  0x07: 'callback',
  0x08: 'coreType',
};
const FLAGS: { readonly [code: number]: 'isAsync' | 'isGc' } = { 0x06: 'isAsync', 0x09: 'isGc' };

export interface CanonOptions {
  encoding: StringEncoding;
  /** Indexes. */
  memory?: number;
  realloc?: number;
  postReturn?: number;
  callback?: number;
  coreType?: number;
  isAsync?: true;
  isGc?: true;
}

export function readOptions(cursor: Cursor): CanonOptions {
  const options: CanonOptions = { encoding: 'utf8' };
  const seen = new Set<string>();
  for (let left = cursor.count(); left > 0; left--) {
    const { offset } = cursor;
    const code = cursor.byte();
    const encoding = ENCODINGS[code];
    const naming = NAMING[code];
    const flag = FLAGS[code];
    const what = encoding ? 'encoding' : (naming ?? flag);
    if (what === undefined) throw new Malformed('unknown canonical option', offset);
    if (seen.has(what)) throw new Malformed('a canonical option is given twice', offset);
    seen.add(what);
    if (encoding) options.encoding = encoding;
    else if (naming) options[naming] = cursor.u32();
    else if (flag) options[flag] = true;
  }
  return options;
}

export function skipOptions(cursor: Cursor): void {
  for (let left = cursor.count(); left > 0; left--) {
    const { offset } = cursor;
    const option = cursor.byte();
    if (NAMING[option] !== undefined) cursor.u32();
    else if (option > 0x09) throw new Malformed('unknown canonical option', offset);
  }
}
