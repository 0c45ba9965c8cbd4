/** How the answers of calls come to the code that waits for them. */
import { describe, expect, test } from 'vitest';
import type { EntryId, Pid } from '../../contract/api.ts';
import { plainCallResult } from '../results.ts';
import { PlainReader } from '../../contract/plain.ts';
import type { Completion, Outcome, StepOutcome } from '../scheduler/process.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { testModules } from './testing/module-host.ts';
import { FunctionMapper } from '../values/mapper.ts';
import { signature } from '../../conformance/mapping/mapper-harness.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import { LuaCode } from './code.ts';
import { READY_MODULES } from '../../contract/lua-modules/index.ts';
import { Modules } from './modules/index.ts';
import { LuaProcess } from './process.ts';
import { createVm } from './vm/vm.ts';
import { LuaWorld } from './world.ts';
import { NO_CONTEXT } from '../security/context.ts';

/** Runs a chunk that makes one call, and answers it. */
function answered(source: string, completion: Completion): Outcome {
  return running(source, completion).end();
}

/** A chunk whose call was answered, on a clock that goes on by `lookMs` with each look; `step` answers whether there is more. */
function running(source: string, completion: Completion, { lookMs = 0, interrupted = (): boolean => false } = {}) {
  const clock = new FakeClock();
  const still = clock.nowMs.bind(clock);
  let looks = 0;
  clock.nowMs = () => still() + lookMs * looks++;
  const vm = createVm({
    now: () => clock.nowMs(),
    extensions: Modules.extensions,
    limits: { memoryBytes: 16 * 1024 * 1024 },
    interrupted,
  });
  const id = 'app:f' as EntryId;
  const program = { id, code: new LuaCode(vm, id, source), modules: READY_MODULES, imports: [], method: null };
  const world = new LuaWorld(vm, testModules({ clock }), program);
  const process = new LuaProcess({
    world,
    clock,
    args: new PlainReader([]),
    body: { kind: 'chunk' },
    closed: () => {},
  });
  process.begin({
    pid: '{app:f|0x00001}' as Pid,
    frame: { call: 1, target: 'app:f', parent: null, context: NO_CONTEXT },
  });
  const tags: number[] = [];
  const sink = { command: (tag: number) => void tags.push(tag), withdraw: () => {} };
  expect(process.step(10_000, sink)).toBe('yield');
  process.complete(tags[0]!, completion);
  let state: StepOutcome = 'continue';
  const step = (): boolean => (state = process.step(2, sink)) === 'continue';
  const end = (): Outcome => {
    while (state === 'continue') step();
    if (typeof state !== 'object') throw new Error(state);
    return state;
  };
  return { world, step, end };
}

function lifted(type: string, bytes: Uint8Array): Completion {
  const answer = new FunctionMapper(signature(`() -> ${type}`)).liftResult(new BytesReader(bytes));
  if (answer.status === 'failed') throw new Error(answer.failure.message);
  return answer;
}

const REPORT =
  'local v, e = require("funcs").call("app:g") return {v == nil, e:kind(), e:message(), e:retryable() == false}';

describe('the result of a call', () => {
  test('that is more than the Lua world may hold is said to be that, also when fields follow the list', () => {
    const bytes = new Uint8Array(4 + 8_000_000 + 4);
    new DataView(bytes.buffer).setUint32(0, 2_000_000, true);
    expect(plainCallResult(answered(REPORT, lifted('tuple<list<u32>, u32>', bytes)), 0).value).toEqual([
      true,
      'Internal',
      'not enough memory',
      false,
    ]);
  });

  test('that is no value of its type is a failure of the guest, which another try does not mend', () => {
    const bytes = Uint8Array.of(255, 255, 0, 0, 1);
    expect(plainCallResult(answered(REPORT, lifted('tuple<list<u32>, u32>', bytes)), 0).value).toEqual([
      true,
      'Internal',
      'result: the guest sent a value that its type does not have',
      true,
    ]);
  });

  const COUNT = 20_000;
  const pairs = (): Uint8Array => {
    const bytes = new Uint8Array(4 + 4 * COUNT);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, COUNT, true);
    for (let index = 0; index < COUNT; index++) view.setUint32(4 + 4 * index, index, true);
    return bytes;
  };
  const CALL = 'local v, e = require("funcs").call("app:g")';

  test.each([
    ['list<u32>', pairs(), 'return {#v, v[20000], e == nil}'],
    ['result<u32, list<u32>>', Uint8Array.of(1, ...pairs()), 'return {#e, e[20000], v == nil}'],
  ])('of %s comes in many slices, whole, though its bytes are used again meanwhile', (type, bytes, report) => {
    const call = running(`${CALL} ${report}`, lifted(type, bytes), { lookMs: 1 });
    bytes.fill(0xff);
    let steps = 0;
    while (call.step()) steps++;
    expect(steps).toBeGreaterThan(3);
    const large = call.world.memoryBytes;
    expect(plainCallResult(call.end(), 0).value).toEqual([COUNT, COUNT - 1, true]);
    expect(large).toBeGreaterThan(4 * COUNT);
  });

  test('of a call that is not waited for comes so too', () => {
    const call = running(
      'local f = require("funcs").async("app:g") local p = f:response():receive() local v = p:data() return {#v, v[20000]}',
      lifted('list<u32>', pairs()),
      { lookMs: 1 },
    );
    let steps = 0;
    while (call.step()) steps++;
    expect(steps).toBeGreaterThan(3);
    expect(plainCallResult(call.end(), 0).value).toEqual([COUNT, COUNT - 1]);
  });

  test('of many values hears of Stop in the middle', () => {
    let isStopped = false;
    const call = running(`${CALL} return #v`, lifted('list<u32>', pairs()), {
      lookMs: 1,
      interrupted: () => isStopped,
    });
    for (let steps = 0; steps < 3; steps++) expect(call.step()).toBe(true);
    isStopped = true;
    expect(plainCallResult(call.end(), 0).error).toMatchObject({ kind: 'Canceled' });
  });
});

test('a process holds nothing any more of how its arguments came, once its method has them', () => {
  const heldBytes = (argsTaken?: () => void): number => {
    const clock = new FakeClock();
    const vm = createVm({ now: () => clock.nowMs(), extensions: Modules.extensions });
    const id = 'app:f' as EntryId;
    const code = new LuaCode(vm, id, 'return { main = function(a) require("funcs").call("app:g", a) end }');
    const program = { id, code, modules: READY_MODULES, imports: [], method: 'main' };
    const world = new LuaWorld(vm, testModules({ clock }), program);
    const process = new LuaProcess({
      world,
      clock,
      args: new PlainReader([[1, 2, 3]]),
      ...(argsTaken ? { argsTaken } : {}),
      body: { kind: 'method', known: null },
      closed: () => {},
    });
    process.begin({
      pid: '{app:f|0x00001}' as Pid,
      frame: { call: 1, target: 'app:f', parent: null, context: NO_CONTEXT },
    });
    expect(process.step(1000, { command: () => {}, withdraw: () => {} })).toBe('yield');
    return world.main.measureMemory();
  };
  expect(heldBytes(() => {})).toBe(heldBytes());
});
