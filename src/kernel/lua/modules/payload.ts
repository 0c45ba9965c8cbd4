/** The global `payload` (spec/lua-modules §1): a Lua value with a format, and its way from one format to another. */
import type { Portions } from '../../../base/effort.ts';
import { ErrorKind, failure } from '../../../contract/errors.ts';
import { payloadSpec } from '../../../contract/lua-modules/payload.ts';
import { errorAt, returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { defineModule } from './module.ts';

const FORMAT = payloadSpec.constants.format;

/** The value is held by the userdata: the Lua value itself, or the text that it has in another format. */
interface Payload {
  readonly format: string;
}

/** By format. Each leaves its result on top of the stack. */
export interface PayloadFormats {
  /** From the text on top to a Lua value. What is not here is a Lua value already. */
  readonly decoders: ReadonlyMap<string, (L: LuaState) => Portions>;
  /** From the Lua value on top to a text. */
  readonly encoders: ReadonlyMap<string, (L: LuaState) => Portions>;
  /** What one of them threw is the user's mistake. */
  readonly isMistake: (error: unknown) => error is Error;
}

/** Code only. JSON and YAML are much of it, and a first example converts nothing: see `parts.ts`. */
let known: PayloadFormats | null = null;

/** For `payload-formats.ts`. */
export function giveFormats(formats: PayloadFormats): void {
  known = formats;
}

function converters(): PayloadFormats {
  if (!known) throw new Error('a payload is converted, and nobody has loaded what converts it');
  return known;
}

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
  const { decoders, encoders, isMistake } = converters();
  const decode = decoders.get(from);
  const encode = encoders.get(to);
  if (PLANNED.has(to))
    return returnFailure(
      L,
      failure(ErrorKind.unavailable, `payload: ${to} is not available in the playground yet`, { retryable: false }),
    );
  if (!encode && !AS_IT_IS.has(to)) return refuse(L, from, to, `no transcoding path found from ${from} to ${to}`);
  let work: Portions | null = decode?.(L) ?? null;
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
      if (!isMistake(error)) throw error;
      return refuse(L, from, to, `error transcoding from ${from} to ${to}: ${error.message}`);
    }
  });
}

function refuse(L: LuaState, from: string, to: string, message: string): number {
  const details = { from_format: from, to_format: to };
  return returnFailure(L, failure(ErrorKind.internal, message, { retryable: false, details }));
}
