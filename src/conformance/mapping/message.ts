/** The codec over plain memory, numbers as the shared buffer has them: BigInt only where a number does not hold the integer. */
import { MemoryBuffer } from '../../guest/testing/guest-harness.ts';

export class Message extends MemoryBuffer {
  static override of(bytes: Uint8Array): Message {
    const message = new Message();
    message.bytes(bytes);
    return message;
  }
  override u64(value: number | bigint): void;
  override u64(): number | bigint;
  override u64(value?: number | bigint): number | bigint | void {
    return value === undefined ? narrow(super.u64() as bigint) : super.u64(value);
  }
  override s64(): bigint {
    // Wider in the interface than in the class below.
    return narrow(super.s64()) as bigint;
  }
}

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
