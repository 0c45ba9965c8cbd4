import { expect, test } from 'vitest';
import { BytesReader } from '../../wit/bytes-reader.ts';
import { invalid } from '../../contract/errors.ts';
import { HOST_FUNCTIONS, HOST_INTERFACES } from '../../contract/hosts/index.ts';
import {
  byGuest,
  byKernel,
  bytes,
  hostTable,
  result,
  scalar,
  string,
  type HostFunction,
  type HostInterfaceSpec,
} from '../../contract/hosts/host-interface.ts';
import { putArguments, putValue, takeValue } from '../../contract/hosts/values.ts';
import { decodeOperation, operationCode } from '../../protocol/sync-channel-operations.ts';
import type { Completion } from '../scheduler/process.ts';
import { NIL_SOURCE } from '../scheduler/process.ts';
import { StagingWriter } from '../values/staging.ts';
import { KERNEL_HALVES } from './index.ts';
import { KernelHalves, type KernelHalf } from './kernel-half.ts';
import { funcs } from './funcs.ts';
import { files } from './files.ts';
import { output } from './output.ts';
import { program } from './program.ts';
import { system } from './system.ts';
import { requests } from './requests.ts';
import { sockets } from './sockets.ts';
import { timers } from './timers.ts';
import { waiting } from './waiting.ts';

const RETURNED: Completion = { status: 'returned', source: NIL_SOURCE };

/** What stands in a file of `contract/hosts/`. */
const dice = {
  name: 'test:dice/dice',
  profile: null,
  doc: 'Dice.',
  functions: {
    throw: byKernel('Throws one.', { sides: scalar('u32'), name: string }, result(scalar('u32'), string)),
    // Nothing that the kernel would have to know of.
    last: byGuest('What was thrown last.', {}, scalar('u32')),
    load: byKernel('Makes it unfair.', { with: bytes }, null),
  },
} as const satisfies HostInterfaceSpec;

/** And what stands in one of this folder. */
const diceHalf: KernelHalf<typeof dice> = {
  throw: {
    command: ({ sides, name }) => ({ type: `throw ${sides} for ${name}` }),
    answer: (completion) => (completion.status === 'failed' ? { err: completion.failure.message } : { ok: 4 }),
  },
  load: { command: (args) => ({ type: `load ${args.with.length}` }) },
};

const table = hostTable({ ...HOST_INTERFACES, dice });
const halves = new KernelHalves(table, {
  timers,
  output,
  files,
  system,
  program,
  funcs,
  waiting,
  requests,
  sockets,
  dice: diceHalf,
});

/** From the guest's call to the guest's answer, with what lies in the channel between. */
function call(fn: HostFunction, args: readonly unknown[], completion: Completion) {
  const asked = new StagingWriter();
  putArguments(fn, args, asked);
  const operation = decodeOperation(operationCode(fn), new BytesReader(asked.take()), table.all)!;
  expect(operation.fn).toBe(fn);
  const command = halves.commandOf(operation.fn, operation.args);
  const answer = halves.answerOf(operation.fn, completion);
  if (!answer || !fn.type.result) return { command, answer };
  const answered = new StagingWriter();
  putValue(fn.type.result, answer.value, answered);
  return { command, answer: takeValue(fn.type.result, new BytesReader(answered.take())) };
}

test('a host function is its declaration, its kernel half and a line in the table of each', () => {
  const { throw: thrown, load } = table.of.dice;
  expect(call(thrown, [6, 'ä'], RETURNED)).toEqual({ command: { type: 'throw 6 for ä' }, answer: { ok: 4 } });
  expect(call(thrown, [6, 'x'], { status: 'failed', failure: invalid('no die') })).toMatchObject({
    answer: { err: 'no die' },
  });
  expect(call(load, [Uint8Array.of(1, 2, 3)], RETURNED)).toEqual({
    command: { type: 'load 3' },
    answer: { value: undefined },
  });
});

test('a failure that the function cannot say ends the call', () => {
  expect(
    call(table.of.dice.load, [new Uint8Array()], { status: 'failed', failure: invalid('no die') }).answer,
  ).toBeNull();
});

test('functions that are there keep their numbers when others are added behind them', () => {
  expect(table.all.slice(0, HOST_FUNCTIONS.all.length).map(({ number, type }) => [number, type.name])).toEqual(
    HOST_FUNCTIONS.all.map(({ number, type }) => [number, type.name]),
  );
});

test('an interface without its kernel half is refused, by the compiler too', () => {
  expect(
    () => new KernelHalves(table, { timers, output, files, system, program, funcs, waiting, requests, sockets }),
  ).toThrow('test:dice/dice#throw has no kernel half');
  // @ts-expect-error -- `load` is not there, and `throw` has no answer
  const half: KernelHalf<typeof dice> = { throw: { command: () => ({ type: 'x' }) } };
  expect(half).toBeDefined();
});

test('what guests ask for becomes the commands that Lua issues', () => {
  const { timers: sleeping, output: console_ } = HOST_FUNCTIONS.of;
  expect(KERNEL_HALVES.commandOf(sleeping.sleep, [5_000_000n])).toEqual({ type: 'sleep', durationNs: 5_000_000 });
  const hi = new TextEncoder().encode('hi');
  expect(KERNEL_HALVES.commandOf(console_.write, ['stderr', hi])).toEqual({
    type: 'write',
    stream: 'stderr',
    bytes: hi,
  });
});
