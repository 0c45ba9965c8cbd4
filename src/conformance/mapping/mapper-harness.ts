/** Signatures as text, values out of a real Lua state, and the buffer between them. */
import { inspect, isDeepStrictEqual } from 'node:util';
import type { PlainValue } from '../../contract/api.ts';
import type { ValueReader } from '../../contract/values.ts';
import { PlainReader, PlainWriter } from '../../contract/plain.ts';
import { LuaReader, LuaWriter } from '../../kernel/lua/values.ts';
import { createLuaWorld, type LuaWorld } from '../../kernel/lua/vm/testing/lua-world.ts';
import * as stack from '../../kernel/lua/vm/stack.ts';
import { FunctionMapper, type Lifted } from '../../kernel/values/mapper.ts';
import { inPortions } from '../../kernel/testing/in-portions.ts';
import { parseWit } from '../../wit/parser.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import type { FunctionType } from '../../wit/types.ts';

/** Types that the signatures of tests may name. */
const DEFINITIONS = `
  record user-record { id: u32, name: string, tags: list<string>, active: bool }
  record counted { tag-count: u32, note: option<string> }
  record rect { top-left: point, bottom-right: point }
  record point { x: s32, y: s32 }
  enum color { red, green, blue }
  flags permissions { read, write, run-as }
  variant shape { circle(f64), square(point), empty, maybe(option<u32>), dash-case(u8) }
  variant labelled { tag(string), other }
  record nested { r: result<option<u32>, string> }
  type id = u32;
`;

/** `(a: u32) -> string` → the function's type. */
export function signature(text: string): FunctionType {
  const { functions, problems } = parseWit(`${DEFINITIONS} f: func${text};`);
  const [first] = functions;
  if (!first || problems.length > 0) throw new Error(JSON.stringify(problems));
  return first.type;
}

/** What the chunk returns, lying on a Lua stack. */
export function luaValues(source: string, world: LuaWorld = createLuaWorld()): LuaReader {
  const thread = world.thread(source);
  for (;;) {
    const result = thread.resume(0, 1000);
    if (result.status === 'preempted') continue;
    if (result.status !== 'done') throw new Error(stack.display(thread.L, -1));
    return new LuaReader(thread.L, 1, result.count);
  }
}

export function plainValues(...values: PlainValue[]): PlainReader {
  return new PlainReader(values);
}

/** The message, or the bytes where the values fit: the same at once and in as many portions as there can be. */
export function lower(type: FunctionType, values: ValueReader): string | Uint8Array<ArrayBuffer> {
  return lowerBy(new FunctionMapper(type), values);
}

export function lowerBy(mapper: FunctionMapper, values: ValueReader): string | Uint8Array<ArrayBuffer> {
  const out = new StagingWriter();
  const atOnce = mapper.lowerArguments(values, out)?.message ?? out.take();
  const portions = mapper.lowering(values, out);
  inPortions(portions);
  const lowered = portions.failure?.message ?? out.take();
  if (!isDeepStrictEqual(lowered, atOnce))
    throw new Error(`${inspect(lowered)} in portions, ${inspect(atOnce)} at once`);
  return atOnce;
}

/** The bytes of values that fit. */
export function bytesOf(type: FunctionType, values: ValueReader): Uint8Array<ArrayBuffer> {
  const lowered = lower(type, values);
  if (typeof lowered === 'string') throw new Error(lowered);
  return lowered;
}

export function liftPlain(lifted: Lifted): PlainValue {
  const writer = new PlainWriter();
  if (lifted.status === 'failed') throw new Error(lifted.failure.message);
  lifted.source.writeTo(writer);
  return writer.values[0] ?? null;
}

/** Writes on a Lua stack and reads it there. */
export function liftLua(lifted: Lifted, world: LuaWorld = createLuaWorld()): LuaReader {
  const L = world.environment.scratch;
  const first = stack.getTop(L) + 1;
  if (lifted.status === 'failed') throw new Error(lifted.failure.message);
  lifted.source.writeTo(new LuaWriter(L));
  return new LuaReader(L, first, 1);
}
