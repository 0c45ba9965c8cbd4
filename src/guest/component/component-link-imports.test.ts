/** What a component imports, and how it is called. */
import { describe, expect, it } from 'vitest';
import { encodeValue, encodeValues } from '../../conformance/mapping/wit-value.ts';
import { componentOf } from '../../toolchain/testing/components.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import type { HostFunction } from './component-host.ts';
import { planned } from './testing/planned-harness.ts';
import { u32, string, NUMBER, number, runs, trap, interfaceOf } from './testing/linked-runs.ts';

describe('an import', () => {
  const HOST = `(import "a:b/host@1.2.3" (instance $h
      (export "r" (type $r (sub resource)))
      (export "join" (func (param "a" string) (param "b" (list u16)) (result string)))
      (export "open" (func (param "a" u32) (result (own $r)))) (export "size" (func (param "a" (borrow $r)) (result u64)))))
    (alias export $h "r" (type $r))
    (core module $lib (memory (export "mem") 1) (global $p (mut i32) (i32.const 1024)) (data (i32.const 8) "hey\\00\\01\\00\\02\\00")
      (func (export "re") (param i32 i32 i32 i32) (result i32) (local $r i32)
        (local.set $r (i32.and (i32.add (global.get $p) (i32.const 15)) (i32.const -16)))
        (global.set $p (i32.add (local.get $r) (local.get 3))) (local.get $r)))
    (core instance $lib (instantiate $lib))
    (core func $join (canon lower (func $h "join") (memory (core memory $lib "mem")) (realloc (core func $lib "re"))))
    (core func $open (canon lower (func $h "open"))) (core func $size (canon lower (func $h "size")))
    (core func $drop (canon resource.drop $r))`;
  const using = (body: string, result = 'u32'): string => `${HOST}
    (core module $m (import "" "join" (func $join (param i32 i32 i32 i32 i32))) (import "" "open" (func $open (param i32) (result i32)))
      (import "" "size" (func $size (param i32) (result i64))) (import "" "drop" (func $drop (param i32)))
      (func (export "f") (param $a i32) (result i32) (local $h i32) ${body}))
    (core instance $i (instantiate $m (with "" (instance (export "join" (func $join)) (export "open" (func $open))
      (export "size" (func $size)) (export "drop" (func $drop))))))
    (func (export "f") (param "a" u32) (result ${result}) (canon lift (core func $i "f") (memory (core memory $lib "mem"))))`;

  it('takes and gives values of every kind, through memory where they need it', async () => {
    const seen: Uint8Array[] = [];
    const host = interfaceOf({
      join: (args, result) => {
        seen.push(args.bytes.slice(args.at, args.at + 19));
        const answer = encodeValue(string, 'ok');
        result.append(answer, 0, answer.length);
      },
    });
    const text = using(
      '(call $join (i32.const 8) (i32.const 3) (i32.const 12) (i32.const 2) (i32.const 64)) (i32.const 64)',
      'string',
    );
    const run = planned(await componentOf(`(component ${text})`), {
      type: { ...NUMBER, result: string },
      interfaces: [host],
      profiles: ['p'],
    });
    expect(run(number(1))).toEqual({ fault: null, result: encodeValue(string, 'ok') });
    const list: WitType = { kind: 'list', element: { kind: 'scalar', name: 'u16' }, length: null };
    expect(seen).toEqual([encodeValues([string, list], ['hey', [1n, 2n]])]);
  });

  it('gives handles of the host, lends them, and hears when they are dropped', async () => {
    const dropped: [string, number][] = [];
    const host = interfaceOf(
      {
        open: (args, result) => result.u32(args.u32() + 100),
        size: (args, result) => result.u64(BigInt(args.u32())),
      },
      { drop: (resource, representation) => void dropped.push([resource, representation]) },
    );
    const body = `(local.set $h (call $open (local.get $a))) (i32.wrap_i64 (call $size (local.get $h))) (call $drop (local.get $h))`;
    expect((await runs(using(body), NUMBER, [host]))(number(7))).toBe(107);
    expect(dropped).toEqual([['r', 107]]);
  });

  it.each([
    [
      '(call $join (i32.const 65535) (i32.const 3) (i32.const 12) (i32.const 2) (i32.const 64)) (i32.const 64)',
      'a: expected string, got 3 bytes at 65535, outside memory of 65536 bytes',
    ],
    [
      '(call $join (i32.const 8) (i32.const 3) (i32.const 13) (i32.const 2) (i32.const 64)) (i32.const 64)',
      'b: expected list<u16>, got pointer 13, not aligned to 2',
    ],
  ])('is not given what is no value: %s', async (body, problem) => {
    const run = await runs(using(body), NUMBER, [interfaceOf({ join: () => expect.unreachable() })]);
    expect(run()).toEqual(trap(`a:b/host@1.2.3#join: argument: ${problem}`));
  });

  it.each([
    ['65', 'the address 65 for a result is not aligned to 4'],
    ['65532', 'the address for a result is wrong: 8 bytes at 65532, outside memory of 65536 bytes'],
  ])('does not leave its result at %s', async (address, message) => {
    const join: HostFunction = (_args, result) => result.u32(0);
    const body = `(call $join (i32.const 8) (i32.const 3) (i32.const 12) (i32.const 2) (i32.const ${address})) (i32.const 0)`;
    expect((await runs(using(body), NUMBER, [interfaceOf({ join })]))()).toEqual(trap(message));
  });

  it('that nobody gives traps by its name when it is called, and only then', async () => {
    expect((await runs(using('(call $open (local.get $a))')))()).toEqual(
      trap('unresolved host import "a:b/host@1.2.3#open"'),
    );
    expect((await runs(using('(local.get $a)')))(number(9))).toBe(9);
  });

  it('brackets the calls of its host, also those that fail', async () => {
    const calls: string[] = [];
    const host = interfaceOf(
      { open: () => expect.unreachable() },
      { enter: () => void calls.push('enter'), leave: () => void calls.push('leave') },
    );
    const run = await runs(using('(call $open (local.get $a))'), NUMBER, [host]);
    expect([run(), run()]).toMatchObject([{ kind: 'trap' }, { kind: 'trap' }]);
    expect(calls.slice(-2)).toEqual(['enter', 'leave']);
  });
});

describe('a name', () => {
  const ODD = [
    '__proto__',
    'constructor',
    'then',
    'arguments',
    'toString',
    'hasOwnProperty',
    'eval',
    "a'b",
    'a"b',
    'a`b',
    '\u2028',
    '$&',
    '',
    '${x}',
    'wippy:memory',
    '\u{1f600}',
    'prototype',
    'valueOf',
  ];

  it.each(ODD)('is a name and nothing more, wherever it stands in the core: %j', async (name) => {
    const quoted = [...new TextEncoder().encode(name)]
      .map((byte) => `\\${byte.toString(16).padStart(2, '0')}`)
      .join('');
    const text = `
      (core module $a (func (export "${quoted}") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))
      (core instance $a (instantiate $a))
      (core module $b (import "${quoted}" "${quoted}" (func $f (param i32) (result i32))) (export "${quoted}" (func $f)))
      (core instance $b (instantiate $b (with "${quoted}" (instance $a))))
      (core instance $c (export "${quoted}" (func $b "${quoted}")))
      (core module $d (import "x" "${quoted}" (func $f (param i32) (result i32))) (export "${quoted}" (func $f)))
      (core instance $d (instantiate $d (with "x" (instance $c))))
      (func (export "f") (param "a" u32) (result u32) (canon lift (core func $d "${quoted}")))`;
    const run = await runs(text);
    for (let time = 0; time < 2; time++) expect(run(number(1))).toBe(2);
  });

  it.each(['constructor', 'then', 'arguments', 'to-string', 'eval', 'delete'])(
    'of an export, an import, a parameter and a field may be %s',
    async (name) => {
      const text = `
        (import "a:b/host" (instance $h (export "${name}" (func (param "${name}" u32) (result u32)))))
        (core func $low (canon lower (func $h "${name}")))
        (core module $m (import "" "${name}" (func $f (param i32) (result i32))) (export "f" (func $f)))
        (core instance $i (instantiate $m (with "" (instance (export "${name}" (func $low))))))
        (type $r' (record (field "${name}" u32))) (export $r "r" (type $r'))
        (func (export "${name}") (param "${name}" $r) (result u32) (canon lift (core func $i "f")))`;
      const record: WitType = { kind: 'record', name: 'r', fields: [{ name, type: u32 }] };
      const type: FunctionType = { name, parameters: [{ name, type: record }], result: u32 };
      const host = interfaceOf({ [name]: (args, result) => result.u32(args.u32() * 2) });
      expect((await runs(text, type, [host], name))(number(4))).toBe(8);
    },
  );
});
