import { expect, it } from 'vitest';
import type { GuestInfo, Pid, ProcessInfo } from '../../contract/api.ts';
import { formatElapsed } from './format-value.ts';
import { runningNow } from './running-now.ts';

const process = (call: number, target: string, state: string, memoryBytes = 0): ProcessInfo => ({
  pid: `{app:host|${call}}` as Pid,
  target,
  call,
  state,
  memoryBytes,
  mailbox: 0,
  names: [],
  links: [],
  watchers: [],
});
const guests = (...list: GuestInfo[]) => ({ alive: list.length, parked: 0, terminating: 0, list });
const guest = (target: string, memoryBytes: number | null, status: GuestInfo['status'] = 'running'): GuestInfo => ({
  id: 1,
  status,
  target,
  memoryBytes,
});

it('is what computes, not what waits for it', () => {
  const processes = [process(1, 'app:main', 'blocked(call)', 4_000), process(2, 'app:loop', 'running', 8)];
  expect(runningNow({ processes, guests: guests(guest('app:loop', 131_072)) }, 'app:main')).toEqual({
    target: 'app:loop',
    doing: 'running',
    memory: '≥ 131 kB',
    others: 1,
  });
});

it('is what everything waits for where nothing computes, first of all the function that was run', () => {
  const processes = [
    process(1, 'app:main', 'blocked(sleep)', 4_000),
    process(2, 'app:service', 'blocked(receive)', 9_000),
    process(3, 'app:idle', 'idle'),
  ];
  expect(runningNow({ processes, guests: guests() }, 'app:main')).toEqual({
    target: 'app:main',
    doing: 'waits for sleep',
    memory: '4 kB',
    others: 2,
  });
});

it('says no number where none was told, and nothing where nothing is there', () => {
  const processes = [process(2, 'app:loop', 'ready', 8)];
  const list = guests(guest('app:loop', null), guest('app:loop', 500, 'terminating'));
  expect(runningNow({ processes, guests: list }, null)).toMatchObject({ doing: 'running', memory: null, others: 0 });
  expect(runningNow({ processes: [], guests: guests() }, null)).toBeNull();
});

it('has its time in steps of a tenth of a second', () => {
  expect([0, 449, 59_999, 125_400].map(formatElapsed)).toEqual(['0.0 s', '0.4 s', '59.9 s', '2 min 5 s']);
});
