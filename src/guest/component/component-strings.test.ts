/** Strings in the three encodings of the canonical ABI, with every misalignment and overrun. */
import { describe, expect, it } from 'vitest';
import { encodeValue } from '../../conformance/mapping/wit-value.ts';
import { componentOf } from '../../toolchain/testing/components.ts';
import type { WitType } from '../../wit/types.ts';
import { planned } from './testing/planned-harness.ts';

const string: WitType = { kind: 'string' };
const ENCODINGS = ['utf8', 'utf16', 'latin1+utf16'] as const;
type Encoding = (typeof ENCODINGS)[number];

/** Everything that is allocated begins at 1024; `f` gets address and length and returns the address of a result. */
const core = (body: string, data = ''): string => `(core module $m
  (memory (export "mem") 4) (global $p (mut i32) (i32.const 1024)) ${data}
  (func (export "re") (param i32 i32 i32 i32) (result i32) (local $r i32)
    (local.set $r (i32.and (i32.add (global.get $p) (i32.sub (local.get 2) (i32.const 1))) (i32.sub (i32.const 0) (local.get 2))))
    (global.set $p (i32.add (local.get $r) (local.get 3))) (local.get $r))
  (func (export "f") (param $p i32) (param $n i32) (result i32) ${body}))
  (core instance $i (instantiate $m))`;
const OPTIONS = '(memory (core memory $i "mem")) (realloc (core func $i "re"))';
const ECHO = '(i32.store (i32.const 16) (local.get $p)) (i32.store (i32.const 20) (local.get $n)) (i32.const 16)';

async function echo(encoding: Encoding) {
  const bytes = await componentOf(`(component ${core(ECHO)}
    (func (export "f") (param "a" string) (result string)
      (canon lift (core func $i "f") ${OPTIONS} string-encoding=${encoding})))`);
  return planned(bytes, { type: { name: 'f', parameters: [{ name: 'a', type: string }], result: string } });
}

/** A string whose address and length the guest chose, over the bytes of `data` at 64. */
async function chosen(encoding: Encoding, pointer: number, length: number, data: string) {
  const body = `(i32.store (i32.const 16) (i32.const ${pointer})) (i32.store (i32.const 20) (i32.const ${length})) (i32.const 16)`;
  const bytes = await componentOf(`(component ${core(body, `(data (i32.const 64) "${data}")`)}
    (func (export "f") (param "a" string) (result string)
      (canon lift (core func $i "f") ${OPTIONS} string-encoding=${encoding})))`);
  const run = planned(bytes, { type: { name: 'f', parameters: [{ name: 'a', type: string }], result: string } });
  const { fault, result } = run(encodeValue(string, ''));
  return fault
    ? fault.kind === 'invalid-result'
      ? fault.message
      : fault
    : new TextDecoder().decode(result.subarray(4));
}

describe('a string', () => {
  const TEXTS = [
    '',
    'a',
    'plain',
    '\0a\0',
    '\uFEFFa',
    'é',
    'ÿ\u0080',
    'Ā',
    'aé€',
    '€'.repeat(33),
    '😀',
    'a😀é\u{10ffff}\u{10000}',
    '\ud7ff\ue000\uffff',
    'x'.repeat(5000),
    `${'x'.repeat(100)}Ā`,
  ];

  it.each(ENCODINGS)('in %s comes back as it went', async (encoding) => {
    const run = await echo(encoding);
    for (const text of TEXTS) {
      const sent = encodeValue(string, text);
      expect(run(sent)).toEqual({ fault: null, result: sent });
    }
  });

  it.each<[Encoding, string, number]>([
    ['utf8', 'aé€😀', 10],
    ['utf16', 'aé€😀', 5],
    ['latin1+utf16', 'aé', 2],
    ['latin1+utf16', 'aĀ', 2 ** 31 + 2],
  ])('in %s has a length in its units: %s', async (encoding, text, length) => {
    const bytes = await componentOf(`(component ${core('(local.get $n)')}
      (func (export "f") (param "a" string) (result u32)
        (canon lift (core func $i "f") ${OPTIONS} string-encoding=${encoding})))`);
    const u32: WitType = { kind: 'scalar', name: 'u32' };
    const run = planned(bytes, { type: { name: 'f', parameters: [{ name: 'a', type: string }], result: u32 } });
    expect(run(encodeValue(string, text))).toEqual({ fault: null, result: encodeValue(u32, BigInt(length)) });
  });

  it.each<[string, Encoding, number, number, string, string]>([
    ['UTF-16 of two characters', 'utf16', 64, 2, 'a\\00\\3d\\04', 'aн'],
    ['latin1 beyond ASCII', 'latin1+utf16', 64, 2, 'a\\ff', 'aÿ'],
    ['UTF-16 that the length tells', 'latin1+utf16', 64, 2 ** 31 + 1, '\\00\\01', 'Ā'],
    ['no character at the end of memory', 'utf16', 262144, 0, '', ''],
    ['bytes at an odd address', 'utf8', 65, 1, 'ab', 'b'],
    ['UTF-16 at an odd address', 'utf16', 65, 1, '', 'result: expected string, got pointer 65, not aligned to 2'],
    [
      'latin1 at an odd address',
      'latin1+utf16',
      65,
      1,
      'ab',
      'result: expected string, got pointer 65, not aligned to 2',
    ],
    ['nothing at an odd address', 'utf16', 65, 0, '', 'result: expected string, got pointer 65, not aligned to 2'],
    [
      'UTF-16 over the end',
      'utf16',
      262142,
      2,
      '',
      'result: expected string, got 4 bytes at 262142, outside memory of 262144 bytes',
    ],
    [
      'UTF-8 over the end',
      'utf8',
      262143,
      2,
      '',
      'result: expected string, got 2 bytes at 262143, outside memory of 262144 bytes',
    ],
    [
      'latin1 over the end',
      'latin1+utf16',
      262142,
      3,
      '',
      'result: expected string, got 3 bytes at 262142, outside memory of 262144 bytes',
    ],
    [
      'UTF-16 of more than 2^28 bytes',
      'utf16',
      64,
      2 ** 27,
      '',
      'result: expected string, got 268435456 bytes, more than 268435455',
    ],
    [
      'tagged UTF-16 of more than 2^28 bytes',
      'latin1+utf16',
      64,
      2 ** 31 + 2 ** 27,
      '',
      'result: expected string, got 268435456 bytes, more than 268435455',
    ],
    ['a low surrogate alone', 'utf16', 64, 1, '\\00\\dc', 'result: expected string, got invalid UTF-16 at unit 1'],
    [
      'a high surrogate at the end',
      'utf16',
      64,
      2,
      'a\\00\\00\\d8',
      'result: expected string, got invalid UTF-16 at unit 2',
    ],
    [
      'two high surrogates',
      'utf16',
      64,
      3,
      '\\00\\d8\\00\\d8\\00\\dc',
      'result: expected string, got invalid UTF-16 at unit 1',
    ],
  ])('that the guest returns: %s', async (_, encoding, pointer, length, data, expected) => {
    expect(await chosen(encoding, pointer, length, data)).toBe(expected);
  });

  it.each(ENCODINGS.flatMap((from) => ENCODINGS.map((to) => [from, to] as const)))(
    'goes from a component with %s to one with %s and back',
    async (from, to) => {
      const bytes = await componentOf(`(component
        (component $callee ${core(ECHO)}
          (func (export "f") (param "a" string) (result string)
            (canon lift (core func $i "f") ${OPTIONS} string-encoding=${to})))
        (component $caller
          (import "f" (func $f (param "a" string) (result string)))
          (core module $lib (memory (export "mem") 4) (global $p (mut i32) (i32.const 1024))
            (func (export "re") (param i32 i32 i32 i32) (result i32) (local $r i32)
              (local.set $r (i32.and (i32.add (global.get $p) (i32.const 15)) (i32.const -16)))
              (global.set $p (i32.add (local.get $r) (local.get 3))) (local.get $r)))
          (core instance $i (instantiate $lib))
          (core func $low (canon lower (func $f) ${OPTIONS} string-encoding=${from}))
          (core module $m (import "" "f" (func $f (param i32 i32 i32)))
            (func (export "f") (param i32 i32) (result i32)
              (call $f (local.get 0) (local.get 1) (i32.const 32)) (i32.const 32)))
          (core instance $j (instantiate $m (with "" (instance (export "f" (func $low))))))
          (func (export "f") (param "a" string) (result string)
            (canon lift (core func $j "f") ${OPTIONS} string-encoding=${from})))
        (instance $a (instantiate $callee)) (instance $b (instantiate $caller (with "f" (func $a "f"))))
        (export "f" (func $b "f")))`);
      const run = planned(bytes, { type: { name: 'f', parameters: [{ name: 'a', type: string }], result: string } });
      for (const text of TEXTS) {
        const sent = encodeValue(string, text);
        expect(run(sent)).toEqual({ fault: null, result: sent });
      }
    },
  );
});
