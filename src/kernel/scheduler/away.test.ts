/** Processes that run on another thread, as calls of WebAssembly do, in the one table with those that are stepped. */
import { describe, expect, test } from 'vitest';
import { internal } from '../../contract/errors.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import {
  NIL_SOURCE,
  type Command,
  type Completion,
  type Frame,
  type Outcome,
  type Process,
  type ProcessContext,
  type StepOutcome,
} from './process.ts';
import { Scheduler } from './scheduler.ts';
import { NO_CONTEXT } from '../security/context.ts';

const RETURNED: Outcome = { status: 'returned', source: NIL_SOURCE };

/** Goes away in its first step, and lets go when the test says so. */
class AwayProcess implements Process {
  self: ProcessContext | null = null;
  readonly log: string[] = [];
  readonly #letsGoAtOnce: boolean;

  constructor(letsGoAtOnce = false) {
    this.#letsGoAtOnce = letsGoAtOnce;
  }
  begin(self: ProcessContext): void {
    this.self = self;
  }
  step(): StepOutcome {
    this.log.push('step');
    return 'away';
  }
  complete(tag: number, { status }: Completion): void {
    this.log.push(`complete ${tag} ${status}`);
  }
  interrupt(): boolean {
    this.log.push('interrupt');
    return this.#letsGoAtOnce;
  }
  close(): void {
    this.log.push('close');
  }
  memoryBytes(): number {
    return 0;
  }
}

function setUp() {
  const clock = new FakeClock();
  const told: string[] = [];
  const asked: { readonly reply: (completion: Completion) => void; isWithdrawn: boolean }[] = [];
  const scheduler = new Scheduler(
    clock,
    (command: Command, _frame, reply) => {
      if (command.type === 'at once') {
        reply(RETURNED);
        return null;
      }
      const item = { reply, isWithdrawn: false };
      asked.push(item);
      return () => {
        item.isWithdrawn = true;
      };
    },
    2,
  );
  const frame: Frame = { call: 1, target: 'app:w', parent: null, context: NO_CONTEXT };
  const launch = (process: Process) =>
    scheduler.launch(process, {
      frame,
      done: (outcome) => told.push(outcome.status === 'failed' ? outcome.failure.message : outcome.status),
      started: () => told.push('started'),
      yielded: (command) => told.push(`yielded ${command}`),
      resumed: (command) => told.push(`resumed ${command}`),
    });
  const states = () => scheduler.list().map(({ pid, state }) => `${pid} ${state}`);
  const advance = (ms: number): void => {
    clock.advance(ms);
    scheduler.turn(0);
  };
  return { scheduler, told, asked, launch, states, advance };
}

describe('a process that is away', () => {
  test('begins at once, is not stepped again, and stands in the list with its state', () => {
    const { scheduler, launch, states, told } = setUp();
    const process = new AwayProcess();
    launch(process);
    expect([process.log, states()]).toEqual([['step'], ['{app:w|0x00001} ready']]);
    process.self!.started();
    process.self!.command(1, { type: 'sleep' });
    expect(states()).toEqual(['{app:w|0x00001} blocked(sleep)']);
    scheduler.turn(10);
    expect([process.log, told]).toEqual([['step'], ['started', 'yielded sleep']]);
  });

  test('has its commands answered under their tags, and one that is answered at once is no yield', () => {
    const { launch, asked, states, told } = setUp();
    const process = new AwayProcess();
    launch(process);
    process.self!.started();
    process.self!.command(1, { type: 'at once' });
    process.self!.command(2, { type: 'sleep' });
    asked[0]!.reply(RETURNED);
    asked[0]!.reply(RETURNED);
    expect([process.log.slice(1), states()]).toEqual([
      ['complete 1 returned', 'complete 2 returned'],
      ['{app:w|0x00001} running'],
    ]);
    process.self!.end(RETURNED);
    process.self!.end(RETURNED);
    expect(told).toEqual(['started', 'yielded sleep', 'resumed sleep', 'returned']);
    expect([states(), process.log.at(-1)]).toEqual([[], 'close']);
  });

  test('that is taken back stays in the list until it has let go, and its owner hears nothing', async () => {
    const { scheduler, launch, asked, states, told } = setUp();
    const process = new AwayProcess();
    const pid = launch(process);
    process.self!.command(1, { type: 'sleep' });
    scheduler.terminate(pid);
    scheduler.terminate(pid);
    expect([process.log, asked[0]!.isWithdrawn, states().length]).toEqual([['step', 'interrupt'], true, 1]);
    let isBack = false;
    const back = scheduler.whenNoneIsAway().then(() => {
      isBack = true;
    });
    await Promise.resolve();
    expect(isBack).toBe(false);
    process.self!.end(RETURNED);
    await back;
    expect([told, states(), process.log.at(-1)]).toEqual([['yielded sleep'], [], 'close']);
  });

  test('ends at once where nothing of it runs yet', async () => {
    const { scheduler, launch, told } = setUp();
    const process = new AwayProcess(true);
    launch(process);
    scheduler.endAll(internal('the end'));
    await scheduler.whenNoneIsAway();
    expect([process.log, told]).toEqual([['step', 'interrupt', 'close'], ['the end']]);
  });

  test('ends with the first reason, whatever it says itself later', () => {
    const { launch, told, advance, scheduler } = setUp();
    const process = new AwayProcess();
    launch(process);
    process.self!.limit(50, internal('too late'));
    advance(49);
    expect(process.log).toEqual(['step']);
    advance(1);
    process.self!.stop(internal('another'));
    process.self!.end(RETURNED);
    expect([process.log, told, scheduler.timers.size]).toEqual([['step', 'interrupt', 'close'], ['too late'], 0]);
  });

  test('leaves no deadline behind', () => {
    const { launch, scheduler } = setUp();
    const process = new AwayProcess();
    launch(process);
    process.self!.limit(50, internal('too late'));
    process.self!.end(RETURNED);
    expect(scheduler.timers.size).toBe(0);
  });
});

test('a process that is stepped has its deadline too, and its number from the same row', () => {
  const { scheduler, launch, states, advance } = setUp();
  launch(new AwayProcess());
  const ends: string[] = [];
  let self: ProcessContext | null = null;
  const stepped: Process = {
    begin: (context) => {
      self = context;
    },
    step: (_budgetMs, sink) => {
      sink.command(1, { type: 'sleep' });
      return 'yield';
    },
    complete: () => {},
    close: () => ends.push('close'),
    memoryBytes: () => 0,
  };
  scheduler.spawn(stepped, {
    frame: { call: 2, target: 'app:l', parent: null, context: NO_CONTEXT },
    done: (outcome) => ends.push(outcome.status === 'failed' ? outcome.failure.message : outcome.status),
  });
  self!.limit(50, internal('too late'));
  advance(10);
  expect(states()).toEqual(['{app:w|0x00001} ready', '{app:l|0x00002} blocked(sleep)']);
  advance(40);
  expect([ends, states()]).toEqual([['too late', 'close'], ['{app:w|0x00001} ready']]);
});
