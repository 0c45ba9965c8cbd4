import { describe, expect, test } from 'vitest';
import type { EntryId, Pid } from '../../contract/api.ts';
import { RecordingSink } from '../testing/test-kernel.ts';
import { LUA_MODULES, READY_MODULES } from '../../contract/lua-modules/index.ts';
import type { LuaModuleSpec } from '../../contract/lua-modules/spec.ts';
import type { LuaCommand } from './commands.ts';
import { Coroutine } from './coroutine.ts';
import { Mailbox } from './mailbox.ts';
import { Modules } from './modules/index.ts';
import { wrapMessage } from './modules/message.ts';
import { ROWS, setupOf, USERDATA } from './testing/native-rows.ts';
import { createVm } from './vm/vm.ts';
import { testHost } from './testing/module-host.ts';
import * as stack from './vm/stack.ts';
import type { LuaState, LuaThread } from './vm/types.ts';
import { Environment } from '../env/environment.ts';
import { MemoryStorage } from '../env/storages.ts';
import { KeyValueStore } from '../files/key-value-store.ts';
import { FileTree } from '../files/file-tree.ts';
import { Volume } from '../files/volume.ts';
import { Exchange } from '../http/exchange.ts';
import { NO_CONTEXT } from '../security/context.ts';
import { Policies } from '../security/policies.ts';
import { createPolicy } from '../security/policy.ts';

/**
 * A native that charges for nothing goes on for seconds; how short a turn is on a quiet machine is measured in the bench. Milliseconds.
 */
const PREEMPTED_WITHIN_MS = 1000;
const STOPPED_WITHIN_MS = 1000;
const TURNS = 8;
const SLICE_MS = 3;

interface World {
  readonly thread: (source: string) => LuaThread;
  /** Longest time between two questions whether everything is to be stopped. */
  deafMs: number;
  askedMs: number;
}

/** One that fits everything, with conditions. */
const policies = new Policies();
policies.add({
  policy: createPolicy({
    id: 'app:p' as EntryId,
    actions: ['*'],
    resources: ['*'],
    effect: 'allow',
    conditions: [{ field: 'action', operator: 'matches', value: 'x+y', valueFrom: null }],
  }),
  groups: [],
});

/** Of a project with one large file. */
const tree = new FileTree(() => 0);
tree.update({ big: `${'x'.repeat(999)}\n`.repeat(4000) });
const files = new Volume(
  'app:files' as EntryId,
  { directory: '.', mode: 0o755, base: 'project', autoInit: false },
  tree,
);
const store = new KeyValueStore(() => 0, 2000);
for (let key = 0; key < 1000; key++) store.put(`k${key}`, 'x'.repeat(1000), { ttlMs: null });
const variables = new Environment();
variables.addStorage('app:s' as EntryId, new MemoryStorage());
variables.add({
  id: 'app:v' as EntryId,
  publicName: null,
  storage: 'app:s' as EntryId,
  fallback: 'x'.repeat(500_000),
  isReadOnly: false,
});

/** A request with as much as it may have. */
const newExchange = (): Exchange =>
  new Exchange(
    {
      method: 'POST',
      url: '/',
      headers: [['accept', 'text/html, '.repeat(2_000)]],
      body: new TextEncoder().encode(`[${'[1,{}],'.repeat(50_000)}1]`),
    },
    { host: 'localhost', path: '/', query: 'n=1&'.repeat(4_000), parameters: new Map([['id', '1']]) },
  );

function createWorld(code: string): World {
  const ask = (): boolean => {
    const nowMs = performance.now();
    world.deafMs = Math.max(world.deafMs, nowMs - world.askedMs);
    world.askedMs = nowMs;
    return false;
  };
  const vm = createVm({ now: () => performance.now(), interrupted: ask, extensions: Modules.extensions });
  const environment = vm.createEnvironment('test');
  const sink = new RecordingSink();
  sink.console = () => {};
  const exchange = newExchange();
  const modules = new Modules(
    testHost({
      sink,
      policies,
      environment: variables,
      volume: () => files,
      store: () => store,
      exchangeOf: () => exchange,
    }),
  );
  modules.running.process = {
    pid: '{app:main|0x00001}' as Pid,
    frame: { call: 1, target: 'app:main', parent: null, context: NO_CONTEXT },
  };
  modules.bind(environment, {
    modules: READY_MODULES,
    moduleAliases: [],
  });
  environment.setGlobal('MESSAGE', pushMessage);
  const thread = (source: string): LuaThread => {
    const loaded = environment.load(source, 'app:main');
    if (!loaded.ok) throw new Error(loaded.error.message);
    return environment.createThread(loaded.value);
  };
  const world: World = { thread, deafMs: 0, askedMs: 0 };
  finish(thread(setupOf(code)));
  return world;
}

const MESSAGE_VALUES = 5000;

/** What no Lua code can make: a message as the inbox gives it, here with as many values as a call may have. */
function pushMessage(L: LuaState): void {
  stack.createTable(L, MESSAGE_VALUES, 0);
  for (let index = 1; index <= MESSAGE_VALUES; index++) {
    stack.pushInteger(L, index);
    stack.rawSetIndex(L, -2, index);
  }
  wrapMessage(L, { topic: 'x'.repeat(500_000), from: '{app:main|0x00001}', count: MESSAGE_VALUES });
}

/** One turn; what it asks of the scheduler is answered with nothing. */
function turn(thread: LuaThread): void {
  const result = thread.resume(0, SLICE_MS);
  if (result.status === 'yield') stack.pop(thread.L, result.count);
  if (result.status === 'error') throw new Error(stack.display(thread.L, -1));
  if (result.status === 'killed') throw new Error('it was killed');
}

function finish(thread: LuaThread): string[] {
  for (let given = 0; ;) {
    const result = thread.resume(given, 1000);
    given = 0;
    if (result.status === 'done')
      return Array.from({ length: result.count }, (_, index) => stack.display(thread.L, index - result.count));
    if (result.status === 'command') given = settled(thread, result.command as LuaCommand);
    else if (result.status !== 'preempted') throw new Error(`${result.status}: ${stack.display(thread.L, -1)}`);
  }
}

/** What a process would have pushed for a request of its own, before anything comes of it. */
function settled(thread: LuaThread, command: LuaCommand): number {
  if (!('local' in command)) throw new Error('it waits for the kernel');
  let count = 0;
  const asker = new Coroutine(thread, { ready: () => (count = asker.count), parked: () => {} });
  const nobody = (): void => {};
  const { scratch } = thread.environment;
  command.local({
    asker,
    scratch,
    mailbox: new Mailbox(scratch),
    spawn: () => null,
    begin: () => nobody,
    pack: (values, packed) => packed({ values, moveTo: () => 0, release: nobody }),
    bring: () => nobody,
  });
  return count;
}

/** Runs a loop for some turns; the longest turn, and the longest time without a question for Stop. */
function measure(world: World, body: string): { readonly turnMs: number; readonly deafMs: number } {
  const thread = world.thread(`while true do ${body} end`);
  let turnMs = 0;
  world.deafMs = 0;
  for (let turns = 0; turns < TURNS; turns++) {
    const startMs = (world.askedMs = performance.now());
    const start = process.cpuUsage();
    turn(thread);
    const used = process.cpuUsage(start);
    const nowMs = performance.now();
    turnMs = Math.max(turnMs, Math.min(nowMs - startMs, (used.user + used.system) / 1000));
    world.deafMs = Math.max(world.deafMs, nowMs - world.askedMs);
  }
  thread.release();
  return { turnMs, deafMs: world.deafMs };
}

const LISTING = `
local names = {}
for name, value in pairs(_G) do
  if type(value) == "function" then names[#names + 1] = name end
  if type(value) == "table" and value ~= _G then
    for key, member in pairs(value) do
      if type(member) == "function" then names[#names + 1] = name .. "." .. key end
      if type(member) == "table" and name ~= "package" then
        for inner, native in pairs(member) do
          if type(native) == "function" then names[#names + 1] = name .. "." .. key .. "." .. inner end
        end
      end
    end
  end
end
for name, value in pairs({ ${Object.entries(USERDATA)
  .map(([name, type]) => `${type} = ${name}`)
  .join(', ')} }) do
  local metatable = getmetatable(value)
  for key, member in pairs(metatable) do if type(member) == "function" then names[#names + 1] = name .. "." .. key end end
  for key in pairs(metatable.__index) do names[#names + 1] = name .. ":" .. key end
end
return table.concat(names, " ")`;

/** What Wippy has and this runtime has not: natives that only say so. */
function isMissing(world: World, name: string): boolean {
  if (!/^[a-z]+\.[a-z_]+$/.test(name)) return false;
  const [value, answer] = finish(world.thread(`local ok, v, e = pcall(${name}) return tostring(v), tostring(e)`));
  return value === 'nil' && (answer ?? '').endsWith('is not available in the playground yet');
}

test('every native has a row, and every row a native', () => {
  const world = createWorld(LISTING);
  const names = finish(world.thread(LISTING))[0]?.split(' ') ?? [];
  expect(names.length).toBeGreaterThan(150);
  const unknown = names.filter((name) => !ROWS.has(name) && !isMissing(world, name));
  expect(unknown).toEqual([]);
  expect([...ROWS.keys()].filter((name) => !names.includes(name))).toEqual([]);
});

test('every type of object that a module declares has a value whose methods are asked for', () => {
  const declared = Object.values<LuaModuleSpec>(LUA_MODULES).flatMap((spec) => Object.keys(spec.types ?? {}));
  expect(declared.length).toBeGreaterThan(8);
  const types = new Set(Object.values(USERDATA));
  expect(declared.filter((type) => !types.has(type))).toEqual([]);
});

test('an error about an argument names the function that was called', () => {
  const world = createWorld(LISTING);
  const types = new Map(Object.entries(USERDATA).map(([name, type]) => [type, name]));
  const wrong: string[] = [];
  let blamed = 0;
  for (const name of ROWS.keys()) {
    const [owner = '', method] = name.split(':');
    if (name.includes('.__')) continue;
    const [callee, self] =
      method === undefined ? [name, ''] : [`${types.get(owner)}.${method}`, `${types.get(owner)}, `];
    for (const bad of [
      '',
      'print',
      'true',
      '{}',
      'coroutine.create(print)',
      '"", print',
      '1, {}',
      '{}, print',
      '0/0',
    ]) {
      const args = (self + bad).replace(/, $/, '');
      const thread = world.thread(
        `local ok, e = pcall(${callee}${args === '' ? '' : `, ${args}`}) return ok and "" or tostring(e)`,
      );
      const result = thread.resume(0, 50);
      if (result.status !== 'done') continue;
      const blames = /bad argument #\d+ to (\S+) \(/.exec(stack.display(thread.L, -1));
      if (!blames) continue;
      blamed++;
      if (blames[1] !== name.split(/[.:]/).at(-1)) wrong.push(`${name}(${args}): ${blames[0]}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(blamed).toBeGreaterThan(100);
});

describe('a loop of a native gives way, and asks for Stop', () => {
  for (const [name, calls] of ROWS)
    for (const body of calls)
      test(`${name}: ${body.slice(0, 60)}`, () => {
        const { turnMs, deafMs } = measure(createWorld(body), body);
        expect(turnMs).toBeLessThan(PREEMPTED_WITHIN_MS);
        expect(deafMs).toBeLessThan(STOPPED_WITHIN_MS);
      });
});
