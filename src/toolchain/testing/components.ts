/** Components for tests, made by the same tools that people make them with. */
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/** From component text. */
export async function componentOf(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return (await parse(text)).slice();
}

/** Of core text that implements the world. */
export async function componentFrom(core: string, wit: string): Promise<Uint8Array<ArrayBuffer>> {
  const embedded = await componentEmbed({ binary: await parse(core), witSource: wit });
  return (await componentNew(embedded, undefined)).slice();
}

/** Whose functions all trap. */
export async function dummyComponent(wit: string): Promise<Uint8Array<ArrayBuffer>> {
  return (await componentNew(await componentEmbed({ dummy: true, witSource: wit }), undefined)).slice();
}

/** Functions that take a list and, after `body`, return a pointer to two words at 16. `$p` points to the free memory. */
export function listCore(functions: Readonly<Record<string, string>>): string {
  const exported = Object.entries(functions).map(
    ([name, body]) => `(func (export "${name}") (param $ptr i32) (param $len i32) (result i32) ${body})`,
  );
  return `(module (memory (export "memory") 2) (global $p (mut i32) (i32.const 4096))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $r i32)
      (local.set $r (i32.and (i32.add (global.get $p) (i32.const 15)) (i32.const -16)))
      (global.set $p (i32.add (local.get $r) (local.get 3)))
      (if (i32.gt_u (global.get $p) (i32.mul (memory.size) (i32.const 65536)))
        (then (drop (memory.grow (i32.add (i32.const 1) (i32.div_u (local.get 3) (i32.const 65536)))))))
      (local.get $r))
    ${exported.join('\n')})`;
}

/** Returns the list it got. */
export const ECHO =
  '(i32.store (i32.const 16) (local.get $ptr)) (i32.store (i32.const 20) (local.get $len)) (i32.const 16)';
/** Returns the first element of the list, where that lies in memory. */
export const FIRST = '(local.get $ptr)';
