import { describe, expect, it } from 'vitest';
import { compileWat } from '../../toolchain/wat-compiler.ts';
import { WAT_INSTRUCTIONS } from '../../toolchain/wat-words.ts';
import { ask, labels, shown, taken, formatted } from '../testing/at.ts';
import { instruction } from './effects.ts';

const file = (text: string): Record<string, string> => ({ 'm.wat': text });
const body = (text: string): Record<string, string> =>
  file(`(module
  (memory 1)
  (global $count (mut i32) (i32.const 0))
  ;; Adds two numbers.
  (func $add (param $a i32) (param $b i64) (result i32) unreachable)
  (func $main (param $x i32) (result i32) (local $y i64)
    ${text}))`);

describe('completion of WebAssembly text', () => {
  it('offers instructions with what they take and leave', () => {
    const found = ask('complete', body('i32.a¦'));
    expect(found.find(({ label }) => label === 'i32.add')?.detail).toBe('[i32 i32] → [i32]');
    expect(labels(body('(¦'))).toContain('local.get');
  });

  it('offers the names that fit', () => {
    expect(labels(body('local.get ¦'))).toEqual(expect.arrayContaining(['$x', '$y']));
    expect(labels(body('local.get $¦'))).toEqual(['$x', '$y']);
    expect(labels(body('call $¦'))).toEqual(['$add', '$main']);
    expect(labels(body('global.get $¦'))).toEqual(['$count']);
    expect(labels(body('(block $out (br $¦))'))).toEqual(['$out']);
  });

  it('offers types where types stand, fields in a module, and parts of functions in front of their bodies', () => {
    expect(labels(file('(module (func (param ¦)))'))).toEqual(expect.arrayContaining(['i32', 'f64']));
    expect(labels(file('(module (¦))'))).toEqual(expect.arrayContaining(['func', 'memory', 'import']));
    expect(labels(file('(module (func (¦)))'))).toEqual(expect.arrayContaining(['param', 'result']));
    expect(labels(body('i32.const 1 (¦)'))).not.toContain('param');
  });

  it('offers what can be imported', () => {
    expect(labels(file('(module (import "¦" ""))'))).toContain('wasi_snapshot_preview1');
    expect(labels(file('(module (import "wasi_snapshot_preview1" "fd¦"))'))).toContain('fd_write');
  });

  it('offers the function that the signature of an entry wants', () => {
    const files = {
      'm.wat': '(module\n  (¦))',
      '_index.yaml':
        'namespace: app\nentries:\n  - name: add\n    kind: function.wat\n    source: file://m.wat\n    method: add\n    wit: "add: func(a: s32, b: s64) -> f64"\n',
    };
    expect(taken(files, 'func add')).toContain('(func (export "add") (param \\$a i32) (param \\$b i64) (result f64)');
  });

  it('offers nothing in comments', () => {
    expect(labels(body(';; local.g¦'))).toEqual([]);
    expect(labels(body('(; local.g¦ ;)'))).toEqual([]);
  });
});

describe('pointing at WebAssembly text', () => {
  const hover = (text: string): string => ask('hover', body(text))?.text ?? '';

  it('tells what an instruction does with the stack, and what lies on it there', () => {
    expect(hover('i32.const 1 i32.const 2 i32.a¦dd')).toMatch(/\[i32 i32\] → \[i32\][^]*before it: `\[i32 i32\]`/);
    expect(hover('(i32.a¦dd (i32.const 1) (local.get $x))')).toContain('before it: `[i32 i32]`');
    expect(hover('local.get $y local.se¦t $y')).toMatch(/\[i64\] → \[\][^]*before it: `\[i64\]`/);
    expect(hover('call $a¦dd')).toMatch(
      /\(func \$add \(param \$a i32\) \(param \$b i64\) \(result i32\)\)[^]*Adds two numbers/,
    );
    expect(hover('i32.const 1 (if (result i64) (then (i64.const 1)) (else (i64.const 2))) dr¦op')).toContain(
      'before it: `[i64]`',
    );
    expect(hover('local.g¦et 0')).toContain('[] → [i32]');
  });

  it('knows what every instruction is, and numbers of the stack for all but those that name something', () => {
    const unknown = [...WAT_INSTRUCTIONS].filter(
      (name) => /^(?:[if](?:32|64)|v128|[if]\d+x\d+|memory)\./.test(name) && instruction(name)?.effect === null,
    );
    expect(unknown).toEqual([]);
    const undocumented = [...WAT_INSTRUCTIONS].filter(
      (name) => /^[if](?:32|64)\./.test(name) && instruction(name)?.doc === '',
    );
    expect(undocumented.filter((name) => !/128|wide/.test(name))).toEqual([]);
  });

  it('shows the parameters of what is called in the folded form', () => {
    const help = ask('signature', body('(call $add (local.get $x) ¦)'));
    expect(help).toMatchObject({ signature: { label: '$add($a i32, $b i64) → i32' }, parameter: 1 });
  });

  it('leads to definitions, and from an export to the entry that calls it', () => {
    const files = body('call $a¦dd');
    expect(shown(files, ask('definition', files))).toEqual(['m.wat: $add']);
    const own = {
      'm.wat': '(module (func (export "r¦un")))',
      '_index.yaml':
        'namespace: a\nentries:\n  - name: go\n    kind: function.wat\n    source: file://m.wat\n    method: run\n',
    };
    expect(shown(own, ask('definition', own))).toEqual(['_index.yaml: go']);
  });

  it('renames a name in all of its places and nowhere else', () => {
    const files = file(
      '(module (func $f (param $a i32) local.get $¦a ;; $a\n drop) (func $g (param $a i32)) (data "$a"))',
    );
    const answer = ask('rename', files, { newName: '$b' });
    expect(answer.ok && answer.edits).toHaveLength(2);
    expect(
      ask('rename', file('(module (func $f (param $a i32) (param $b i32) local.get $¦a))'), { newName: '$b' }),
    ).toEqual({ ok: false, message: 'there is another $b already' });
  });

  it('lists fields as symbols and folds what takes several lines', () => {
    const [module] = ask('symbols', body('¦'));
    expect(module?.children.map(({ name }) => name)).toEqual(['memory', '$count', '$add', '$main']);
    expect(ask('folds', body('¦'))).toHaveLength(2);
  });
});

describe('formatting of WebAssembly text', () => {
  it('changes blanks only, is done after once, and keeps comments and the module', async () => {
    const messy =
      '(module\n;; about f   \n      (func (export "f") (result i32)\n(if (result i32) (i32.const 1)\n(then   (i32.const 2)) ;; yes\n     (else\n i32.const 3))\n   block\nnop\n      end\n (; a\n   b ;)\n ))\n';
    const format = (text: string): string => formatted('m.wat', text);
    const once = format(messy);
    expect(once).toBe(
      '(module\n  ;; about f\n  (func (export "f") (result i32)\n    (if (result i32) (i32.const 1)\n      (then   (i32.const 2)) ;; yes\n      (else\n        i32.const 3))\n    block\n      nop\n    end\n    (; a\n   b ;)\n))\n',
    );
    expect(format(once)).toBe(once);
    const [before, after] = await Promise.all([compileWat(messy), compileWat(once)]);
    expect(before.ok && after.ok && after.value.bytes).toEqual(before.ok && before.value.bytes);
  });
});
