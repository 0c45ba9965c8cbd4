import { describe, expect, it } from 'vitest';
import { parseLua } from '../../lua-text/index.ts';
import {
  ALWAYS_BOUND,
  isPlannedModule,
  LUA_MODULES,
  luaModule,
  MODULE_NAMES,
  READY_MODULES,
  STANDARD_GLOBALS,
  STANDING_MODULES,
} from './index.ts';
import type { LuaFunctionSpecs, LuaModuleSpec } from './spec.ts';

const functionsOf = ({ name, functions, types = {} }: LuaModuleSpec): [string, LuaFunctionSpecs[string]][] =>
  [{ prefix: name, specs: functions }, ...Object.entries(types).map(([type, specs]) => ({ prefix: type, specs }))]
    .flatMap(({ prefix, specs }) => Object.entries(specs).map(([own, spec]) => [`${prefix}.${own}`, spec] as const))
    .map(([name_, spec]) => [name_, spec]);

describe('what is known of Lua modules without running them', () => {
  it('stands under the name of each module', () => {
    for (const [key, spec] of Object.entries(LUA_MODULES)) expect(spec.name).toBe(key);
    expect(luaModule('time')?.constants).toMatchObject({ SECOND: 1_000_000_000 });
    expect([luaModule('sql'), luaModule('constructor')]).toEqual([null, null]);
  });

  it('has a signature that our own parser of Lua reads, and a sentence, for every function and method', () => {
    const all = READY_MODULES.flatMap((name) => functionsOf(luaModule(name)!));
    expect(all.length).toBeGreaterThan(35);
    for (const [name, { signature, doc }] of all) {
      const { problems } = parseLua(`type Signature = ${signature}`);
      expect([name, problems.map(({ message }) => message)]).toEqual([name, []]);
      expect([name, /^[A-Z].*\.$/.test(doc)]).toEqual([name, true]);
    }
  });

  it('says of each module whether every Lua world has it', () => {
    const standing = READY_MODULES.filter((name) => luaModule(name)?.isAlwaysThere);
    expect([...STANDING_MODULES].toSorted()).toEqual(standing.toSorted());
  });

  it('tells what may be listed from what is there anyway', () => {
    expect(ALWAYS_BOUND.every((name) => MODULE_NAMES.has(name))).toBe(true);
    // Listing a part of Lua is no mistake: its functions work.
    expect(['os', 'print', 'time', 'sql'].map(isPlannedModule)).toEqual([false, false, false, true]);
    expect([STANDARD_GLOBALS.has('errors'), STANDARD_GLOBALS.has('time')]).toEqual([true, false]);
  });
});
