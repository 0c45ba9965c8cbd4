/** What each kind of value is charged with, against what it takes in the heap. */
import v8 from 'node:v8';
import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { READY_MODULES } from '../../../contract/lua-modules/index.ts';
import { Modules } from '../modules/index.ts';
import { testModules } from '../testing/module-host.ts';
import { createLuaWorld } from './testing/lua-world.ts';

const MiB = 2 ** 20;
/** Of a world in a page. */
const LIMIT_BYTES = 128 * MiB;
const COUNT = 4000;
/** Pointers of Node take eight bytes, those of Chromium four: what is right in between is up to twice off in either. */
const OFF = 2;

/** Expressions that make one value each, which is kept; `i` counts. */
const KINDS: Readonly<Record<string, string>> = {
  'an empty table': '{}',
  'a list': '{ 1, 2, 3, 4 }',
  'a record': '{ a = 1, b = 2, c = 3 }',
  'a table with a metatable': 'setmetatable({}, { __index = {} })',
  'a string': '"k" .. i',
  'a long string': '("x"):rep(1000) .. i',
  'a key': 'key("key" .. i)',
  'a closure': 'function() return i end',
  'a closure of several upvalues': '(function(a, b, c) return function() return a, b, c, i end end)(1, 2, 3)',
  'a new coroutine': 'coroutine.create(type)',
  'a wrapped coroutine': 'coroutine.wrap(type)',
  'a coroutine that waits': 'waiting(0)',
  'a coroutine that waits deep in calls': 'waiting(20)',
  'an int64': 'int64("18446744073709551615")',
  'a duration': 'time.parse_duration("1h30m")',
  'a time': 'time.now()',
  'an error': 'errors.new("message " .. i)',
  'an error with details': 'errors.new({ message = "m" .. i, kind = "Invalid", details = { a = 1, b = { 1, 2, 3 } } })',
  'a wrapped error': 'errors.wrap(E, "context " .. i)',
  'a logger with a name': 'logger:named("n" .. i)',
  'a logger with fields': 'logger:with({ k = i })',
  'an iterator of matches': '("abc"):gmatch("b")',
  'decoded JSON': `json.decode('[1, 2, { "a": true }]')`,
  'a date': 'os.date("*t", 0)',
};

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

/** What is in use once nothing more is let go: other files of this process have left theirs, some of it to finalizers. */
async function heapBytes(): Promise<number> {
  let last = Infinity;
  for (let rounds = 0; rounds < 20; rounds++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const bytes = heapUsed + arrayBuffers;
    if (Math.abs(last - bytes) < 4096) return bytes;
    last = bytes;
  }
  return last;
}

function createWorld() {
  const made = createLuaWorld({ extensions: Modules.extensions, limits: { memoryBytes: LIMIT_BYTES } });
  testModules().bind(made.environment, {
    modules: READY_MODULES,
  });
  made.run(`keep, keys, E = {}, {}, errors.new("x")
    function key(k) keys[k] = true return 1 end
    function waiting(depth)
      local function call(n) if n == 0 then coroutine.yield(1) else call(n - 1) return 1 end end
      local co = coroutine.create(call)
      coroutine.resume(co, depth)
      return co
    end`);
  return made;
}

interface Measured {
  /** Bytes of the heap for each value. */
  readonly taken: number;
  readonly charged: number;
}

async function measure(code: string): Promise<Measured> {
  const { environment, run } = createWorld();
  run(
    `function fill(from, to) for i = from, to do keep[i] = ${code} end end fill(1, 10) for i = 1, ${COUNT} do keep[i] = false end`,
  );
  const heapBefore = await heapBytes();
  const before = environment.measureMemory();
  expect(run(`fill(1, ${COUNT})`, { sliceMs: 60_000 }).status).toBe('done');
  const taken = ((await heapBytes()) - heapBefore) / COUNT;
  return { taken, charged: (environment.measureMemory() - before) / COUNT };
}

/** The engine puts code of its own into the heap when it likes, and each piece of it once. */
const TRIES = 4;

describe('a value is charged with what it takes, about', () => {
  test.each(Object.entries(KINDS))('%s', async (_, code) => {
    const isAbout = ({ taken, charged }: Measured): boolean => charged > taken / OFF && charged < taken * OFF;
    const tries: Measured[] = [];
    while (tries.length < TRIES && !tries.some(isAbout)) tries.push(await measure(code));
    expect(tries.at(-1)).toSatisfy(isAbout);
  });
});
