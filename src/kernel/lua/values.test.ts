import { describe, expect, it } from 'vitest';
import type { PlainValue } from '../../contract/api.ts';
import type { CopyLimits, TableKey } from '../../contract/values.ts';
import { PlainReader, PlainWriter } from '../../contract/plain.ts';
import { PreviewWriter } from '../../contract/preview.ts';
import { recordSource } from '../results.ts';
import { inPortions, recordedInPortions } from '../testing/in-portions.ts';
import { TapePlayer } from '../../contract/tape.ts';
import { plainAt, writeCell } from './plain-lua.ts';
import { pushPlain } from './push-plain.ts';
import { LuaReader, LuaSource, LuaWriter, pushValues } from './values.ts';
import { cellOf } from './vm/cells.ts';
import { createLuaWorld, type LuaWorld } from './vm/testing/lua-world.ts';
import * as stack from './vm/stack.ts';
import type { LuaState } from './vm/types.ts';

const world = createLuaWorld();

/** A stack with what the chunk returns. */
function run(source: string, on: LuaWorld = world): LuaState {
  const thread = on.thread(source);
  for (;;) {
    const result = thread.resume(0, 1000);
    if (result.status === 'preempted') continue;
    if (result.status !== 'done') throw new Error(stack.display(thread.L, -1));
    return thread.L;
  }
}
function read(source: string): LuaReader {
  const reader = new LuaReader(run(`return ${source}`), 1, 1);
  reader.select(0);
  return reader;
}
/** A global of the world with a value that was pushed. */
function check(push: (L: LuaState) => void, condition: string): unknown {
  world.environment.setGlobal('v', push);
  return world.run(`return ${condition}`).values.join(' ');
}

describe('reading Lua tables', () => {
  it('finds fields and positions without metatables, and comes back', () => {
    const reader = read('setmetatable({a = {10, 20}, [3] = "x"}, {__index = function() return 1 end})');
    expect([
      reader.keyCount(),
      reader.enterField('b'),
      reader.enterIndex(1),
      reader.enterField('a'),
      reader.enterIndex(2),
    ]).toEqual([2, false, false, true, true]);
    expect(reader.integer()).toBe(20);
    reader.leave();
    expect(reader.keyCount()).toBe(2);
    reader.leave();
    expect([reader.enterIndex(3), reader.typeName()]).toEqual([true, 'string']);
  });

  it('does not count keys that were set to nil', () => {
    const reader = new LuaReader(run('local t = {1, 2, 3, a = 1} t[3] = nil t.a = nil return t'), 1, 1);
    reader.select(0);
    expect([reader.keyCount(), new Set(reader.keys()), reader.enterField('a')]).toEqual([2, new Set([1, 2]), false]);
  });

  it('lists keys of every type', () => {
    const keys = read(
      '{[1] = 1, [2.0] = 1, [-1] = 1, [0.5] = 1, x = 1, [true] = 1, [{}] = 1, [type] = 1, [math.mininteger] = 1}',
    ).keys();
    const text = (key: TableKey): string => (typeof key === 'object' ? key.type : String(key));
    expect([...keys].map(text).toSorted()).toEqual(
      ['1', '2', '-1', '0.5', 'x', 'boolean', 'table', 'function', '-9223372036854775808'].toSorted(),
    );
  });

  it('finds long keys and keys outside ASCII', () => {
    const reader = read(`{["${'k'.repeat(60)}"] = 1, ["größe"] = 2}`);
    expect([reader.enterField('k'.repeat(60)), reader.integer()]).toEqual([true, 1]);
    reader.leave();
    expect([reader.enterField('größe'), reader.integer()]).toEqual([true, 2]);
  });

  it('tells integers, floats and int64 values apart', () => {
    const kinds = ['1', '1.0', 'math.maxinteger', 'int64("18446744073709551615")'].map((source) => {
      const reader = read(source);
      return [reader.typeName(), reader.isInteger(), reader.isInt64()];
    });
    expect(kinds).toEqual([
      ['number', true, false],
      ['number', false, false],
      ['number', true, false],
      ['userdata', true, true],
    ]);
  });
});

describe('writing Lua tables', () => {
  it('makes tables that Lua code can use as its own', () => {
    const write = (L: LuaState): void => {
      const writer = new LuaWriter(L);
      writer.map();
      writer.list(3);
      for (const [index, value] of [1, 2.5, 2n ** 64n - 1n].entries()) {
        if (value === 2.5) writer.float(value);
        else writer.integer(value);
        writer.setIndex(index + 1);
      }
      writer.setField('items');
      writer.string('ß');
      writer.setField('größe');
      writer.nil();
      writer.setField('gone');
    };
    expect(
      check(
        write,
        '#v.items, v.items[1], math.type(v.items[2]), tostring(v.items[3]), v["größe"], v.gone, getmetatable(v)',
      ),
    ).toBe('3 1 float 18446744073709551615 ß nil nil');
    expect(
      check(
        write,
        '(function() v.items[4] = "x" v.more = 1 v.items[1] = nil local n = 0 for _ in pairs(v.items) do n = n + 1 end table.remove(v.items) return n, v.more, next({}) end)()',
      ),
    ).toBe('3 1 nil');
    expect(
      check(
        write,
        '(function() local keys = {} for k in pairs(v) do keys[#keys + 1] = k end return table.concat(keys, " ") end)()',
      ),
    ).toBe('items größe');
  });

  it('leaves positions of nil empty', () => {
    const write = (L: LuaState): void => {
      const writer = new LuaWriter(L);
      writer.list(2);
      writer.nil();
      writer.setIndex(1);
      writer.boolean(true);
      writer.setIndex(2);
    };
    expect(check(write, 'v[1], v[2], next(v)')).toBe('nil true 2 true');
  });

  it('says when it is more than the owner of the stack may hold, and garbage is not counted', () => {
    const small = createLuaWorld({ limits: { memoryBytes: 8 << 20 } });
    run('for i = 1, 30 do local s = ("x"):rep(1000000) .. i end', small);
    const { scratch } = small.environment;
    const write = (bytes: number): boolean => {
      const writer = new LuaWriter(scratch);
      writer.bytes(new Uint8Array(bytes));
      stack.setTop(scratch, 0);
      return writer.isFull;
    };
    expect([write(6 << 20), write(6 << 20), write(10 << 20), write(6 << 20)]).toEqual([false, false, true, false]);
    const list = new LuaWriter(scratch);
    list.list(1_000_000);
    expect(list.isFull).toBe(true);
    stack.setTop(scratch, 0);
  });
});

describe('between Lua and plain values', () => {
  const plain = (source: string): PlainValue => plainAt(run(`return ${source}`), 1);

  it.each<[string, PlainValue]>([
    ['{1, 2, 3}', [1, 2, 3]],
    ['{}', {}],
    ['{1, nil, 3}', [1, null, 3]],
    ['{nil, 2, n = 4}', [null, 2, null, null]],
    ['{1, 2, n = 2}', [1, 2]],
    ['{n = 2}', { n: 2 }],
    ['{1, 2, n = 1}', { 1: 1, 2: 2, n: 1 }],
    ['{1, n = "1"}', { 1: 1, n: '1' }],
    ['{1, x = 2}', { 1: 1, x: 2 }],
    ['{[0] = 1}', { 0: 1 }],
    ['{[1.5] = 1}', { '1.5': 1 }],
    ['{1, n = 2^40}', { 1: 1, n: 2 ** 40 }],
    ['{["__proto__"] = 1}', JSON.parse('{"__proto__": 1}') as PlainValue],
    ['{a = type, b = {type}}', { a: null, b: [null] }],
  ])('%s becomes %j', (source, expected) => {
    expect(plain(source)).toEqual(expected);
  });

  it('tables nest deeper than any type', () => {
    const nested =
      'local t = {} local all = t for i = 1, 110 do local inner = {} t[1] = inner t = inner end t[1] = "bottom" return all';
    expect(JSON.stringify(plainAt(run(nested), 1))).toContain('"bottom"');
    let value: PlainValue = 'bottom';
    for (let depth = 0; depth < 110; depth++) value = [value];
    expect(
      check(
        (L) => void pushPlain(L, value),
        '(function() local t, n = v, 0 while type(t) == "table" do t, n = t[1], n + 1 end return t, n end)()',
      ),
    ).toBe('bottom 110');
  });

  it('an array with null gets a length in Lua', () => {
    expect(check((L) => void pushPlain(L, [null, 2, null]), 'v.n, v[1], v[2]')).toBe('3 nil 2');
    expect(check((L) => void pushPlain(L, [1, 2]), 'v.n, #v')).toBe('nil 2');
    expect(check((L) => void pushPlain(L, [1, null], 'bare'), 'v.n, v[1]')).toBe('nil 1');
  });

  it('bytes go over as a copy', () => {
    const bytes = new Uint8Array([1, 255]);
    const push = (L: LuaState): void => {
      pushPlain(L, bytes);
      bytes[0] = 9;
    };
    expect(check(push, 'v:byte(1, -1)')).toBe('1 255');
  });

  it('of large values only the beginning is kept where that is wanted, and the rest is counted', () => {
    const shown = (lua: string, limits: CopyLimits) => {
      const L = run(`return ${lua}`);
      const writer = new PreviewWriter(limits);
      writeCell(cellOf(L, 1), writer);
      return writer.shown();
    };
    expect(shown('{("x"):rep(100), 2, 3, 4}', { values: 3, textBytes: 100, longest: 10 })).toEqual({
      value: ['xxxxxxxxxx', 2, 3],
      cut: {
        whole: { count: 4, unit: 'items' },
        inside: new Map([[0, { whole: { count: 100, unit: 'bytes' }, inside: null }]]),
      },
    });
    expect(shown('{a = 1, b = 2, c = {1, 2}}', { values: 2, textBytes: 100, longest: 10 }).cut?.whole).toEqual({
      count: 3,
      unit: 'fields',
    });
  });

  it('a table inside of itself is shown as far as tables nest, and passed to nobody', () => {
    const L = run('local t = {x = 1} t.t = t return t');
    const writer = new PreviewWriter();
    writeCell(cellOf(L, 1), writer);
    expect(JSON.stringify(writer.values[0])).not.toContain('…');
    let { cut } = writer.shown();
    for (let depth = 0; depth < 127; depth++) cut = cut?.inside?.get('t') ?? null;
    expect(cut?.inside?.get('t')?.whole).toEqual({ count: 2, unit: 'fields' });
    expect(() => plainAt(L, 1)).toThrow('tables nested deeper than 128, or inside of themselves, cannot be passed');
    expect(recordSource(new LuaSource(L, 1, 1, () => () => {}))).toMatchObject({
      error: { kind: 'Invalid', message: 'tables nested deeper than 128, or inside of themselves, cannot be passed' },
    });
  });

  it('what has no form outside of Lua leaves its field behind, on a tape too', () => {
    const recorded = recordSource(new LuaSource(run('return {a = type, b = {type}}'), 1, 1, () => () => {}));
    const writer = new PlainWriter();
    if (recorded.ok) new TapePlayer(recorded.value, writer).play();
    expect(writer.values).toEqual([{ a: null, b: [null] }]);
  });

  it('what is recorded in portions is what is recorded at once, whatever tables are in what', () => {
    const values = [
      '{1, {2, {}, {x = {}}}, "x", n = 5}',
      '{[2] = {1}, n = 4, a = nil}',
      '{a = {b = {c = {1, nil, 3, n = 3}}}, [1.5] = {}, [true] = type, [{}] = int64("18446744073709551615")}',
      '(function() local t = {} for i = 1, 600 do t[i] = {i, {k = "v" .. i}} end t.last = {{}} return t end)()',
      'print, ("y"):rep(1000), {n = 1}',
    ];
    for (const value of values) {
      const L = run(`return ${value}`);
      const source = new LuaSource(L, 1, stack.getTop(L), () => () => {});
      const atOnce = recordSource(source);
      expect(recordedInPortions(source.hold()).tape).toEqual(atOnce.ok && atOnce.value);
    }
    const L = run('local t = {} for i = 1, 1000 do t["k" .. i] = {i} end return t');
    // At each row, and at what is in it.
    expect(recordedInPortions(new LuaSource(L, 1, 1, () => () => {}).hold()).portions).toBeGreaterThan(2000);
  });

  it('what is changed while it is written in portions may show, and breaks nothing', () => {
    const other = createLuaWorld();
    for (const change of ['t.k3 = nil', 't[2] = nil', 'for k in pairs(t) do t[k] = nil end', 't.new = {} t[21] = 1'])
      for (let before = 0; before < 60; before += 6) {
        run('t = {n = {}} for i = 1, 20 do t["k" .. i] = {i} t[i] = {i} end', other);
        const writer = new PlainWriter();
        const writing = new LuaReader(run('return t, "x"', other), 1, 2).holdList().writing(writer);
        let left = before;
        inPortions({ work: () => writing.work() || left-- <= 0 });
        run(change, other);
        inPortions(writing);
        expect(writer.values).toEqual([[expect.anything(), 'x']]);
      }
  });

  it('what the page gets of a Lua table is not cut at a few thousand entries', () => {
    const writer = new PlainWriter();
    new LuaSource(run('local t = {} for i = 1, 50000 do t[i] = i end return t'), 1, 1, () => () => {}).writeTo(writer);
    expect([(writer.values[0] as PlainValue[]).length, writer.isFull]).toEqual([50_000, false]);
  });

  it('arguments that are more than the callee may hold are refused', () => {
    const small = createLuaWorld({ limits: { memoryBytes: 8 << 20 } });
    const values = new PlainReader(['x', Array.from({ length: 200_000 }, (_, index) => index)]);
    const refused = (L: LuaState) => {
      const pushing = pushValues(L, values);
      while (!pushing.work());
      return pushing.isFull;
    };
    expect([refused(small.environment.scratch), refused(world.environment.scratch)]).toEqual([true, false]);
    stack.setTop(world.environment.scratch, 0);
  });

  it('pushed in portions are what is pushed at once, and lie there from the beginning', () => {
    const value: PlainValue = {
      a: [1, null, { b: 'x' }],
      2: 2n ** 64n - 1n,
      deep: [[[[1.5]]]],
      none: null,
      empty: [[], {}],
    };
    const { scratch } = world.environment;
    const pushing = pushValues(scratch, new PlainReader([value, 'text', [true]]));
    expect([stack.getTop(scratch), stack.typeName(scratch, 1), pushing.isDone]).toEqual([3, 'table', false]);
    expect(inPortions(pushing)).toBeGreaterThan(10);
    expect(pushing.isDone).toBe(true);
    const pushed = [1, 2, 3].map((index) => plainAt(scratch, index));
    stack.setTop(scratch, 0);
    pushPlain(scratch, value);
    expect(pushed).toEqual([plainAt(scratch, 1), 'text', [true]]);
    stack.setTop(scratch, 0);
  });
});

describe('byte lists', () => {
  it.each([
    ['("AB")[1], ("AB")[2.0]', '65 66'],
    ['("AB")[3], ("AB")[0], ("AB")[-1], ("AB")[1.5], (""):len()', 'nil nil nil nil 0'],
    ['(function() local b = "AB" return b[#b], b[#b + 1] end)()', '66 nil'],
    ['(function() local b, s = "\\0\\255", 0 for i, x in ipairs(b) do s = s + i * x end return s end)()', '510'],
    ['("x"):upper(), ("x").len == string.len, #"abc", ("x").nothing', 'X true 3 nil'],
  ])('%s', (source, expected) => {
    expect(world.run(`return ${source}`).values.join(' ')).toBe(expected);
  });
});
