/** Core code has exceptions and handlers of its own. A trap is none: whoever catches what passes through has no more to say in the call. */
import { describe, expect, it } from 'vitest';
import { encodeValue } from '../../conformance/mapping/wit-value.ts';
import { componentOf } from '../../toolchain/testing/components.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import type { ComponentInterface, HostFunction } from './component-host.ts';
import { planned } from './testing/planned-harness.ts';

const u32: WitType = { kind: 'scalar', name: 'u32' };
const NUMBER: FunctionType = { name: 'f', parameters: [{ name: 'a', type: u32 }], result: u32 };

/** Notes what reaches it. */
function notes() {
  const noted: unknown[] = [];
  const functions = new Map<string, HostFunction>([['note', (args) => void noted.push(args.u32())]]);
  const bound = { functions, drop: () => {}, enter: () => {}, leave: () => {} };
  const host: ComponentInterface = { interface: 'a:b/host', profiles: ['p'], bind: () => bound };
  return { noted, host };
}

/** Answers 7 where it could catch what `body` ends with, after it has told the host so. Text of components has no folded form of it. */
const catching = (body: string, told = '(call $note (i32.const 7))'): string =>
  `try (result i32) ${body} catch_all ${told} (i32.const 7) end`;

/** `f` calls `g` of another component, and catches; `sibling` is the core code of that. */
const withSibling = (sibling: string): string => `
  (component $c
    (core module $m (tag $e) (func (export "g") (param i32) (result i32) ${sibling}))
    (core instance $i (instantiate $m))
    (func (export "g") (param "a" u32) (result u32) (canon lift (core func $i "g"))))
  (instance $c (instantiate $c))
  (core func $g (canon lower (func $c "g")))
  ${caller('(call $g (local.get 0))', '(export "g" (func $g))', '(import "" "g" (func $g (param i32) (result i32)))')}`;

const caller = (body: string, given = '', imports = '', more = ''): string => `
  (import "a:b/host" (instance $h (export "note" (func (param "a" u32)))))
  (core func $note (canon lower (func $h "note")))
  (core module $m (import "" "note" (func $note (param i32))) ${imports}
    ${more} (func (export "f") (param i32) (result i32) ${catching(body)}))
  (core instance $i (instantiate $m (with "" (instance (export "note" (func $note)) ${given}))))
  (func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f")))`;

async function ends(text: string) {
  const { noted, host } = notes();
  const run = planned(await componentOf(`(component ${text})`), { type: NUMBER, interfaces: [host], profiles: ['p'] });
  const { fault, result } = run(encodeValue(u32, 1n));
  return { ended: fault ?? new DataView(result.buffer).getUint32(0, true), noted };
}

describe('what core code catches', () => {
  it('may be an exception of its own', async () => {
    const text = caller('(call $throw) (i32.const 0)', '', '', '(tag $e) (func $throw (throw $e))');
    expect(await ends(text)).toEqual({ ended: 7, noted: [7] });
  });

  const RESOURCE = '(type $r (resource (rep i32))) (core func $drop (canon resource.drop $r))';
  const NOBODY = '(import "a:b/nobody" (instance $n (export "g" (func (param "a" u32) (result u32)))))';
  const ITSELF = `
    (core module $t (table (export "t") 1 funcref) (type $s (func (param i32) (result i32)))
      (func (export "f") (param i32) (result i32)
        ${catching('(call_indirect (type $s) (local.get 0) (i32.const 0))', '')}))
    (core instance $t (instantiate $t))
    (func $f (param "a" u32) (result u32) (canon lift (core func $t "f")))
    (component $c (import "f" (func $f (param "a" u32) (result u32)))
      (core func $low (canon lower (func $f)))
      (core module $m (import "" "f" (func $f (param i32) (result i32)))
        (func (export "g") (param i32) (result i32)
          ${catching('(call $f (local.get 0))', '')}))
      (core instance $i (instantiate $m (with "" (instance (export "f" (func $low))))))
      (func (export "g") (param "a" u32) (result u32) (canon lift (core func $i "g"))))
    (instance $c (instantiate $c (with "f" (func $f))))
    (core func $g (canon lower (func $c "g")))
    (core module $fill (import "" "t" (table 1 funcref)) (import "" "g" (func $g (param i32) (result i32)))
      (elem (i32.const 0) func $g))
    (core instance (instantiate $fill (with "" (instance (export "t" (table $t "t")) (export "g" (func $g))))))
    (export "f" (func $f))`;

  it.each([
    ['a trap of its own', 'wasm error: unreachable', caller('unreachable')],
    [
      'an exhausted stack',
      'wasm error: stack overflow',
      caller(
        '(call $deep (i64.const 0)) (i32.const 0)',
        '',
        '',
        '(func $deep (param i64) (call $deep (local.get 0)) (call $deep (local.get 0)))',
      ),
    ],
    ['a trap of a component that it calls', 'wasm error: unreachable', withSibling('unreachable')],
    [
      'an instance that calls itself by way of another',
      'cannot enter component instance: it is running already',
      ITSELF,
    ],
    [
      'a handle that is not there',
      'unknown handle 9',
      RESOURCE +
        caller(
          '(call $drop (i32.const 9)) (i32.const 0)',
          '(export "drop" (func $drop))',
          '(import "" "drop" (func $drop (param i32)))',
        ),
    ],
    [
      'a call of what nobody has',
      'unresolved host import "a:b/nobody#g"',
      `${NOBODY} (core func $g (canon lower (func $n "g")))` +
        caller(
          '(call $g (i32.const 9))',
          '(export "g" (func $g))',
          '(import "" "g" (func $g (param i32) (result i32)))',
        ),
    ],
  ])('is never %s: the call has failed, and nothing of it goes on', async (_what, message, text) => {
    expect(await ends(text)).toEqual({ ended: { kind: 'trap', message }, noted: [] });
  });

  it('is not the exception of another component either: that one has trapped', async () => {
    const { ended, noted } = await ends(withSibling('(throw $e)'));
    expect([ended, noted]).toMatchObject([{ kind: 'trap' }, []]);
  });
});
