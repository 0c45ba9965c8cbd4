/** Compiled texts: code and constants that every environment of a VM may run, and none can change. */
import { isDue, spend, type Portions } from '../../../base/effort.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { Status, Tag, fengari, meter, outer } from './fengari.ts';
import type { Parser, Proto, State } from './fengari.ts';
import * as stack from './stack.ts';
import type { LuaSyntaxError } from './types.ts';

const { ldo, lmeter, lua, lzio } = fengari;
const encoder = new TextEncoder();
/** First byte of what `string.dump` makes in other Luas. */
const BINARY = 27;

/** The implementation of {@link LuaChunk}. */
export interface Chunk {
  readonly proto: Proto;
  readonly sizeBytes: number;
}

/** The implementation of {@link LuaCompilation}. */
export class ChunkCompilation implements Portions {
  result: Result<Chunk, LuaSyntaxError> | null = null;
  readonly #state: State;
  readonly #parser: Parser;
  readonly #name: string;
  readonly #headroom: () => number;
  /** What was taken so far, some of it for the time of compiling only. */
  #bytes = 0;

  /** `state` is a new one, for this alone. `headroom`: bytes that may be taken. */
  constructor(state: State, source: string | Uint8Array, name: string, headroom: () => number) {
    const bytes = typeof source === 'string' ? encoder.encode(source) : source;
    this.#state = state;
    this.#name = name;
    this.#headroom = headroom;
    this.#parser = new ldo.SParser(state, new lzio.ZIO(state, readOnce, { bytes }), encoder.encode(`=${name}`));
    if (bytes[0] === BINARY) this.result = err(syntaxError(name, `${name}:1: attempt to load a binary chunk`));
  }

  work(): boolean {
    while (!this.result) {
      if (isDue()) return false;
      const status = this.#portion();
      if (status !== Status.ok) this.result = err(syntaxError(this.#name, stack.toText(outer(this.#state), -1)));
      else if (this.#parser.done) this.result = ok(chunkOf(this.#state));
    }
    return true;
  }

  /** On an account of its own, and overseen by whoever oversees the kernel's work. */
  #portion(): number {
    const { bytes, onempty, onmemory, threshold } = meter;
    let ended: unknown = null;
    meter.threshold = bytes + this.#headroom() - this.#bytes;
    meter.onmemory = () => false;
    meter.onempty = () => {
      try {
        spend(0);
      } catch (error) {
        // The parser would take any other error for one of the text.
        ended = error;
        throw new lmeter.LuaKill('killed');
      }
    };
    try {
      return ldo.luaD_parse(this.#state, this.#parser);
    } catch (error) {
      throw ended ?? error;
    } finally {
      this.#bytes += meter.bytes - bytes;
      Object.assign(meter, { bytes, onempty, onmemory, threshold });
    }
  }
}

function readOnce(_: State, data: { bytes: Uint8Array | null }): Uint8Array | null {
  const { bytes } = data;
  data.bytes = null;
  return bytes;
}

function chunkOf(state: State): Chunk {
  const compiled = stack.cellAt(outer(state), -1);
  if (compiled?.type !== Tag.luaClosure) throw new Error('the compiler left no function');
  lua.lua_settop(state, 0);
  const proto = compiled.value.p;
  return { proto, sizeBytes: sizeOf(proto) };
}

function sizeOf(proto: Proto): number {
  let bytes = lmeter.SIZE_PROTO + proto.code.length * lmeter.SIZE_INSTR;
  for (const constant of proto.k) {
    bytes += lmeter.SIZE_SLOT + lmeter.SIZE_CELL;
    if (constant.type === Tag.string || constant.type === Tag.shortString)
      bytes += lmeter.SIZE_STRING + constant.value.getstr().length;
  }
  for (const nested of proto.p) bytes += sizeOf(nested);
  return bytes;
}

function syntaxError(chunkName: string, message: string): LuaSyntaxError {
  const prefix = `${chunkName}:`;
  const rest = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  const match = /^(\d+): /.exec(rest);
  if (!match) return { message, text: message, line: 0 };
  return { message, text: rest.slice(match[0].length), line: Number(match[1]) };
}
