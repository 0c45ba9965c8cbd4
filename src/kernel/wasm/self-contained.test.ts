import { describe, expect, it } from 'vitest';
import { readLinkPlan } from '../../binary/component/link-reader.ts';
import { parseText } from '../../binary/component/testing/wasm-tools.ts';
import { compileWat } from '../../guest/testing/wat.ts';
import { importsNothing, isSelfContained } from './self-contained.ts';

async function tried(text: string): Promise<boolean> {
  const plan = readLinkPlan(await parseText(text));
  if (!plan.ok) throw new Error(plan.error.message);
  return isSelfContained(plan.value);
}

const MODULE =
  '(core module $m (func (export "f") (param i32) (result i32) local.get 0)) (core instance $i (instantiate $m))';
const EXPORT = '(func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f")))';

describe('a component is tried on the kernel’s thread', () => {
  it('when all of it is code of its own', async () => {
    expect(await tried(`(component ${MODULE} ${EXPORT})`)).toBe(true);
  });

  const others: Record<string, string> = {
    'something of the host': `(component (import "g" (func $g (param "a" u32) (result u32))) (core func $lowered (canon lower (func $g)))
      (core module $n (import "a" "g" (func $g (param i32) (result i32))) (func (export "f") (param i32) (result i32) (call $g (local.get 0))))
      (core instance $i (instantiate $n (with "a" (instance (export "g" (func $lowered)))))) ${EXPORT})`,
    'calls from one component to another': `(component
      (component $giver ${MODULE} ${EXPORT}) (instance $a (instantiate $giver))
      (core func $lowered (canon lower (func $a "f")))
      (core module $n (import "a" "f" (func $f (param i32) (result i32))) (func (export "f") (param i32) (result i32) (call $f (local.get 0))))
      (core instance $i (instantiate $n (with "a" (instance (export "f" (func $lowered)))))) ${EXPORT})`,
    handles: `(component (type $r (resource (rep i32))) (core func $new (canon resource.new $r))
      (core module $n (import "a" "new" (func $new (param i32) (result i32))) (func (export "f") (param i32) (result i32) (call $new (local.get 0))))
      (core instance $i (instantiate $n (with "a" (instance (export "new" (func $new)))))) ${EXPORT})`,
    'more instances than a few': `(component ${MODULE} ${'(core instance (instantiate $m))'.repeat(4)} ${EXPORT})`,
  };
  for (const [what, text] of Object.entries(others)) {
    it(`but not with ${what}`, async () => {
      expect(await tried(text)).toBe(false);
    });
  }
});

it('a core module is tried when it imports nothing: memories of its own do not count', async () => {
  expect(importsNothing(await compileWat('(module (memory 1) (func (export "f")))'))).toBe(true);
  expect(importsNothing(await compileWat('(module (import "a" "b" (func)) (func (export "f")))'))).toBe(false);
});
