/** Operations of guests, whose messages follow from `contract/hosts/`, and faults. */
import { assertNever } from '../base/assert-never.ts';
import { HOST_FUNCTIONS } from '../contract/hosts/index.ts';
import type { HostFunction } from '../contract/hosts/host-interface.ts';
import { takeArguments } from '../contract/hosts/values.ts';
import type { GuestFault, GuestOperation } from '../contract/ports.ts';
import type { ByteReader, ByteWriter } from '../wit/codec.ts';
import { FIRST_OPERATION } from './sync-channel-layout.ts';

/** How a value lies in the shared buffer. */
export interface Codec<T> {
  encode(value: T, out: ByteWriter): void;
  decode(from: ByteReader): T;
}

/** The message by which a guest asks for the function. */
export function operationCode(fn: HostFunction): number {
  return FIRST_OPERATION + fn.number;
}

/** Null for a code that no function has. Throws RangeError for arguments that are not of its types. */
export function decodeOperation(
  code: number,
  from: ByteReader,
  functions: readonly HostFunction[] = HOST_FUNCTIONS.all,
): GuestOperation | null {
  const fn = functions[code - FIRST_OPERATION];
  return fn ? { fn, args: takeArguments(fn, from) } : null;
}

/** The text of a fault is for people; what made it may be any size. */
const MAX_FAULT_BYTES = 16 * 1024;

const FAULT_KINDS = [
  'trap',
  'instantiate',
  'invalid-result',
  'memory',
  'exit',
  'interrupted',
  'lost',
] as const satisfies readonly GuestFault['kind'][];

export const faultCodec: Codec<GuestFault> = {
  encode(fault, out) {
    out.u8(FAULT_KINDS.indexOf(fault.kind));
    if (fault.kind === 'exit') out.u32(fault.status);
    if (!('message' in fault)) return;
    encodeText(fault.message, out);
    if (fault.kind === 'trap') encodeText(fault.stack?.join('\n') ?? '', out);
  },
  decode(from) {
    const kind = FAULT_KINDS[from.u8()];
    if (kind === undefined) return { kind: 'lost', message: 'the guest sent an unknown fault' };
    switch (kind) {
      case 'exit':
        return { kind, status: from.u32() };
      case 'interrupted':
        return { kind };
      case 'trap': {
        const message = decodeText(from);
        const stack = decodeText(from);
        return stack === '' ? { kind, message } : { kind, message, stack: stack.split('\n') };
      }
      case 'instantiate':
      case 'invalid-result':
      case 'memory':
      case 'lost':
        return { kind, message: decodeText(from) };
      default:
        return assertNever(kind);
    }
  },
};

function encodeText(text: string, out: ByteWriter): void {
  const bytes = new Uint8Array(MAX_FAULT_BYTES);
  // Ends before a character that does not fit as a whole.
  const { written } = new TextEncoder().encodeInto(text, bytes);
  out.u32(written);
  out.bytes(bytes.subarray(0, written));
}

function decodeText(from: ByteReader): string {
  const length = from.u32();
  if (length > MAX_FAULT_BYTES) throw new RangeError(`a fault with a text of ${length} bytes`);
  return new TextDecoder().decode(from.bytes(length));
}
