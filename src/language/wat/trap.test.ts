import { describe, expect, it } from 'vitest';
import { Assistant } from '../assistant.ts';

const INDEX = `namespace: app
entries:
  - name: divide
    kind: function.wat
    source: file://divide.wat
    method: divide
  - name: inline
    kind: function.wat
    method: run
    source: |
      (module
        (func $run (export "run") unreachable))
  - name: main
    kind: function.lua
    source: file://main.lua
`;
const WAT = `(module
  (import "env" "log" (func $log))
  (memory 1)
  (table 1 funcref)
  (func $checked (param $a i32) (param $b i32) (result i32)
    (i32.div_s (local.get $a) (local.get $b)))
  (func (param i32) (result i32)
    (if (local.get 0) (then unreachable))
    ;; unreachable
    (if (i32.eqz (local.get 0)) (then unreachable))
    (i32.load8_u (i32.const -1)))
  (func (export "divide") (param i32 i32) (result i32)
    call $log
    local.get 0
    local.get 1
    call $checked
    (call 2 (i32.const 1))
    (call_indirect (param i32) (i32.const 0) (i32.const 0))))
`;

function frames(stack: readonly string[], message: string, entry = 'app:divide'): string[] {
  const files = { '_index.yaml': INDEX, 'divide.wat': WAT, 'main.lua': '' };
  const found = new Assistant().answer(files, { topic: 'trap', file: '_index.yaml', entry, stack, message });
  return found.map(({ name, place, instructions }) => {
    const lines = instructions.map(({ file, start }) => {
      const text = files[file as keyof typeof files];
      return `${text.slice(0, start).split('\n').length}:${/^\S+?(?=[\s()]|$)/.exec(text.slice(start))![0]}`;
    });
    const at = place && files[place.file as keyof typeof files].slice(place.start, place.end);
    return `${name} ${at} ${lines.join(' ')}`.trim();
  });
}

describe('where a module trapped', () => {
  it('is a line where one instruction alone can be meant, and so is each call on the way to it', () => {
    expect(frames(['checked', 'divide'], 'wasm call failed: wasm error: integer divide by zero')).toEqual([
      'checked $checked 6:i32.div_s',
      'divide func 16:call',
    ]);
    expect(frames(['module.checked', 'function 3'], 'wasm error: integer overflow')).toEqual([
      'module.checked $checked 6:i32.div_s',
      'function 3 func 16:call',
    ]);
  });

  it('is a division or a conversion where an integer overflowed, as engines say it of both', () => {
    const files = {
      '_index.yaml': INDEX,
      'divide.wat': '(module (func $f (result i32) (i32.div_s (i32.trunc_f64_s (f64.const 1e10)) (i32.const 1))))',
    };
    const trap = { topic: 'trap', file: '_index.yaml', entry: 'app:divide', stack: ['f'] } as const;
    const found = new Assistant().answer(files, { ...trap, message: 'wasm error: integer overflow' });
    const words = found[0]!.instructions.map(({ start, end }) => files['divide.wat'].slice(start, end));
    expect(words).toEqual(['i32.div_s', 'i32.trunc_f64_s']);
  });

  it('is one of several where several instructions end so, comments left out', () => {
    expect(frames(['function 2', 'divide'], 'wasm error: unreachable')).toEqual([
      'function 2 func 8:unreachable 10:unreachable',
      'divide func 17:call',
    ]);
    expect(frames(['function 2'], 'wasm error: out of bounds memory access')).toEqual([
      'function 2 func 11:i32.load8_u',
    ]);
  });

  it('is a call through a table where nothing calls by name', () => {
    expect(frames(['gone', 'divide'], 'wasm error: unreachable')).toEqual([
      'gone null',
      'divide func 18:call_indirect',
    ]);
  });

  it('is found in a text that stands in its entry', () => {
    expect(frames(['run'], 'wasm error: unreachable', 'app:inline')).toEqual(['run $run 12:unreachable']);
  });

  it('is not told for what is no WebAssembly Text, and no line for an end that no instruction has', () => {
    expect(frames(['run'], 'wasm error: unreachable', 'app:main')).toEqual([]);
    expect(frames(['run'], 'wasm error: unreachable', 'app:none')).toEqual([]);
    expect(frames(['checked'], 'wasm error: stack overflow')).toEqual(['checked $checked']);
  });
});
