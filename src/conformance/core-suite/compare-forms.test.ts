import { expect, it } from 'vitest';
import { watBytes } from '../../binary/testing/wat-bytes.ts';
import { compareForms } from './compare-forms.ts';
import { asWritten } from './forms.ts';
import { runScript, type Command } from './run-script.ts';

const modules: Readonly<Record<string, string>> = {
  'main.wasm': `(module (table (export "table") 1 1 externref) (global (export "g") (mut i64) (i64.const 7))
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "swap") (param f32 f64) (result f64 f32) (local.get 1) (local.get 0))
    (func (export "same") (param externref) (result externref) (local.get 0))
    (func (export "grow") (result i32) (table.grow (ref.null extern) (i32.const 1)))
    (func (export "trap") unreachable)
    (func $deep (export "deep") (call $deep)))`,
  'second.wasm': '(module (import "main" "add" (func (param i32 i32) (result i32))))',
  'starts.wasm': '(module (func unreachable) (start 0))',
  'strange.wasm': '(module (import "nobody" "knows" (func)))',
};
const invoke = (field: string, args: readonly (readonly [type: string, value: string])[] = []) => ({
  type: 'invoke' as const,
  field,
  args: args.map(([type, value]) => ({ type, value })),
});
const commands: readonly Command[] = [
  { type: 'module', line: 1, filename: 'main.wasm', module_type: 'binary', name: 'main' },
  {
    type: 'assert_return',
    line: 2,
    action: invoke('add', [
      ['i32', '4294967295'],
      ['i32', '3'],
    ]),
    expected: [{ type: 'i32', value: '2' }],
  },
  {
    type: 'assert_return',
    line: 3,
    action: invoke('swap', [
      ['f32', '2147483648'],
      ['f64', 'nan:canonical'],
    ]),
    expected: [
      { type: 'f64', value: 'nan:canonical' },
      { type: 'f32', value: '2147483648' },
    ],
  },
  {
    type: 'assert_return',
    line: 4,
    action: invoke('same', [['externref', '5']]),
    expected: [{ type: 'externref', value: '5' }],
  },
  { type: 'assert_return', line: 5, action: { type: 'get', field: 'g' }, expected: [{ type: 'i64', value: '8' }] },
  { type: 'assert_trap', line: 6, action: invoke('trap') },
  { type: 'assert_return', line: 7, action: invoke('grow'), expected: [{ type: 'i32', value: '4294967295' }] },
  { type: 'register', line: 8, as: 'main' },
  { type: 'module', line: 9, filename: 'second.wasm', module_type: 'binary' },
  { type: 'assert_uninstantiable', line: 10, filename: 'starts.wasm', module_type: 'binary' },
  { type: 'assert_unlinkable', line: 11, filename: 'strange.wasm', module_type: 'binary' },
  { type: 'assert_malformed', line: 12, filename: 'text.wat', module_type: 'text' },
  { type: 'assert_return', line: 13, action: invoke('same', [['v128', '1']]) },
];
const read = (filename: string): Uint8Array => watBytes(modules[filename]!);

it('says of each command of a script how it ended', () => {
  expect(runScript({ commands }, read, asWritten()).map(({ line, text }) => `${line} ${text}`)).toEqual([
    '1 made',
    '2 2',
    '3 NaN -0',
    '4 host 5',
    '5 7',
    '6 trap: unreachable',
    '7 -1',
    '8 registered',
    '9 made',
    '10 trap: unreachable',
    '11 not linked',
    '12 skipped: a text',
    '13 skipped: a vector',
  ]);
});

it('tells what is not as the script wants it, what is left to a guest, and that no form differs', () => {
  expect(compareForms({ commands }, read)).toEqual({
    ran: 11,
    skipped: 2,
    ofTheEngine: ['5: 7, not 8'],
    forgotten: 1,
    differences: [],
  });
});
