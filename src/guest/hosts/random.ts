/** `wasi:random`: all of it from the one source that there is. */
import type {
  insecureRandom as insecureSpec,
  insecureSeed as seedSpec,
  random as spec,
} from '../../contract/hosts/wasi-random.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import { MAX_VALUE_BYTES } from '../../wit/codec.ts';
import { HostTrap } from '../faults.ts';
import type { GuestHalf } from './guest-half.ts';

/** `getRandomValues` takes no more. */
const CHUNK_BYTES = 65_536;

/** Fills any memory. Through private memory, since secure sources refuse shared memory, which a guest's may be. */
export function fillRandom(target: Uint8Array, { calls, random: source }: GuestPorts): void {
  const chunk = new Uint8Array(Math.min(target.length, CHUNK_BYTES));
  for (let at = 0; at < target.length; at += chunk.length) {
    calls.checkInterrupt();
    source.fill(chunk);
    target.set(chunk.subarray(0, target.length - at), at);
  }
}

function randomBytes(length: bigint, ports: GuestPorts): Uint8Array {
  if (length > MAX_VALUE_BYTES) throw new HostTrap(`${length} random bytes are more than a value may have`);
  const target = new Uint8Array(Number(length));
  fillRandom(target, ports);
  return target;
}

function randomU64(ports: GuestPorts): bigint {
  return new DataView(randomBytes(8n, ports).buffer).getBigUint64(0, true);
}

export const random: GuestHalf<typeof spec> = (ports) => ({
  'get-random-bytes': ({ len }) => randomBytes(len, ports),
  'get-random-u64': () => randomU64(ports),
});

export const insecureRandom: GuestHalf<typeof insecureSpec> = (ports) => ({
  'get-insecure-random-bytes': ({ len }) => randomBytes(len, ports),
  'get-insecure-random-u64': () => randomU64(ports),
});

export const insecureSeed: GuestHalf<typeof seedSpec> = (ports) => ({
  'insecure-seed': () => [randomU64(ports), randomU64(ports)],
});
