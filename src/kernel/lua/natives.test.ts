import { describe, expect, test } from 'vitest';
import { fastest, usedMs } from '../../base/testing/fuzz.ts';
import { LUA_MODULES } from '../../contract/lua-modules/index.ts';
import type { LuaModuleSpec } from '../../contract/lua-modules/spec.ts';
import { ROWS, USERDATA } from './testing/native-rows.ts';
import { createNativeWorld, turn, type NativeWorld } from './testing/native-world.ts';
import * as stack from './vm/stack.ts';
import type { LuaThread } from './vm/types.ts';

/**
 * Others wait for 50 ms at most, and Stop for 100. Neither is measured here, where other work may take the processor, but what they
 * follow from: between two looks lie 2,000 units of effort, 0.1 to 0.6 ms by what a unit is (`base/effort.ts`), a turn ends
 * within so many looks, nearly always one or two, and Stop ends it at the next one. `bench/natives.ts` has the milliseconds.
 */
const MOST_LOOKS = 200;
/**
 * That a unit is not much more than that: in this much of a processor's time a loop of a native has been looked at some hundred times,
 * one that charges for nothing takes seconds.
 */
const LOOKED_AT_WITHIN_MS = 500;

interface Looks {
  count: number;
  isStopped?: boolean;
}

/** Its clock goes on by one with each look at it: a turn is the same everywhere. */
function createWorld(code: string, looks: Looks = { count: 0 }): NativeWorld {
  let nowMs = 0;
  const interrupted = (): boolean => {
    looks.count++;
    return looks.isStopped === true;
  };
  return createNativeWorld(code, { now: () => nowMs++, interrupted });
}

interface LoopTurn {
  /** How often Stop was asked for. */
  readonly looks: number;
  /** Of the process's own time. */
  readonly tookMs: number;
  /** How often it was asked for in the next turn when it was there, and how that ended; null where the loop waits for the kernel. */
  readonly stop: { readonly looks: number; readonly status: string } | null;
}

/** One turn of a loop, and the next one with Stop. */
function turnOf(body: string): LoopTurn {
  const looks: Looks = { count: 0 };
  const world = createWorld(body, looks);
  const thread = world.thread(`while true do ${body} end`);
  looks.count = 0;
  const start = process.cpuUsage();
  const isUnderway = turn(thread, 1) === 'preempted';
  const [tookMs, counted] = [usedMs(start), looks.count];
  looks.count = 0;
  looks.isStopped = true;
  const stop = isUnderway ? { status: stopped(thread, looks), looks: looks.count } : null;
  world.dispose();
  return { looks: counted, tookMs, stop };
}

/** How the turn ended in which it was looked for Stop; one that only measures what there is runs no code. */
function stopped(thread: LuaThread, looks: Looks): string {
  for (let turns = 0; ; turns++) {
    const { status } = thread.resume(0, 1);
    if (status !== 'preempted' || looks.count > 0 || turns === 100) return status;
  }
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
function isMissing(world: NativeWorld, name: string): boolean {
  if (!/^[a-z]+(\.[a-z_]+){1,2}$/.test(name)) return false;
  const [value, answer] = world.finish(`local ok, v, e = pcall(${name}) return tostring(v), tostring(e)`);
  return value === 'nil' && (answer ?? '').endsWith('is not available in the playground yet');
}

test('every native has a row, and every row a native', () => {
  const world = createWorld(LISTING);
  const names = world.finish(LISTING)[0]?.split(' ') ?? [];
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
      const result = thread.resume(0, 1);
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
        const measure = (): number => {
          const { looks, tookMs, stop } = turnOf(body);
          expect(looks).toBeLessThan(MOST_LOOKS);
          if (stop) expect(stop).toEqual({ status: 'killed', looks: 1 });
          return tookMs;
        };
        expect(fastest(LOOKED_AT_WITHIN_MS, measure)).toBeLessThan(LOOKED_AT_WITHIN_MS);
      });
});
