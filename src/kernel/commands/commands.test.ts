import { Programs } from '../programs/programs.ts';
import { expect, test } from 'vitest';
import { err, ok } from '../../base/result.ts';
import { invalid } from '../../contract/errors.ts';
import type { AnyCommand } from '../scheduler/command.ts';
import { Dispatcher } from '../scheduler/dispatcher.ts';
import type { Command, Completion, Frame, Process } from '../scheduler/process.ts';
import { Scheduler } from '../scheduler/scheduler.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { NO_NETWORK } from '../../contract/network.ts';
import { HeldBytes } from '../../base/held-bytes.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { EventBus } from '../events/event-bus.ts';
import { HttpProject } from '../http/http-project.ts';
import { createPermissions } from '../security/permissions.ts';
import { Timers } from '../scheduler/timers.ts';
import { plainCallResult } from '../results.ts';
import { writePlain } from '../../contract/plain.ts';
import { defineCommand, type CommandHost } from './command.ts';
import { CallWorlds } from '../files/call-worlds.ts';
import { COMMANDS } from './index.ts';
import { NO_CONTEXT } from '../security/context.ts';

/** What stands in a file of this folder. */
interface Double {
  readonly type: 'double';
  readonly value: number;
}
const double = defineCommand<Double, 'value'>({
  type: 'double',
  answer: 'value',
  handle: ({ timers }, { value }, _frame, reply) =>
    timers.after(10, () =>
      reply({ status: 'returned', source: { writeTo: (writer) => (writePlain(2 * value, writer), 1) } }),
    ),
});
/** And one whose answer has no value. */
interface Check {
  readonly type: 'check';
  readonly isGood: boolean;
}
const check = defineCommand<Check, 'nothing'>({
  type: 'check',
  answer: 'nothing',
  handle: (_host, { isGood }, _frame, reply) => {
    reply(isGood ? undefined : invalid('it is not good'));
    return null;
  },
});

const double21: Double = { type: 'double', value: 21 };
const good: Check = { type: 'check', isGood: true };
const bad: Check = { type: 'check', isGood: false };
const frame: Frame = { call: 1, target: 'app:f', parent: null, context: NO_CONTEXT };

const nothing = (): void => {};
const refusal = invalid('no processes');
const NO_PROCESSES: CommandHost['processes'] = {
  spawn: (_request, started) => (started(err(refusal)), nothing),
  exec: (_request, done) => (done({ status: 'failed', failure: refusal }), nothing),
  send: (_from, _destination, _message, sent) => (sent(refusal), nothing),
  upgrade: () => refusal,
  cancel: () => refusal,
  terminate: () => refusal,
  relate: () => refusal,
  register: () => refusal,
  lookup: () => null,
  unregister: () => false,
  setTrapping: nothing,
  isTrapping: () => false,
};

function setUp(commands: readonly AnyCommand<CommandHost>[]) {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const written: string[] = [];
  const dispatcher = new Dispatcher<CommandHost>(commands, {
    timers,
    fraction: () => 0.5,
    calls: {
      start: (_target, _args, _parent, done) => (done({ status: 'failed', failure: invalid('no') }), () => {}),
      retryOf: () => null,
      detach: (_parent, _begin, { over }) => over(),
      whenMade: (outcome, _begin, then) => (then(outcome), () => {}),
    },
    processes: NO_PROCESSES,
    programs: new Programs(),
    network: {
      network: NO_NETWORK,
      http: new HttpProject(),
      calls: { rootFrame: () => frame, endRoot: () => {}, start: () => () => {} },
      permissions: createPermissions({ isStrict: false }),
      held: new HeldBytes(1),
      timers,
      ownedBy: () => new DisposableStore(),
      wake: () => {},
      hint: () => {},
    },
    events: new EventBus(),
    worlds: new CallWorlds({ volume: () => undefined, variable: () => ok(null), may: () => true }),
    output: { write: (_frame, stream) => void written.push(stream) },
  });
  const answers: unknown[] = [];
  const reply = (completion: Completion): void => {
    const { value, error } = plainCallResult(completion, 0);
    answers.push(error && 'message' in error ? error.message : value);
  };
  const ask = (command: Command) => dispatcher.dispatch(command, frame, reply);
  const wait = (ms: number): void => {
    clock.advance(ms);
    timers.fireDue();
  };
  return { dispatcher, answers, written, timers, ask, wait };
}

test('a command is its declaration and a line in the table', () => {
  const { ask, wait, answers } = setUp([...COMMANDS, double, check]);
  ask(double21);
  expect(answers).toEqual([]);
  wait(10);
  ask(good);
  ask(bad);
  expect(answers).toEqual([42, null, 'it is not good']);
});

test('a command that nobody declared is answered, so that nothing hangs', () => {
  const { ask, answers } = setUp(COMMANDS);
  expect(ask({ type: 'double' })).toBeNull();
  expect(answers).toEqual(['unknown command']);
});

test('a command is taken back when its process ends', () => {
  const { dispatcher, timers, answers } = setUp([double]);
  const scheduler = new Scheduler(new FakeClock(), (...asked) => dispatcher.dispatch(...asked), 2);
  const process: Process = {
    begin: () => {},
    step: (_budgetMs, sink) => {
      sink.command(1, double21);
      return 'yield';
    },
    complete: () => answers.push('completed'),
    close: () => answers.push('closed'),
    memoryBytes: () => 0,
  };
  const pid = scheduler.spawn(process, { frame, done: () => answers.push('ended') });
  scheduler.turn(0);
  expect([timers.size, scheduler.list().map(({ state }) => state)]).toEqual([1, ['blocked(double)']]);
  scheduler.terminate(pid);
  expect([timers.size, answers]).toEqual([0, ['closed']]);
});

test('no two commands have one name', () => {
  expect(() => setUp([...COMMANDS, ...COMMANDS])).toThrow('two commands have one name');
});
