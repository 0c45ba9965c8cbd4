/** Arguments that take longer than a turn: a table of many records, a list of many lists, a long text. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { luaValues, signature } from '../../conformance/mapping/mapper-harness.ts';
import { canceledFailure } from '../../contract/errors.ts';
import type { LuaReader } from '../lua/values.ts';
import { createLuaWorld } from '../lua/vm/testing/lua-world.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import { FunctionMapper } from '../values/mapper.ts';
import { StagingWriter } from '../values/staging.ts';
import { NO_CONTEXT } from '../security/context.ts';
import type { Outcome } from '../scheduler/process.ts';
import { WasmProcessFactory } from './wasm-process-factory.ts';
import { MAX_HELD_BYTES, setUp } from './testing/wasm-calls.ts';

const ROOMY = { limits: { memoryBytes: 2 ** 30, totalMemoryBytes: 2 ** 31 } };
const many = (count: number, item: string): string =>
  `local list = {} for i = 1, ${count} do list[i] = ${item} end return list`;

/** Turns until no process has more to do, none of which lasts longer than its slices. */
function turnsOf(scheduler: Scheduler): number {
  let turns = 1;
  while (scheduler.turn(0).more) turns++;
  return turns;
}

/** A look at the clock is a millisecond. */
function called(type: string, lua: string, limit = 1) {
  const made = setUp(null, limit, signature(`(v: ${type}) -> s32`));
  made.stopped.tickMs = 1;
  const world = createLuaWorld(ROOMY);
  const values = luaValues(lua, world);
  return { ...made, values, call: made.begin(values) };
}

/** The bytes that a call with these values sends to its guest. */
function encoded(type: string, values: LuaReader): Uint8Array {
  const out = new StagingWriter();
  expect(new FunctionMapper(signature(`(v: ${type}) -> s32`)).lowerArguments(values, out)).toBeNull();
  return out.take();
}

const POINTS = many(30_000, '{x = i, y = i}');

describe('arguments that take longer than a turn', () => {
  // Each look comes after 2000 units, so every turn has 4000 of them.
  test.each<[type: string, lua: string, turns: number]>([
    ['list<point>', many(40_000, '{x = i, y = i}'), 40],
    ['list<u32>', many(30_000, 'i'), 5],
    [
      'list<list<list<u8>>>',
      `local list = {} for i = 1, 50 do list[i] = {} for j = 1, 200 do list[i][j] = {1, 2} end end return list`,
      5,
    ],
    ['list<option<u8>>', 'local list = {n = 30000} for i = 2, 30000, 2 do list[i] = 1 end return list', 5],
    ['list<option<u8>>', 'return {[3000000] = 1}', 8],
    ['tuple<u8, list<string>>', many(20_000, '"ab"').replace('return list', 'return {1, list}'), 3],
    ['result<list<u32>, string>', many(20_000, 'i').replace('return list', 'return {ok = list}'), 3],
    ['option<option<list<u32>>>', many(20_000, 'i').replace('return list', 'return {some = list}'), 3],
    ['list<shape>', many(20_000, '{circle = 1}'), 3],
    ['string', 'return ("aä"):rep(1000000)', 15],
    ['list<u8>', 'return ("a\\255"):rep(1000000)', 7],
  ])('go to the guest in many: %s', (type, lua, turns) => {
    const { values, guest, held, scheduler, call } = called(type, lua);
    expect(guest.log).toEqual([]);
    expect(turnsOf(scheduler)).toBeGreaterThan(turns);
    expect(isDeepStrictEqual(guest.received[0], encoded(type, values))).toBe(true);
    guest.answer(1);
    expect(call.outcomes).toEqual([{ value: 1, error: null }]);
    expect([held.bytes, scheduler.list()]).toEqual([0, []]);
  });

  const WIDE = 'local t = {x = 1, y = 2} for i = 1, 30000 do t["k" .. i] = 1 end return t';
  const LIST = many(30_000, '1').replace('return list', '');
  test.each<[what: string, type: string, lua: string, message: string | null]>([
    ['fields that are none', 'point', WIDE, null],
    ['fields of an element', 'list<point>', WIDE.replace('return t', 'return {t}'), null],
    ['fields of what may be missing', 'option<point>', WIDE, null],
    ['fields of a payload', 'result<point, string>', WIDE.replace('return t', 'return {ok = t}'), null],
    ['fields where one is missing', 'counted', WIDE, 'argument 1: v: missing field "tag-count"'],
    [
      'keys of a list that has others',
      'list<u32>',
      `${LIST} list.a = 1 return list`,
      'argument 1: v: unexpected key "a" in a list',
    ],
    [
      'keys behind a wrong element',
      'list<u32>',
      `${LIST} list[1] = "a" return list`,
      'argument 1: v[1]: expected u32, got string',
    ],
    [
      'keys of a list of another length',
      'list<u32, 3>',
      `${LIST} return list`,
      'argument 1: v: expected list<u32, 3>, got 30000 elements',
    ],
    ['names of flags', 'permissions', many(30_000, '"read"'), null],
    [
      'fields of flags that are none',
      'permissions',
      WIDE,
      'argument 1: v: unknown flag "x", expected one of read, write, run-as',
    ],
    [
      'positions far apart',
      'list<option<u8>>',
      'local list = {} for i = 1, 30000 do list[i * 7919 % 30011 * 10] = 1 end return list',
      null,
    ],
    ['largest of many positions', 'list<option<u8>>', `${LIST} list[40000] = 1 return list`, null],
    [
      'characters of what is to be one',
      'char',
      'return ("aä"):rep(1000000)',
      'argument 1: v: expected char, got string of 2000000 characters',
    ],
  ])('are looked through in many: %s', (_what, type, lua, message) => {
    const { guest, scheduler, call, values } = called(type, lua);
    expect([guest.log, call.outcomes]).toEqual([[], []]);
    expect(turnsOf(scheduler)).toBeGreaterThan(5);
    if (message === null) expect(isDeepStrictEqual(guest.received[0], encoded(type, values))).toBe(true);
    else expect(call.outcomes).toMatchObject([{ error: { message, kind: 'Invalid' } }]);
  });

  test('let others have their turns, and keep their place in the queue', () => {
    const { guest, begin, scheduler, call } = called('list<point>', POINTS);
    const second = begin(luaValues('return {{x = 1, y = 2}}'));
    scheduler.turn(0);
    expect(guest.log).toEqual([]);
    turnsOf(scheduler);
    expect(guest.received.map(({ length }) => length)).toEqual([4 + 30_000 * 8]);
    guest.answer(1);
    guest.answer(2);
    expect([call, second].map(({ outcomes }) => outcomes)).toMatchObject([[{ value: 1 }], [{ value: 2 }]]);
  });

  test.each(['stopped', 'canceled', 'ended'] as const)(
    'are given up in the middle when the call is %s, which settles once',
    (how) => {
      const { guest, held, scheduler, stopped, call } = called('list<point>', POINTS);
      for (let turn = 0; turn < 5; turn++) scheduler.turn(0);
      const [{ memoryBytes } = { memoryBytes: 0 }] = scheduler.list();
      expect(memoryBytes).toBeGreaterThan(10_000);
      expect(held.bytes).toBe(memoryBytes);
      if (how === 'stopped') {
        stopped.now = true;
        scheduler.turn(0);
      } else if (how === 'canceled') call.cancel();
      else scheduler.endAll(canceledFailure());
      expect([turnsOf(scheduler), held.bytes, scheduler.list(), guest.log]).toEqual([1, 0, [], []]);
      expect(call.outcomes).toMatchObject(how === 'canceled' ? [] : [{ error: { kind: 'Canceled' } }]);
    },
  );

  test('that are wrong at their end wake no guest, and say where', () => {
    const { guest, held, scheduler, call } = called(
      'list<point>',
      POINTS.replace('return', 'list[30000].y = "no" return'),
    );
    turnsOf(scheduler);
    expect(call.outcomes).toMatchObject([
      { error: { message: 'argument 1: v[30000].y: expected s32, got string', kind: 'Invalid' } },
    ]);
    expect([guest.log, held.bytes, scheduler.list()]).toEqual([[], 0, []]);
  });

  test('of all calls together hold only so much while they are on their way', () => {
    const { begin, held, scheduler, call } = called('list<u8>', `return ("x"):rep(${(MAX_HELD_BYTES / 8) * 5})`, 3);
    const second = begin(luaValues(`return ("y"):rep(${(MAX_HELD_BYTES / 8) * 5})`));
    let most = 0;
    while (scheduler.turn(0).more) most = Math.max(most, held.bytes);
    expect(most).toBeGreaterThan(MAX_HELD_BYTES / 2);
    expect(most).toBeLessThanOrEqual(MAX_HELD_BYTES);
    const outcomes = [...call.outcomes, ...second.outcomes];
    expect(outcomes).toMatchObject([{ error: { kind: 'Unavailable', retryable: true } }]);
  });

  test('that are changed meanwhile are arguments all the same, or do not fit', () => {
    const world = createLuaWorld(ROOMY);
    const { begin, guest, scheduler, stopped } = setUp(null, 1, signature('(v: list<point>) -> s32'));
    stopped.tickMs = 1;
    const call = begin(luaValues(`LIST = {} for i = 1, 30000 do LIST[i] = {x = i, y = i} end return LIST`, world));
    for (let turn = 0; turn < 5; turn++) scheduler.turn(0);
    world.run('for i = 1, 30000, 2 do LIST[i] = nil end LIST[1] = 7 collectgarbage()');
    turnsOf(scheduler);
    expect(call.outcomes).toMatchObject([
      { error: { kind: 'Invalid', message: expect.stringMatching(/^argument 1: v\[\d+\]: expected point, got nil$/) } },
    ]);
    expect(guest.log).toEqual([]);
  });
});

test('a process with arguments that take longer is up when they are there, and hears of Stop before', () => {
  const spawned = () => {
    const { wasm, stopped, scheduler, guest } = setUp(null, 1, signature('(v: list<point>) -> s32'));
    stopped.tickMs = 1;
    const log: string[] = [];
    const factory = new WasmProcessFactory(wasm.options);
    const process = factory.create(
      luaValues(POINTS),
      () => log.push('taken'),
      () => log.push('up'),
    );
    const done = (outcome: Outcome): void => void log.push(outcome.status);
    scheduler.spawn(process, { frame: { call: 1, target: 'app:f', parent: null, context: NO_CONTEXT }, done });
    for (let turn = 0; turn < 5; turn++) scheduler.turn(0);
    expect([log, guest.log]).toEqual([[], []]);
    return { log, guest, scheduler, stopped };
  };
  const whole = spawned();
  turnsOf(whole.scheduler);
  expect([whole.log, whole.guest.received[0]!.length]).toEqual([['taken', 'up'], 4 + 30_000 * 8]);
  const ended = spawned();
  ended.stopped.now = true;
  turnsOf(ended.scheduler);
  expect([ended.log, ended.guest.log]).toEqual([['taken', 'failed'], []]);
});
