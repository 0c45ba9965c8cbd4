import { describe, expect, it } from 'vitest';
import { placesOfLines } from './line-places.ts';
import { watBytes } from './testing/wat-bytes.ts';

const hex = (bytes: Uint8Array, start: number, end: number): string =>
  Array.from(bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Each line with the bytes that it is said to be of. */
function told(bytes: Uint8Array, text: string): string[] {
  const places = placesOfLines(bytes, text);
  return text
    .split('\n')
    .map((line, index) => `${line.trim()} | ${hex(bytes, places[index * 2]!, places[index * 2 + 1]!)}`);
}

const bytes = watBytes(`(module
  (memory 1) (global i32 (i32.const 7)) (export "a" (func 0)) (export "b" (func 1))
  (func (param i32) (result i32) (local i64) (block (nop)) (i32.add (local.get 0) (i32.const 200)))
  (func)
  (data (i32.const 4) "hi"))`);
const text = `(module
  (type (;0;) (func (param i32) (result i32)))
  (type (;1;) (func))
  (memory (;0;) 1)
  (global (;0;) i32 i32.const 7)
  (export "a" (func 0))
  (export "b" (func 1))
  (func (;0;) (type 0) (param i32) (result i32)
    (local i64)
    block ;; label = @1
      nop
    end
    local.get 0
    i32.const 200
    i32.add
  )
  (func (;1;) (type 1))
  (data (;0;) (i32.const 4) "hi")
)
`;

describe('lines of a disassembly', () => {
  it('are of the bytes of their instructions, of items, and of sections where items are not told apart', () => {
    const lines = told(bytes, text);
    expect(lines[0]).toBe(`(module | ${hex(bytes, 0, bytes.length)}`);
    expect(lines.slice(3)).toEqual([
      '(memory (;0;) 1 | 05 03 01 00 01'.replace('1 |', '1) |'),
      '(global (;0;) i32 i32.const 7) | 7f 00 41 07 0b',
      '(export "a" (func 0)) | 01 61 00 00',
      '(export "b" (func 1)) | 01 62 00 01',
      '(func (;0;) (type 0) (param i32) (result i32) | 0e 01 01 7e',
      '(local i64) | 0e 01 01 7e',
      'block ;; label = @1 | 02 40',
      'nop | 01',
      'end | 0b',
      'local.get 0 | 20 00',
      'i32.const 200 | 41 c8 01',
      'i32.add | 6a',
      ') | 0b',
      '(func (;1;) (type 1)) | 02 00 0b',
      '(data (;0;) (i32.const 4) "hi") | 00 41 04 0b 02 68 69',
      ') | ',
      ' | ',
    ]);
  });

  it('of a text that was cut are of their bytes all the same', () => {
    const cut = text.slice(0, text.indexOf('    i32.const 200'));
    expect(told(bytes, cut).slice(-3)).toEqual(['end | 0b', 'local.get 0 | 20 00', ' | ']);
  });

  it('are of the whole body where lines and instructions are not as many', () => {
    const other = text.replace('    i32.add\n', '    i32.add\n    drop\n');
    const body = told(bytes, other).find((line) => line.startsWith('nop'));
    expect(body).toBe('nop | 0e 01 01 7e 02 40 01 0b 20 00 41 c8 01 6a 0b');
  });

  it('of modules within a component are of those modules', () => {
    const section = (id: number, content: readonly number[]): number[] => [id, content.length, ...content];
    const head = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
    const inner = [...head, ...section(1, [...bytes])];
    const component = new Uint8Array([...head, ...section(4, inner), ...section(1, [...bytes])]);
    const nested = text.trimEnd().split('\n');
    const core = nested.map((line) => `    ${line}`.replace('(module', '(core module (;0;)'));
    const outer = nested.map((line) => `  ${line}`.replace('(module', '(core module (;0;)'));
    const whole = ['(component', '  (component (;0;)', ...core, '  )', ...outer, ')'].join('\n');
    const places = placesOfLines(component, whole);
    const nops = whole.split('\n').flatMap((line, index) => (line.trim() === 'nop' ? [index] : []));
    const nop = bytes.indexOf(1, bytes.indexOf(0x40));
    const starts = [head.length + 2 + head.length + 2, head.length + 2 + inner.length + 2];
    expect(nops.map((line) => places[line * 2])).toEqual(starts.map((start) => start + nop));
  });

  it('of bytes that are cut anywhere are told without a fault', () => {
    for (let end = 0; end < bytes.length; end++)
      expect(placesOfLines(bytes.subarray(0, end), text)).toHaveLength(text.split('\n').length * 2);
  });
});
