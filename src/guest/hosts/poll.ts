/** `wasi:io/poll`: waiting for what other interfaces give to wait for. */
import type { poll as spec } from '../../contract/hosts/wasi-clocks.ts';
import { HostTrap } from '../guest-signals.ts';
import type { GuestHalf } from './guest-half.ts';

/** Something that a guest can wait for. */
export class Pollable {
  /** Nanoseconds until it is worth another look; it is ready at 0 and below. */
  readonly remainingNs: () => bigint;

  constructor(remainingNs: () => bigint) {
    this.remainingNs = remainingNs;
  }
}

export const poll: GuestHalf<typeof spec> = ({ calls, handles }) => {
  /** The places of those that are ready, which are one at least. */
  function wait(pollables: readonly Pollable[]): number[] {
    for (;;) {
      let shortest: bigint | null = null;
      const ready = pollables.flatMap(({ remainingNs }, index) => {
        const left = remainingNs();
        if (shortest === null || left < shortest) shortest = left;
        return left <= 0n ? [index] : [];
      });
      if (ready.length > 0 || shortest === null) return ready;
      calls.sleep(shortest);
    }
  }
  return {
    '[method]pollable.ready': ({ self }) => handles.get(Pollable, self).remainingNs() <= 0n,
    '[method]pollable.block': ({ self }) => void wait([handles.get(Pollable, self)]),
    poll({ in: wanted }) {
      if (wanted.length === 0) throw new HostTrap('poll of an empty list');
      return wait(wanted.map((representation) => handles.get(Pollable, representation)));
    },
  };
};
