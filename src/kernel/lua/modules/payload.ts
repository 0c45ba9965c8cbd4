/** The global `payload` (spec/lua-modules §1): a Lua value with a format, and its way from one format to another. */
import { spend, type Portions } from '../../../base/effort.ts';
import { ErrorKind, failure } from '../../../contract/errors.ts';
import { payloadSpec } from '../../../contract/lua-modules/payload.ts';
import { errorAt, returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as cells from '../vm/cells.ts';
import type { Cell } from '../vm/cells.ts';
import { TextBuilder } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { JsonDecoder } from './json-decoder.ts';
import { DecodeError } from './json-mistakes.ts';
import { EncodeError, JsonEncoder } from './json-encoder.ts';
import { defineModule } from './module.ts';
import { decodeYaml } from './yaml-decoder.ts';
import { YamlEncoder } from './yaml-encoder.ts';

const FORMAT = payloadSpec.constants.format;

/** The value is held by the userdata: the Lua value itself, or the text that it has in another format. */
interface Payload {
  readonly format: string;
}

/** Leaves its result on top of the stack. */
type Work = Portions;

/** From the text on top to a Lua value. What is not here is a Lua value already. */
const DECODERS: ReadonlyMap<string, (L: LuaState) => Work> = new Map([
  [FORMAT.JSON, (L: LuaState): Work => new JsonDecoder(L, stack.toBytes(L, -1))],
  [FORMAT.YAML, (L: LuaState): Work => ({ work: () => (decodeYaml(L, stack.toBytes(L, -1)), true) })],
]);

/** From the Lua value on top to a text. */
const ENCODERS: ReadonlyMap<string, (L: LuaState) => Work> = new Map([
  [FORMAT.JSON, (L: LuaState): Work => encodeTo(new JsonEncoder(L, stack.getTop(L)))],
  [FORMAT.YAML, (L: LuaState): Work => encodeTo(new YamlEncoder(L, stack.getTop(L)))],
  [FORMAT.STRING, (L: LuaState): Work => encodeText(L)],
  [FORMAT.BYTES, (L: LuaState): Work => encodeText(L)],
]);

/** Formats whose value is a Lua value as it is. */
const AS_IT_IS: ReadonlySet<string> = new Set([FORMAT.LUA, FORMAT.GOLANG]);
/** Wippy goes this way, the playground not yet. */
const PLANNED: ReadonlySet<string> = new Set([FORMAT.MSGPACK]);

const payloadClass = defineUserdata<Payload>('payload', {
  methods: {
    data: (L, self) => convert(L, self, FORMAT.LUA, () => 1),
    unmarshal: (L, self) => convert(L, self, FORMAT.LUA, () => 1),
    get_format: (L, self) => {
      stack.pushText(L, self.format);
      return 1;
    },
    transcode: (L, self) => {
      const format = call.checkText(L, 2, 'transcode');
      return convert(L, self, format, () => {
        payloadClass.push(L, { format }, { holds: -1 });
        return 1;
      });
    },
  } satisfies Methods<typeof payloadSpec.types.payload, Payload>,
  tostring: ({ format }) => `payload{format=${format}}`,
});

export const payloadModule = defineModule(payloadSpec, () => ({
  new: (L) => {
    if (stack.getTop(L) === 0) stack.pushNil(L);
    pushPayload(L, 1);
    return 1;
  },
}));

/** Pushes a payload of the value at `index`, which it keeps alive. */
export function pushPayload(L: LuaState, index: number): void {
  const format = errorAt(L, index) ? FORMAT.ERROR : FORMAT.LUA;
  payloadClass.push(L, { format }, { holds: index });
}

/** Is there one at `index`? */
export function isPayload(L: LuaState, index: number): boolean {
  return payloadClass.at(L, index) !== null;
}

/** `done` gets the value in the format `to` on top of the stack, and answers how many results there are. */
function convert(L: LuaState, { format: from }: Payload, to: string, done: () => number): number {
  payloadClass.pushHeld(L, 1);
  if (from === to) return done();
  const decode = DECODERS.get(from);
  const encode = ENCODERS.get(to);
  if (PLANNED.has(to))
    return returnFailure(
      L,
      failure(ErrorKind.unavailable, `payload: ${to} is not available in the playground yet`, { retryable: false }),
    );
  if (!encode && !AS_IT_IS.has(to)) return refuse(L, from, to, `no transcoding path found from ${from} to ${to}`);
  let work: Work | null = decode?.(L) ?? null;
  let isDecoded = false;
  return call.inPieces(L, () => {
    try {
      if (work && !work.work()) return null;
      if (!isDecoded && encode) {
        isDecoded = true;
        work = encode(L);
        if (!work.work()) return null;
      }
      return done();
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof EncodeError)) throw error;
      return refuse(L, from, to, `error transcoding from ${from} to ${to}: ${error.message}`);
    }
  });
}

function refuse(L: LuaState, from: string, to: string, message: string): number {
  const details = { from_format: from, to_format: to };
  return returnFailure(L, failure(ErrorKind.internal, message, { retryable: false, details }));
}

function encodeTo(encoder: Portions & { pushing(): Portions }): Work {
  let pushing: Portions | null = null;
  return { work: () => (pushing || encoder.work() ? (pushing ??= encoder.pushing()).work() : false) };
}

/** As Go prints it: `[1 2]`, `map[a:1 b:2]`. */
function encodeText(L: LuaState): Work {
  const cell = cells.cellOf(L, -1);
  if (cells.cellType(cell) === 'string') return DONE;
  const out = new TextBuilder(L);
  if (cells.cellType(cell) !== 'nil') writeText(cell, out, 0);
  return out.pushing();
}

const DONE: Work = { work: () => true };
const MAX_DEPTH = 128;

function writeText(cell: Cell, out: TextBuilder, depth: number): void {
  spend(1);
  const type = cells.cellType(cell);
  if (type === 'string') out.bytes(cells.cellBytes(cell));
  else if (type === 'nil') out.ascii('<nil>');
  else if (type !== 'table') out.text(cells.displayCell(cell));
  else if (depth > MAX_DEPTH) throw new EncodeError('tables are nested too deep');
  else writeTable(cell, out, depth);
}

function writeTable(cell: Cell, out: TextBuilder, depth: number): void {
  const count = cells.entryCount(cell);
  const isList = count > 0 && cells.border(cell) === count;
  out.ascii(isList ? '[' : 'map[');
  const keys: { readonly text: string; readonly value: Cell }[] = [];
  for (let entry = cells.firstEntry(cell); entry && !isList; entry = entry.n)
    keys.push({ text: cells.displayCell(entry.key), value: entry.value });
  keys.sort((a, b) => (a.text < b.text ? -1 : 1));
  for (let index = 0; index < count; index++) {
    if (index > 0) out.ascii(' ');
    const key = keys[index];
    if (key) out.text(`${key.text}:`);
    writeText(key?.value ?? cells.entryAt(cell, index + 1)?.value ?? cells.NIL_CELL, out, depth + 1);
  }
  out.ascii(']');
}
