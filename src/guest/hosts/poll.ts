/** `wasi:io/poll`: waiting for what other interfaces give to wait for. */
import type { poll as spec } from '../../contract/hosts/wasi-clocks.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { HostTrap } from '../faults.ts';
import type { GuestHalf } from './guest-half.ts';

const WAIT = HOST_FUNCTIONS.of.waiting.wait;

/** Something that a guest can wait for. */
export class Pollable {
  /** Nanoseconds until it is worth another look; it is ready at 0 and below. */
  readonly remainingNs: () => bigint;
  /** What the kernel calls it, which then knows when it is ready; null where only time tells. */
  readonly waitable: () => number | null;

  constructor(remainingNs: () => bigint, waitable: (() => number | null) | null = null) {
    this.remainingNs = remainingNs;
    this.waitable = waitable ?? (() => null);
  }
}

export const poll: GuestHalf<typeof spec> = ({ calls, handles }) => {
  /** The places of those that are ready, which are one at least. */
  function wait(pollables: readonly Pollable[]): number[] {
    for (;;) {
      let shortest: bigint | null = null;
      const numbers = pollables.map((one) => one.waitable());
      const asked = numbers.filter((number) => number !== null);
      const due = pollables.map(({ remainingNs }, index) => {
        if (numbers[index] !== null) return false;
        const left = remainingNs();
        if (shortest === null || left < shortest) shortest = left;
        return left <= 0n;
      });
      const isDue = due.includes(true);
      const told = asked.length > 0 ? calls.call(WAIT, asked, isDue ? 0n : shortest) : [];
      const ready = pollables.flatMap((_one, index) => {
        const number = numbers[index] ?? null;
        return due[index] || (number !== null && told.includes(number)) ? [index] : [];
      });
      if (ready.length > 0) return ready;
      if (asked.length === 0) {
        if (shortest === null) return ready;
        calls.sleep(shortest);
      }
    }
  }
  function isReady({ remainingNs, waitable }: Pollable): boolean {
    const number = waitable();
    return number === null ? remainingNs() <= 0n : calls.call(WAIT, [number], 0n).length > 0;
  }
  return {
    '[method]pollable.ready': ({ self }) => isReady(handles.get(Pollable, self)),
    '[method]pollable.block': ({ self }) => void wait([handles.get(Pollable, self)]),
    poll({ in: wanted }) {
      if (wanted.length === 0) throw new HostTrap('poll of an empty list');
      return wait(wanted.map((representation) => handles.get(Pollable, representation)));
    },
  };
};
