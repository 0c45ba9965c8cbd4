import { describe, expect, it } from 'vitest';
import { componentFrom, listCore } from '../../toolchain/testing/components.ts';
import type { RecordType, ResultType, WitType } from '../../wit/types.ts';
import { encodeValue, type WitValue } from '../../conformance/mapping/wit-value.ts';
import type { ComponentInterface } from './component-host.ts';
import { planned } from './testing/planned-harness.ts';
import { scalar, string, list, option, result, func, NOTHING, first, answering } from './testing/answering.ts';

describe('a function that answers with a result', () => {
  it.each<[string, ResultType, WitValue[]]>([
    [
      'result<u32, string>',
      result(scalar('u32'), string),
      [
        { case: 0, payload: 7n },
        { case: 1, payload: 'no' },
        { case: 1, payload: '' },
      ],
    ],
    [
      'result<_, string>',
      result(null, string),
      [
        { case: 0, payload: null },
        { case: 1, payload: 'é\uFEFF' },
      ],
    ],
    [
      'result<string>',
      result(string, null),
      [
        { case: 0, payload: 'x' },
        { case: 1, payload: null },
      ],
    ],
    [
      'result<option<u64>, option<u64>>',
      result(option(scalar('u64')), option(scalar('u64'))),
      [
        { case: 0, payload: { case: 0, payload: null } },
        { case: 1, payload: { case: 0, payload: null } },
        { case: 1, payload: { case: 1, payload: 9n } },
      ],
    ],
    [
      'result<list<u64>, list<u64>>',
      result(list(scalar('u64')), list(scalar('u64'))),
      [
        { case: 1, payload: [1n, 2n] },
        { case: 1, payload: [] },
      ],
    ],
    [
      'result<u64, bool>',
      result(scalar('u64'), scalar('bool')),
      [
        { case: 1, payload: false },
        { case: 1, payload: true },
      ],
    ],
  ])('gives both sides of %s', async (text, type, values) => {
    const run = await first(type, text);
    for (const value of values) expect(run(value)).toEqual({ fault: null, result: encodeValue(type, value) });
  });

  it('gives an err side without payload, and one whose fields look like methods of objects', async () => {
    expect(await answering(result(null, null), 'result', 'i32.const 1')).toEqual({
      fault: null,
      result: Uint8Array.of(1),
    });
    const odd: RecordType = {
      kind: 'record',
      name: 'odd',
      fields: [
        { name: 'to-string', type: scalar('u32') },
        { name: 'value-of', type: string },
      ],
    };
    const run = await first(
      result(string, odd),
      'result<string, odd>',
      'record odd { to-string: u32, value-of: string }',
    );
    const value: WitValue = { case: 1, payload: [5n, 'x'] };
    expect(run(value)).toEqual({ fault: null, result: encodeValue(result(string, odd), value) });
  });
});

describe('a call', () => {
  it('gets an instance of its own', async () => {
    const core = `(module (global $n (mut i32) (i32.const 0))
      (func (export "f") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))`;
    const run = planned(await componentFrom(core, 'package a:b; world w { export f: func() -> u32; }'), {
      type: func(scalar('u32')),
    });
    expect([run(NOTHING).result, run(NOTHING).result]).toEqual([Uint8Array.of(1, 0, 0, 0), Uint8Array.of(1, 0, 0, 0)]);
  });

  it.each([
    ['unreachable', 'wasm error: unreachable'],
    ['(i32.div_u (i32.const 1) (i32.const 0))', 'wasm error: integer divide by zero'],
    ['(i32.load (i32.const -4))', 'wasm error: out of bounds memory access'],
    ['(call $f)', 'wasm error: stack overflow'],
  ])('that traps by %s says so, and the next one is not harmed', async (body, message) => {
    const core = `(module (memory 1) (func $f (export "f") (result i32) ${body}) (func (export "g") (result i32) i32.const 3))`;
    const component = await componentFrom(
      core,
      'package a:b; world w { export f: func() -> u32; export g: func() -> u32; }',
    );
    const run = planned(component, { type: func(scalar('u32')) });
    for (let time = 0; time < 2; time++) expect(run(NOTHING).fault).toEqual({ kind: 'trap', message });
    const other = planned(component, { type: { ...func(scalar('u32')), name: 'g' } });
    expect(other(NOTHING)).toEqual({ fault: null, result: Uint8Array.of(3, 0, 0, 0) });
  });

  it('that traps in a function that answers with a result has failed, and gives no err side', async () => {
    expect(await answering(result(null, string), 'result<_, string>', 'unreachable')).toMatchObject({
      fault: { kind: 'trap' },
      result: NOTHING,
    });
  });

  it('of a component whose start function traps fails in the making', async () => {
    const core = '(module (func $s unreachable) (start $s) (func (export "f") (result i32) i32.const 3))';
    const run = planned(await componentFrom(core, 'package a:b; world w { export f: func() -> u32; }'), {
      type: func(scalar('u32')),
    });
    expect(run(NOTHING).fault).toEqual({ kind: 'instantiate', message: 'wasm error: unreachable' });
  });

  it('of a function that cannot be carried says so', async () => {
    const component = await componentFrom('(module (func (export "f")))', 'package a:b; world w { export f: func(); }');
    const handle: WitType = { kind: 'unsupported', why: 'handle', text: 'own<file>' };
    const refused = planned(component, { type: func(null, list(option(handle))) });
    expect(refused(NOTHING).fault).toEqual({
      kind: 'trap',
      message: 'export "f": resource handle own<file> is not supported in calls from Lua',
    });
  });
});

describe('arguments', () => {
  /** Whose memory grows with what is asked of it; the list is not looked at. */
  const IGNORE = '(i32.const 16)';

  it('may have more elements than an engine bears in arrays', async () => {
    const component = await componentFrom(
      listCore({ f: IGNORE }),
      'package a:b; world w { export f: func(a: list<list<option<u8>>>) -> u32; }',
    );
    const run = planned(component, { type: func(scalar('u32'), list(list(option(scalar('u8'))))) });
    const count = 2 ** 23;
    const bytes = new Uint8Array(4 + 3 * (4 + count));
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 3, true);
    for (let index = 0; index < 3; index++) view.setUint32(4 + index * (4 + count), count, true);
    expect(run(bytes)).toEqual({ fault: null, result: Uint8Array.of(16, 0, 0, 0) });
  });

  it('of bytes go in at once', async () => {
    const component = await componentFrom(
      listCore({ f: IGNORE }),
      'package a:b; world w { export f: func(a: list<u8>) -> u32; }',
    );
    const run = planned(component, { type: func(scalar('u32'), list(scalar('u8'))) });
    const bytes = new Uint8Array(4 + 2 ** 25);
    new DataView(bytes.buffer).setUint32(0, 2 ** 25, true);
    expect(run(bytes)).toEqual({ fault: null, result: Uint8Array.of(16, 0, 0, 0) });
  });

  it.each([
    ['string', string, 'xyz'],
    ['a long string', string, 'x'.repeat(100)],
    ['list<string>', list(string), ['a']],
    ['list<u32>', list(scalar('u32')), [1n]],
  ] as const)(
    'for which the allocator gives a block outside of memory end in a trap that names it: %s',
    async (text, type, value) => {
      const core = `(module (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 0x7ffffff0)
      (func (export "f") (param i32 i32) (result i32) i32.const 3))`;
      const wit = text.includes('string') && !text.startsWith('list') ? 'string' : text;
      const run = planned(await componentFrom(core, `package a:b; world w { export f: func(a: ${wit}) -> u32; }`), {
        type: func(scalar('u32'), type),
      });
      expect(run(encodeValue(type, value as WitValue))).toEqual({
        fault: {
          kind: 'trap',
          message: expect.stringMatching(
            /^cabi_realloc returned 2147483632 for \d+ bytes aligned to \d: outside memory of 65536 bytes$/,
          ),
        },
        result: NOTHING,
      });
    },
  );

  it('of a call that its hosts cannot begin are not looked at', async () => {
    const component = await componentFrom(
      '(module (import "a:b/c" "g" (func $g)) (func (export "f") (result i32) (call $g) (i32.const 1)))',
      'package a:b; interface c { g: func(); } world w { import c; export f: func() -> u32; }',
    );
    let isReady = true;
    const host: ComponentInterface = {
      interface: 'a:b/c',
      profiles: ['p'],
      bind: () => ({
        functions: new Map([['g', () => {}]]),
        drop: () => {},
        enter: () => {
          if (!isReady) throw new Error('not now');
        },
        leave: () => {},
      }),
    };
    const run = planned(component, { type: func(scalar('u32')), interfaces: [host], profiles: ['p'] });
    expect(run(NOTHING)).toEqual({ fault: null, result: Uint8Array.of(1, 0, 0, 0) });
    isReady = false;
    expect(run(NOTHING)).toEqual({ fault: { kind: 'trap', message: 'host error: not now' }, result: NOTHING });
  });
});
