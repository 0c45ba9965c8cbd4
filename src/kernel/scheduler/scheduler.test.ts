import { expect, test } from 'vitest';
import { internal } from '../../contract/errors.ts';
import type { Sleep } from '../commands/sleep.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import {
  NIL_SOURCE,
  type Command,
  type Completion,
  type Frame,
  type Outcome,
  type Process,
  type StepOutcome,
  type StepSink,
} from './process.ts';
import { Scheduler } from './scheduler.ts';
import { NO_CONTEXT } from '../security/context.ts';

const RETURNED: Outcome = { status: 'returned', source: NIL_SOURCE };
const SLEEP: Sleep = { type: 'sleep', durationNs: 1e6 };

type Script = (sink: StepSink, step: number) => StepOutcome;

/** Does in each step what its script says. */
class ScriptedProcess implements Process {
  steps = 0;
  closed = 0;
  readonly completions: number[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }
  begin(): void {}
  step(_budgetMs: number, sink: StepSink): StepOutcome {
    return this.#script(sink, ++this.steps);
  }
  complete(tag: number): void {
    this.completions.push(tag);
  }
  close(): void {
    this.closed++;
  }
  memoryBytes(): number {
    return 0;
  }
}

interface Issued {
  readonly command: Command;
  readonly reply: (completion: Completion) => void;
  withdrawn: boolean;
}

function setUp() {
  const clock = new FakeClock();
  const issued: Issued[] = [];
  const ended: string[] = [];
  const scheduler = new Scheduler(
    clock,
    (command, _frame, reply) => {
      const item: Issued = { command, reply, withdrawn: false };
      issued.push(item);
      return () => {
        item.withdrawn = true;
      };
    },
    2,
  );
  const spawn = (name: string, script: Script) => {
    const process = new ScriptedProcess(script);
    const frame: Frame = { call: 1, target: name, parent: null, context: NO_CONTEXT };
    const pid = scheduler.spawn(process, { frame, done: (outcome) => ended.push(`${name} ${outcome.status}`) });
    return { process, pid };
  };
  /** Turns until nothing is ready. */
  const drain = () => {
    while (scheduler.turn(0).more);
  };
  return { clock, scheduler, issued, ended, spawn, drain };
}

test('ready processes take one step each, first in first out', () => {
  const { spawn, drain } = setUp();
  const order: string[] = [];
  for (const name of ['a', 'b', 'c'])
    spawn(name, (_sink, step) => {
      order.push(`${name}${step}`);
      return step < 3 ? 'continue' : RETURNED;
    });
  drain();
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']);
});

test('a process never steps inside of spawn', () => {
  const { spawn, drain } = setUp();
  const { process } = spawn('a', () => RETURNED);
  expect(process.steps).toBe(0);
  drain();
  expect(process.steps).toBe(1);
});

test('a command blocks its process until it is answered, and its state says on what', () => {
  const { scheduler, spawn, drain, issued, ended } = setUp();
  const { process } = spawn('a', (sink, step) => {
    if (step > 1) return RETURNED;
    sink.command(7, SLEEP);
    return 'yield';
  });
  drain();
  expect(scheduler.list()).toMatchObject([{ target: 'a', state: 'blocked(sleep)', pid: '{a|0x00001}' }]);
  issued[0]?.reply(RETURNED);
  drain();
  expect([process.completions, ended, process.closed]).toEqual([[7], ['a returned'], 1]);
});

test('an answer counts once, and not after the end', () => {
  const { spawn, drain, issued, ended } = setUp();
  const { process } = spawn('a', (sink, step) => {
    if (step === 1) sink.command(1, SLEEP);
    return step === 1 ? 'yield' : RETURNED;
  });
  drain();
  issued[0]?.reply(RETURNED);
  issued[0]?.reply(RETURNED);
  drain();
  issued[0]?.reply(RETURNED);
  expect([process.completions, ended]).toEqual([[1], ['a returned']]);
});

test('an answer that comes while its process is being stepped makes it ready again', () => {
  const { spawn, issued, ended, drain } = setUp();
  spawn('a', (sink, step) => {
    if (step > 1) return RETURNED;
    sink.command(1, SLEEP);
    issued[0]?.reply(RETURNED);
    return 'yield';
  });
  drain();
  expect(ended).toEqual(['a returned']);
});

test('several commands may be outstanding, and any answer wakes', () => {
  const { spawn, issued, drain } = setUp();
  const { process } = spawn('a', (sink, step) => {
    if (step === 1) for (const tag of [1, 2, 3]) sink.command(tag, SLEEP);
    return process.completions.length < 3 ? 'yield' : RETURNED;
  });
  drain();
  for (const index of [2, 0, 1]) {
    issued[index]?.reply(RETURNED);
    drain();
  }
  expect([process.completions, process.steps]).toEqual([[3, 1, 2], 4]);
});

test('terminate withdraws what is outstanding, closes once and tells nobody', () => {
  const { scheduler, spawn, issued, ended, drain } = setUp();
  const { process, pid } = spawn('a', (sink) => {
    sink.command(1, SLEEP);
    return 'yield';
  });
  drain();
  scheduler.terminate(pid);
  scheduler.terminate(pid);
  expect([issued[0]?.withdrawn, process.closed, ended, scheduler.list()]).toEqual([true, 1, [], []]);
});

test('endAll tells every owner why', () => {
  const { scheduler, spawn, ended, drain } = setUp();
  spawn('a', () => 'idle');
  spawn('b', () => 'continue');
  scheduler.turn(0);
  scheduler.endAll(internal('over'));
  drain();
  expect(ended).toEqual(['a failed', 'b failed']);
});

test('a process that throws is ended and the error is loud', () => {
  const { scheduler, spawn, ended } = setUp();
  const { process } = spawn('a', () => {
    throw new Error('bug');
  });
  expect(() => scheduler.turn(0)).toThrow('bug');
  expect([ended, process.closed]).toEqual([['a failed'], 1]);
});

test('a turn ends when its budget is spent, and says that there is more', () => {
  const { clock, scheduler, spawn } = setUp();
  const { process } = spawn('a', () => {
    clock.advance(1);
    return 'continue';
  });
  expect(scheduler.turn(5).more).toBe(true);
  expect(process.steps).toBe(5);
});

test('timers are fired between steps, so a busy process does not hold them up', () => {
  const { clock, scheduler, spawn } = setUp();
  const seen: number[] = [];
  scheduler.timers.after(3, () => seen.push(clock.nowMs()));
  spawn('a', () => {
    clock.advance(1);
    return 'continue';
  });
  scheduler.turn(5);
  expect(seen).toEqual([3]);
});
