/** A kernel in Node whose guests are real threads: the kernel service's turn without its messages. */
import { NO_NETWORK } from '../../contract/network.ts';
import { NO_ATTEMPTS, type Ports } from '../../contract/ports.ts';
import { Kernel, type KernelOptions } from '../../kernel/kernel.ts';
import { createRecordingKernel } from '../../kernel/testing/recording-kernel.ts';
import { nodeDigest } from '../../kernel/testing/digest.ts';
import { RecordingSink } from '../../kernel/testing/test-kernel.ts';
import { NodeGuests, realClock, type NodeGuestsOptions } from './node-guests.ts';

const TURN_MS = 1;

export interface NodeKernel {
  readonly kernel: Kernel;
  readonly guests: NodeGuests;
  readonly sink: RecordingSink;
  /** Has the kernel see to what it was just asked. */
  readonly settle: <T>(promise: Promise<T>) => Promise<T>;
  readonly dispose: () => Promise<void>;
}

export async function createNodeKernel(
  options: Omit<NodeGuestsOptions, 'turn'> = {},
  kernelOptions: KernelOptions = {},
): Promise<NodeKernel> {
  const sink = new RecordingSink();
  let kernel: Kernel | null = null;
  const turn = (): { more: boolean; nextTimerMs: number | null } => {
    const { more = false, nextTimerMs = null } = kernel?.turn(TURN_MS) ?? {};
    return { more, nextTimerMs: nextTimerMs === null ? null : Math.max(0, nextTimerMs - realClock.nowMs()) };
  };
  const guests = await NodeGuests.create({ ...options, turn });
  const ports: Ports = {
    clock: realClock,
    sink,
    random: { fill: (target) => void target.fill(7) },
    guests: guests.host,
    attempts: NO_ATTEMPTS,
    network: NO_NETWORK,
    compiler: createRecordingKernel().compiler,
    digest: nodeDigest,
  };
  const made = new Kernel(ports, { wake: () => guests.loop.poke(), ...kernelOptions });
  kernel = made;
  return {
    kernel: made,
    guests,
    sink,
    settle(promise) {
      guests.loop.poke();
      return promise;
    },
    async dispose() {
      made.dispose();
      await guests.dispose();
    },
  };
}
