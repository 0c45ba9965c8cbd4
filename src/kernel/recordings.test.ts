import { describe, expect, it } from 'vitest';
import { isDue, spend, UNITS_PER_LOOK } from '../base/effort.ts';
import type { HeldValues } from '../contract/values.ts';
import { Recordings } from './recordings.ts';
import { FakeClock } from './testing/fake-clock.ts';

const LIMITS = { values: 1000, bytes: 1_000_000 };

/** A kernel's recordings on a clock that goes on by a slice with each look, and what is heard of them. */
function setUp(interrupted: () => boolean = () => false) {
  const clock = new FakeClock();
  const still = clock.nowMs.bind(clock);
  let looks = 0;
  clock.nowMs = () => still() + 10 * looks++;
  const recordings = new Recordings(clock, interrupted);
  const heard: string[] = [];
  /** Values that take so many slices; each is written as a number. */
  const held = (name: string, slices: number, fault?: Error, sizeBytes?: number): HeldValues => ({
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    writeTo: () => 1,
    writing: (writer) => {
      let left = slices;
      return {
        work: () => {
          do {
            if (fault && left === 1) throw fault;
            writer.integer(left);
            spend(UNITS_PER_LOOK + 1);
          } while (--left > 0 && !isDue());
          return left === 0;
        },
      };
    },
    letGo: () => heard.push(`${name} let go`),
  });
  const record = (name: string, slices: number, how?: 'in passing', fault?: Error, sizeBytes?: number) =>
    recordings.record(
      held(name, slices, fault, sizeBytes),
      LIMITS,
      (tape) => heard.push(`${name} ${tape.ok ? tape.value.length / 2 : tape.error.kind}`),
      how,
    );
  return { recordings, record, heard };
}

describe('recordings', () => {
  it('that take one slice are told at once, and let go', () => {
    const { record, recordings, heard } = setUp();
    record('a', 1);
    expect([heard, recordings.work(2)]).toEqual([['a 1', 'a let go'], false]);
  });

  it('that take more have one in each turn, one after the other, and those that somebody waits for come first', () => {
    const { record, recordings, heard } = setUp();
    record('kept', 3, 'in passing');
    record('a', 3);
    record('b', 2);
    const turns: string[][] = [];
    for (let more = true; more;) {
      more = recordings.work(2);
      turns.push(heard.splice(0));
    }
    expect(turns).toEqual([[], ['a 3', 'a let go'], ['b 2', 'b let go'], [], ['kept 3', 'kept let go']]);
  });

  it('are finished at once for whoever asks, and given up without a word', () => {
    const { record, recordings, heard } = setUp();
    const [first, second] = [record('a', 4), record('b', 4)];
    second.drop();
    first.finish();
    first.finish();
    first.drop();
    second.finish();
    expect([heard, recordings.work(2)]).toEqual([['b let go', 'a 4', 'a let go'], false]);
  });

  it('that nobody waits for make room for later ones, and are told so', () => {
    const { record, heard } = setUp();
    for (let index = 0; index < 18; index++) record(`${index}`, 2, 'in passing');
    expect(heard).toEqual(['0 Canceled', '0 let go', '1 Canceled', '1 let go']);
  });

  it('that nobody waits for hold so many bytes of copies in all', () => {
    const { record, recordings, heard } = setUp();
    const mib = 1024 * 1024;
    record('a', 3, undefined, undefined, 64 * mib);
    for (const name of ['b', 'c', 'd']) record(name, 2, 'in passing', undefined, 15 * mib);
    expect(heard.splice(0)).toEqual(['b Canceled', 'b let go']);
    while (recordings.work(2));
    expect(heard).toEqual(['a 3', 'a let go', 'c 2', 'c let go', 'd 2', 'd let go']);
  });

  it('end as canceled once everything is to be stopped, and are all let go with their project', () => {
    let isStopped = false;
    const { record, recordings, heard } = setUp(() => isStopped);
    record('a', 4);
    record('b', 4);
    record('c', 4, 'in passing');
    isStopped = true;
    recordings.work(2);
    expect(heard.splice(0)).toEqual(['a Canceled', 'a let go']);
    recordings.clear();
    expect([heard, recordings.work(2)]).toEqual([['b let go', 'c let go'], false]);
  });

  it('that cannot be written say why, and a bug is not hidden', () => {
    const { record, recordings, heard } = setUp();
    record('a', 2, undefined, new RangeError('read beyond'));
    recordings.work(2);
    expect(heard).toEqual(['a Internal', 'a let go']);
    record('b', 2, undefined, new TypeError('a bug'));
    expect(() => recordings.work(2)).toThrow('a bug');
  });
});
