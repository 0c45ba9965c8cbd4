import { describe, expect, it } from 'vitest';
import { createLuaWorld, drive } from './testing/lua-world.ts';

const MiB = 1024 * 1024;
const limits = { memoryBytes: 4 * MiB };

const BOMBS: readonly (readonly [string, string])[] = [
  ['a growing array', 'local t = {} for i = 1, math.maxinteger do t[i] = i end'],
  ['a growing map', 'local t = {} for i = 1, math.maxinteger do t["k" .. i] = true end'],
  ['nested tables', 'local t = {} while true do t = { t } end'],
  ['tables of strings', 'local t = {} while true do t[#t + 1] = ("x"):rep(10000) .. #t end'],
  ['closures', 'local t = {} while true do local n = #t t[n + 1] = function() return n end end'],
  ['coroutines', 'local t = {} while true do t[#t + 1] = coroutine.create(print or type) end'],
  [
    'suspended coroutines',
    'local t = {} while true do local c = coroutine.wrap(function() local a = {} coroutine.yield() return a end) c() t[#t + 1] = c end',
  ],
  ['globals', 'local i = 0 while true do i = i + 1 _G["g" .. i] = {} end'],
  ['upvalues', 'local keep while true do local old = keep keep = function() return old end end'],
  ['table.insert', 'local t = {} while true do table.insert(t, {}) end'],
  ['rawset', 'local t, i = {}, 0 while true do i = i + 1 rawset(t, i, i) end'],
  ['constructors', 'local t = {} while true do t[#t + 1] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 } end'],
  ['gsub results', 'local s, t = ("x"):rep(1000), {} while true do t[#t + 1] = s:gsub("x", "yy", 20) end'],
  ['metatables', 'local t = {} while true do t = setmetatable({}, { __index = t }) end'],
];

describe('memory', () => {
  it.each(BOMBS)('ends with not enough memory: %s', (_, source) => {
    const { environment, run } = createLuaWorld({ limits });
    const outcome = run(source, { sliceMs: 1000 });
    expect(outcome.status).toBe('error');
    // `coroutine.wrap` puts a place before the errors of what it wraps.
    expect(outcome.values[0]).toMatch(/^(app:main:1: )?not enough memory$/);
    expect(environment.memoryBytes).toBeLessThan(6 * MiB);
  });

  it('the error can be caught, and what was hoarded is given back', () => {
    const { run } = createLuaWorld({ limits });
    const outcome = run(
      'local ok, e = pcall(function() local t = {} while true do t[#t + 1] = {} end end) local fine = {} for i = 1, 1000 do fine[i] = {} end return ok, e, #fine',
    );
    expect(outcome.values).toEqual(['false', 'not enough memory', '1000']);
  });

  it('catching it and going on ends in a kill', () => {
    const { run } = createLuaWorld({ limits });
    const outcome = run('local t = {} while true do pcall(function() while true do t[#t + 1] = {} end end) end', {
      sliceMs: 1000,
    });
    expect(outcome.status).toBe('killed');
  });

  it('garbage is not counted', () => {
    const { environment, run } = createLuaWorld({ limits });
    const outcome = run(
      'local n = 0 for i = 1, 30000 do local t = { i, tostring(i), function() return i end } n = n + #t end for i = 1, 80 do local s = ("x"):rep(1000000) n = n + #s end return n',
      { sliceMs: 1000 },
    );
    expect(outcome.values).toEqual(['80090000']);
    expect(environment.measureMemory()).toBeLessThan(MiB);
  });

  it('of one environment is not counted in another, and the total is bounded', () => {
    const { vm, run } = createLuaWorld({ limits: { memoryBytes: 4 * MiB, totalMemoryBytes: 5 * MiB } });
    expect(run('keep = {} for i = 1, 20000 do keep[i] = i end').status).toBe('done');
    const other = vm.createEnvironment('other');
    const loaded = other.load('local t = {} for i = 1, math.maxinteger do t[i] = i end', 'app:other');
    if (!loaded.ok) throw new Error(loaded.error.message);
    expect(drive(other.createThread(loaded.value), { sliceMs: 5000 }).status).toBe('error');
    expect(other.memoryBytes).toBeLessThan(4 * MiB);
    other.release();
    expect(vm.memoryBytes).toBeLessThan(4.25 * MiB);
  });

  it('of a fresh environment is small', () => {
    const { environment } = createLuaWorld();
    expect(environment.measureMemory()).toBeLessThan(12_000);
  });

  it('of all environments is a running total, whoever grew, was measured or released', () => {
    const { vm } = createLuaWorld();
    const others = Array.from({ length: 20 }, (_, index) => {
      const environment = vm.createEnvironment(`other ${index}`);
      const run = (source: string): void => {
        const loaded = environment.load(source, 'app:other');
        if (!loaded.ok) throw new Error(loaded.error.message);
        environment.createThread(loaded.value).resume(0, 5000);
      };
      return { environment, run };
    });
    const alive = new Set(others);
    for (let round = 0; round < 100; round++) {
      const one = others[(round * 7) % others.length]!;
      if (round % 9 === 8) {
        one.environment.release();
        alive.delete(one);
      } else if (round % 3 === 0) one.environment.measureMemory();
      else if (alive.has(one)) one.run(`keep = keep or {} for i = 1, ${round * 20} do keep[#keep + 1] = { i } end`);
      expect(vm.memoryBytes).toBeGreaterThanOrEqual(
        [...alive].reduce((sum, { environment }) => sum + environment.memoryBytes, 0),
      );
    }
    for (const { environment } of others) environment.release();
    const [last] = others;
    last?.environment.measureMemory();
    expect(vm.memoryBytes).toBeLessThan(100_000);
  });

  it('is walked no further once everything is to be stopped', () => {
    let isStopped = false;
    const { environment, thread, run } = createLuaWorld({
      limits: { memoryBytes: 64 * MiB },
      interrupted: () => isStopped,
    });
    expect(run('keep = {} for i = 1, 100000 do keep[i] = { i } end', { sliceMs: 1000 }).status).toBe('done');
    // Refused when what is alive has been walked, and nothing else is done.
    const large = thread('return (("x"):rep(40000000))');
    isStopped = true;
    expect(large.resume(0, 5000)).toEqual({ status: 'killed', reason: 'killed' });
    expect(environment.killed).toBe(true);
  });
});
