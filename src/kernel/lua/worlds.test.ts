/** Lua worlds share code and libraries, and nothing that any of them can change. */
import { describe, expect, test } from 'vitest';
import { PlainReader } from '../../contract/plain.ts';
import type { EntryId, Pid } from '../../contract/api.ts';
import { plainCallResult } from '../results.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { RecordingSink } from '../testing/test-kernel.ts';
import { testModules } from './testing/module-host.ts';
import { LuaCode } from './code.ts';
import { READY_MODULES } from '../../contract/lua-modules/index.ts';
import { Modules } from './modules/index.ts';
import { LuaProcess } from './process.ts';
import type { LuaProgram } from './program.ts';
import { createVm } from './vm/vm.ts';
import type { RegistryRef, Vm } from './vm/types.ts';
import { LuaWorld } from './world.ts';
import { NO_CONTEXT } from '../security/context.ts';

interface Bench {
  readonly vm: Vm;
  readonly world: (program: LuaProgram) => Running;
  readonly program: (source: string) => LuaProgram;
}

interface Running {
  readonly world: LuaWorld;
  /** What the method answers. */
  readonly call: () => unknown;
}

function createBench(): Bench {
  const clock = new FakeClock();
  const vm = createVm({ now: () => clock.nowMs(), extensions: Modules.extensions });
  const sink = new RecordingSink();
  const modules = testModules({ clock, sink });
  let programs = 0;
  return {
    vm,
    program: (source) => {
      const id = `app:p${++programs}` as EntryId;
      const aliases = [{ alias: 'absent', module: 'websocket' }];
      return {
        id,
        code: new LuaCode(vm, id, source),
        modules: READY_MODULES,
        moduleAliases: aliases,
        imports: [],
        method: 'main',
      };
    },
    world: (program) => {
      const world = new LuaWorld(vm, modules, program);
      let known: RegistryRef | null = null;
      const call = (): unknown => {
        const process = new LuaProcess({
          world,
          clock,
          args: new PlainReader([]),
          body: { kind: 'method', known },
          loaded: (method) => {
            known = method;
          },
          closed: () => {},
        });
        process.begin({
          pid: '{app:p|0x00001}' as Pid,
          frame: { call: 1, target: program.id, parent: null, context: NO_CONTEXT },
        });
        let outcome = process.step(1000, { command: () => {}, withdraw: () => {} });
        while (outcome === 'continue') outcome = process.step(1000, { command: () => {}, withdraw: () => {} });
        if (typeof outcome !== 'object') throw new Error(outcome);
        const { value, error } = plainCallResult(outcome, 0);
        process.close();
        sink.raiseBugs();
        if (error) throw new Error(JSON.stringify(error));
        return value;
      };
      return { world, call };
    },
  };
}

/** Walks everything that code can reach, by `pairs`, `getmetatable` and what constructors give; `each` sees every table once. */
const WALK = `
local function walk(each)
  local seen, found = {}, 0
  local function visit(value)
    local ok, metatable = pcall(getmetatable, value)
    if ok and type(metatable) == "table" and not seen[metatable] then visit(metatable) end
    if type(value) ~= "table" or seen[value] then return end
    seen[value] = true
    found = found + 1
    local inside = {}
    for key, held in pairs(value) do inside[#inside + 1] = key inside[#inside + 1] = held end
    each(value)
    for i = 1, #inside do visit(inside[i]) end
  end
  visit(_G)
  visit("")
  visit(errors.new("x"))
  visit(time.now())
  visit(time.parse_duration("1s"))
  visit(int64(1))
  visit(logger)
  visit(print)
  return found
end
`;

describe('Lua worlds of one VM', () => {
  test('cannot see what another has done to anything it can reach', () => {
    const { world, program } = createBench();
    const spoil = program(`${WALK}
      local function poison() return "poison" end
      local tries = 0
      return { main = function()
        local mine, own = {}, _G
        for name in pairs(_G) do mine[#mine + 1] = name end
        local found = walk(function(t)
          tries = tries + 1
          if t == _G then return end
          for _, key in ipairs({ "stolen", "__index", "__newindex", "__metatable", "format", "encode", 1 }) do
            pcall(function() t[key] = poison end)
            pcall(rawset, t, key, poison)
          end
          pcall(table.insert, t, poison)
          pcall(table.sort, t, function() return true end)
          pcall(setmetatable, t, { __index = function() return "poison" end })
        end)
        for _, name in ipairs(mine) do if name ~= "_G" then own[name] = poison end end
        stolen = poison
        return { found, tries }
      end }`);
    const look = program(`${WALK}
      local before, waits = print, { yield = true, spawn = true, sleep = true, main = true, get_options = true, set_options = true,
        write = true, print = true, eprint = true, read = true, readline = true, args = true, upgrade = true }
      return { main = function()
        local marks = {}
        walk(function(t)
          if rawget(t, "stolen") ~= nil then marks[#marks + 1] = "stolen" end
          for key, value in pairs(t) do
            if type(value) == "function" and not waits[key] then
              local ok, answer = pcall(value)
              if ok and answer == "poison" then marks[#marks + 1] = tostring(key) end
            end
          end
        end)
        return { #marks, ("%d"):format(7), json.encode({ 1 }), tostring(stolen), type(string.rep), type(absent.hash), print == before }
      end }`);
    const first = world(look);
    const unspoilt = [0, '7', '[1]', 'nil', 'function', 'function', true];
    expect(first.call()).toEqual(unspoilt);
    const [found] = world(spoil).call() as [number, number];
    expect(found).toBeGreaterThan(15);
    expect(first.call()).toEqual(unspoilt);
    expect(world(look).call()).toEqual(unspoilt);
  });

  test('of one entry have upvalues, globals, libraries and functions of their own', () => {
    const { world, program } = createBench();
    const counter = program(`
      local n = 0
      count = count or 0
      local function same() return 1 end
      local named = {}
      return { main = function()
        n = n + 1
        count = count + 10
        named[same] = (named[same] or 0) + 1
        string_of = tostring(n)
        return { n, count, named[same], string_of, _G.count == count }
      end }`);
    const [a, b] = [world(counter), world(counter)];
    expect(a.call()).toEqual([1, 10, 1, '1', true]);
    expect(a.call()).toEqual([2, 20, 2, '2', true]);
    expect(b.call()).toEqual([1, 10, 1, '1', true]);
    expect(a.call()).toEqual([3, 30, 3, '3', true]);
  });

  test('see the globals of the base as if they were their own: overwritten, deleted, in their order', () => {
    const { world, program } = createBench();
    const names = (body: string) => `return { main = function() ${body} end }`;
    const listed = world(
      program(
        names(
          'mine = 1 local t = {} for k in pairs(_G) do t[#t + 1] = k end return { #t, t[#t], rawget(_G, "pairs") ~= nil }',
        ),
      ),
    );
    const [count, last, there] = listed.call() as [number, string, boolean];
    expect([last, there]).toEqual(['mine', true]);
    const deleted = world(
      program(
        names(`
          pairs_was, pairs, math = pairs, nil, "mine"
          local t, seen = 0, {}
          for k in pairs_was(_G) do t = t + 1 seen[k] = true end
          return { t, pairs == nil, math, seen.pairs == nil, seen.string, next(_G) ~= nil }`),
      ),
    );
    expect(deleted.call()).toEqual([count - 1, true, 'mine', true, true, true]);
    expect(listed.call()).toEqual([count, last, there]);
  });

  test('take little beside the code of a source of 14 kB, which is counted once', () => {
    const { vm, world, program } = createBench();
    const functions = Array.from(
      { length: 64 },
      (_, n) => `function M.f${n}(orders, tax)
        local sum = 0
        for _, order in ipairs(orders) do
          if order.open then sum = sum + order.price * (1 + tax) end
        end
        return math.floor(sum * 100 + 0.5) / 100
      end\n`,
    );
    const source = `local M = {}\n${functions.join('')}function M.main() return M.f1 ~= nil end\nreturn M`;
    expect(source.length).toBeGreaterThan(14_000);
    const entry = program(source);
    const first = world(entry);
    first.call();
    const { result } = entry.code;
    const ownBytes = first.world.memoryBytes;
    expect(vm.memoryBytes).toBeGreaterThanOrEqual(ownBytes + (result?.ok ? result.value.sizeBytes : Infinity));
    const before = vm.memoryBytes;
    const others = Array.from({ length: 10 }, () => world(entry));
    for (const one of others) one.call();
    const perWorld = (vm.memoryBytes - before) / others.length;
    expect(perWorld).toBeLessThan(((result?.ok ? result.value.sizeBytes : 0) + ownBytes) / 8);
  });

  test('hold their code as long as one of them is there', () => {
    const { vm, world, program } = createBench();
    const empty = vm.memoryBytes;
    const entry = program(`local t = { ${'1, '.repeat(5000)} } return { main = function() return #t end }`);
    const [a, b] = [world(entry), world(entry)];
    expect([a.call(), b.call()]).toEqual([5000, 5000]);
    const { result } = entry.code;
    const codeBytes = result?.ok ? result.value.sizeBytes : 0;
    expect(codeBytes).toBeGreaterThan(5000 * 50);
    a.world.release();
    expect(vm.memoryBytes).toBeGreaterThan(empty + codeBytes);
    b.world.release();
    expect(vm.memoryBytes).toBe(empty);
  });
});
