/**
 * What a running guest asks of the host, declared once: the guest's stubs, the kernel's decoding and the codes on the
 * wire all come from {@link operations}.
 */
import { assertNever } from '../base/assert-never.ts';
import type { GuestFault, GuestOperation } from '../contract/ports.ts';
import type { ByteReader, ByteWriter } from '../wit/codec.ts';
import { FIRST_OPERATION } from './sync-channel-layout.ts';

/** How a value lies in the shared buffer. */
export interface Codec<T> {
  encode(value: T, out: ByteWriter): void;
  decode(from: ByteReader): T;
}

export interface Operation<Request, Response> {
  readonly code: number;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

export type OperationName = GuestOperation['type'];
export type OperationRequest<N extends OperationName> = Extract<GuestOperation, { readonly type: N }>;

const nothing: Codec<void> = { encode: () => {}, decode: () => {} };

export const operations: { readonly [N in OperationName]: Operation<OperationRequest<N>, void> } = {
  sleep: {
    code: FIRST_OPERATION,
    request: {
      encode: (value, out) => out.u64(value.durationNs),
      decode: (from) => ({ type: 'sleep', durationNs: BigInt(from.u64()) }),
    },
    response: nothing,
  },
  write: {
    code: FIRST_OPERATION + 1,
    request: {
      encode: (value, out) => {
        out.u8(value.stream === 'stdout' ? 1 : 2);
        out.u32(value.bytes.length);
        out.bytes(value.bytes);
      },
      decode: (from) => {
        const stream = from.u8() === 1 ? 'stdout' : 'stderr';
        return { type: 'write', stream, bytes: from.bytes(from.u32()) };
      },
    },
    response: nothing,
  },
};

const byCode = new Map<number, (from: ByteReader) => GuestOperation>(
  Object.values(operations).map((operation) => [operation.code, (from) => operation.request.decode(from)]),
);

/** Null for a code that no operation has. */
export function decodeOperation(code: number, from: ByteReader): GuestOperation | null {
  return byCode.get(code)?.(from) ?? null;
}

/** The text of a fault is for people; what made it may be any size. */
const MAX_FAULT_BYTES = 16 * 1024;

const FAULT_KINDS = [
  'trap',
  'instantiate',
  'invalid-arguments',
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
    const text = new Uint8Array(MAX_FAULT_BYTES);
    // Ends before a character that does not fit as a whole.
    const { written } = new TextEncoder().encodeInto(fault.message, text);
    out.u32(written);
    out.bytes(text.subarray(0, written));
  },
  decode(from) {
    const kind = FAULT_KINDS[from.u8()];
    if (kind === undefined) return { kind: 'lost', message: 'the guest sent an unknown fault' };
    switch (kind) {
      case 'exit':
        return { kind, status: from.u32() };
      case 'interrupted':
        return { kind };
      case 'trap':
      case 'instantiate':
      case 'invalid-arguments':
      case 'invalid-result':
      case 'memory':
      case 'lost':
        return { kind, message: decodeText(from) };
      default:
        return assertNever(kind);
    }
  },
};

function decodeText(from: ByteReader): string {
  const length = from.u32();
  if (length > MAX_FAULT_BYTES) throw new RangeError(`a fault with a text of ${length} bytes`);
  return new TextDecoder().decode(from.bytes(length));
}
