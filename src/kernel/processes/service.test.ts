/** spec/scheduler §10: the start of a service, which nothing holds up in a test but what launches it. */
import { expect, test } from 'vitest';
import type { EntryId, Pid } from '../../contract/api.ts';
import { ErrorKind, failure } from '../../contract/errors.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { Timers } from '../scheduler/timers.ts';
import { Service, type LaunchEvents, type ServiceRules } from './service.ts';

const RULES: ServiceRules = {
  id: 'app:s' as EntryId,
  process: 'app:p' as EntryId,
  host: 'app:host' as EntryId,
  input: [],
  isStarted: true,
  startup: 'required',
  startMs: 10_000,
  stopMs: 10_000,
  stableMs: 5_000,
  restart: { initialDelayMs: 1_000, maxDelayMs: 90_000, backoffFactor: 2, jitter: 0, maxAttempts: 1 },
  requires: [],
  actor: null,
  policies: [],
  groups: [],
};

function launched(rules: Partial<ServiceRules> = {}) {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const launches: LaunchEvents[] = [];
  const told: string[] = [];
  const service = new Service(
    { ...RULES, ...rules },
    {
      launch: (_rules, events) => {
        launches.push(events);
        return { ok: true, value: `{app:host|${launches.length}}` as Pid };
      },
      cancel: (pid) => told.push(`cancel ${pid}`),
      terminate: (pid) => {
        told.push(`terminate ${pid}`);
        launches.at(-1)?.done({ status: 'failed', failure: failure(ErrorKind.internal, 'process terminated') });
      },
      after: (ms, fire) => timers.after(ms, fire),
      nowMs: () => clock.nowMs(),
      delayMs: ({ restart }) => restart.initialDelayMs,
      isFatal: () => false,
      report: (level, _id, text) => told.push(`${level}: ${text}`),
    },
  );
  const advance = (ms: number): void => {
    clock.advance(ms);
    timers.fireDue();
  };
  service.start();
  return { service, launches, told, advance };
}

test('it runs once its process has what it is given, however long that runs', () => {
  const { service, launches, told, advance } = launched();
  advance(9_999);
  expect(service.state).toBe('starting');
  launches[0]?.started();
  expect(service.state).toBe('running');
  advance(60_000);
  expect([service.state, told]).toEqual(['running', []]);
});

test('a start that takes longer than start_timeout is ended, and tried again like any failure', () => {
  const { service, launches, told, advance } = launched({ startMs: 300 });
  advance(300);
  expect(told).toEqual([
    'terminate {app:host|1}',
    'warn: failed, and is started again in 1000 ms: start took longer than 300 ms',
  ]);
  expect(service.state).toBe('waiting');
  advance(1_000);
  expect([service.state, launches.length]).toEqual(['starting', 2]);
  advance(300);
  expect(service.state).toBe('failed');
});

test('one that is stopped while it starts is asked to end', () => {
  const { service, launches, told } = launched();
  let isStopped = false;
  service.stop(() => (isStopped = true));
  expect([service.state, told]).toEqual(['stopping', ['cancel {app:host|1}']]);
  launches[0]?.started();
  launches[0]?.done({ status: 'failed', failure: failure(ErrorKind.canceled, 'context canceled') });
  expect([service.state, isStopped]).toEqual(['stopped', true]);
});

test.each([
  ['required', 'error'],
  ['optional', 'warn'],
] as const)('one that is %s and fails for good is told of as %s', (startup, level) => {
  const { service, launches, told } = launched({ startup });
  launches[0]?.started();
  launches[0]?.done({ status: 'failed', failure: failure(ErrorKind.internal, 'no', { retryable: false }) });
  expect([service.state, told]).toEqual(['exited', [`${level}: failed for good: no`]]);
});
