import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CoreItem, LinkPlan } from '../../contract/link-plan.ts';
import { readModule } from '../binary.ts';
import { readLinkPlan } from './link-reader.ts';
import { readComponent } from './reader.ts';
import { isSameShape } from '../../wit/same-shape.ts';
import { parseText } from './testing/wasm-tools.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

function planned(bytes: Uint8Array): LinkPlan {
  const plan = readLinkPlan(bytes);
  if (!plan.ok) throw new Error(`${plan.error.message} at ${plan.error.offset}`);
  return plan.value;
}

const planOf = async (text: string): Promise<LinkPlan> => planned(await parseText(text));

/** The text is one that no validator would take: the parser makes bytes of it all the same. */
async function refusal(text: string): Promise<string> {
  const plan = readLinkPlan(await parseText(text));
  if (plan.ok) throw new Error('it was planned');
  expect(plan.error.offset).toBeGreaterThan(8);
  return plan.error.message;
}

const MODULE = '(core module $m (func (export "f") (param i32) (result i32) local.get 0) (memory (export "mem") 1))';
const INSTANCE = `${MODULE} (core instance $i (instantiate $m))`;

const GIVER = `(component $giver ${INSTANCE} (func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f")))) (instance $a (instantiate $giver))`;

/** All items that a plan refers to. */
function* itemsOf(plan: LinkPlan): Generator<CoreItem> {
  for (const { imports } of plan.steps) for (const { item } of imports) yield item;
  for (const { memory, realloc } of plan.options) {
    if (memory) yield memory;
    if (realloc) yield realloc;
  }
  for (const { source } of plan.functions) {
    if (source.from !== 'lift') continue;
    yield source.callee;
    if (source.postReturn) yield source.postReturn;
  }
  for (const { destructor } of plan.resources) if (destructor) yield destructor;
}

describe('a link plan', () => {
  const files = [
    ...readdirSync(`${ROOT}samples/fixtures`).map((name) => `samples/fixtures/${name}`),
    ...readdirSync(`${ROOT}samples/guests`).map((name) => `samples/guests/${name}`),
    'src/examples/javascript/wasm/words.wasm',
    'src/examples/users/wasm/users.wasm',
  ].filter((name) => name.endsWith('.wasm') && readFileSync(`${ROOT}${name}`)[4] !== 1);

  it.each(files)('of %s is whole, plain data, and has the functions that the component exports', (file) => {
    const bytes = readFileSync(`${ROOT}${file}`);
    const plan = planned(bytes);
    expect(structuredClone(plan)).toEqual(plan);
    for (const { offset, sizeBytes } of plan.modules)
      expect(readModule(bytes.subarray(offset, offset + sizeBytes)).ok).toBe(true);
    for (const item of itemsOf(plan)) {
      if (item.from === 'builtin') expect(plan.builtins[item.builtin]).toBeDefined();
      else expect(plan.steps[item.instance]).toBeDefined();
    }
    const shape = readComponent(bytes);
    if (!shape.ok) throw new Error(shape.error.message);
    expect(plan.exports.map((item) => [item.interface, item.name])).toEqual(
      shape.value.functions.map((item) => [item.interface, item.name]),
    );
    for (const [index, { function: at }] of plan.exports.entries())
      expect(isSameShape(plan.functions[at]!.type, shape.value.functions[index]!.type!)).toBe(true);
  });

  it('keeps canonical options, post-return and where each core item comes from', async () => {
    const plan = await planOf(`(component
      (core module $m (memory (export "mem") 1)
        (func (export "re") (param i32 i32 i32 i32) (result i32) unreachable)
        (func (export "f") (param i32 i32) (result i32) unreachable) (func (export "post") (param i32)))
      (core instance $i (instantiate $m))
      (func (export "f") (param "a" string) (result string)
        (canon lift (core func $i "f") (memory (core memory $i "mem")) (realloc (core func $i "re"))
          string-encoding=latin1+utf16 (post-return (core func $i "post")))))`);
    const of = (name: string) => ({ from: 'instance', instance: 0, name });
    expect(plan).toMatchObject({
      steps: [{ module: 0, imports: [] }],
      options: [{ instance: 0, encoding: 'latin1+utf16', memory: of('mem'), realloc: of('re') }],
      functions: [{ source: { from: 'lift', callee: of('f'), options: 0, postReturn: of('post'), refusal: null } }],
      exports: [{ interface: null, name: 'f', function: 0 }],
    });
  });

  it('makes a step and an instance of each instantiation, and shares the module', async () => {
    const plan = await planOf(`(component
      (component $c ${INSTANCE} (func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f"))))
      (instance $one (instantiate $c)) (instance $two (instantiate $c))
      (export "one" (instance $one)) (export "two" (instance $two)))`);
    expect(plan.instances).toBe(3);
    expect(plan.modules).toHaveLength(1);
    expect(plan.steps.map(({ module }) => module)).toEqual([0, 0]);
    expect(plan.exports.map((item) => [item.interface, item.name])).toEqual([
      ['one', 'f'],
      ['two', 'f'],
    ]);
    const lifted = plan.exports.map((item) => plan.functions[item.function]!.source);
    expect(lifted.map((source) => source.from === 'lift' && source.callee)).toEqual([
      { from: 'instance', instance: 0, name: 'f' },
      { from: 'instance', instance: 1, name: 'f' },
    ]);
  });

  it('follows functions through instances, aliases outward and what is passed in', async () => {
    const plan = await planOf(`(component $outer
      (core module $shared (func (export "f") (param i32) (result i32) local.get 0))
      (component $inner
        (alias outer $outer $shared (core module $m)) (core instance $i (instantiate $m))
        (func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f"))))
      (component $user
        (import "api" (instance $api (export "f" (func (param "a" u32) (result u32)))))
        (core func $low (canon lower (func $api "f")))
        (core module $m (import "x" "y" (func (param i32) (result i32))) (export "g" (func 0)))
        (core instance $i (instantiate $m (with "x" (instance (export "y" (func $low))))))
        (func (export "g") (param "a" u32) (result u32) (canon lift (core func $i "g"))))
      (instance $a (instantiate $inner)) (instance $b (instantiate $user (with "api" (instance $a))))
      (export "g" (func $b "g")))`);
    expect(plan.builtins).toEqual([{ type: 'lower', function: 0, options: expect.any(Number) as number }]);
    expect(plan.steps[1]!.imports).toEqual([{ module: 'x', name: 'y', item: { from: 'builtin', builtin: 0 } }]);
    expect(plan.functions[0]!.source).toMatchObject({ from: 'lift', callee: { instance: 0, name: 'f' } });
  });

  it('tells the resources of two instances of one component apart, and knows who implements them', async () => {
    const plan = await planOf(`(component
      (component $c
        (core module $d (func (export "drop") (param i32))) (core instance $d (instantiate $d))
        (type $r' (resource (rep i32) (dtor (core func $d "drop")))) (export $r "r" (type $r'))
        (core func $new (canon resource.new $r'))
        (core module $m (import "" "new" (func (param i32) (result i32))) (export "f" (func 0)))
        (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
        (func (export "make") (param "a" u32) (result (own $r)) (canon lift (core func $i "f"))))
      (instance $one (instantiate $c)) (instance $two (instantiate $c))
      (export "one" (func $one "make")) (export "two" (func $two "make")))`);
    expect(plan.resources.map(({ instance }) => instance)).toEqual([1, 2]);
    expect(plan.resources.map(({ destructor }) => destructor)).toEqual([
      { from: 'instance', instance: 0, name: 'drop' },
      { from: 'instance', instance: 2, name: 'drop' },
    ]);
    const handles = plan.exports.map(({ function: at }) => {
      const { result } = plan.functions[at]!.type;
      return result?.kind === 'unsupported' ? result.handle : null;
    });
    expect(handles).toEqual(plan.resources.map(({ id }) => ({ mode: 'own', resource: id })));
  });

  it('names imports as the binary does', async () => {
    const plan = await planOf(`(component
      (import "a:b/c@1.0.0" (instance $i (export "r" (type (sub resource))) (export "f" (func))))
      (import "bare" (func $g))
      (core func $f (canon lower (func $i "f"))) (core func $h (canon lower (func $g))))`);
    expect(plan.functions.map(({ source }) => source)).toEqual([
      { from: 'import', import: 'a:b/c@1.0.0', name: 'f' },
      { from: 'import', import: 'bare', name: 'bare' },
    ]);
    expect(plan.resources).toMatchObject([{ instance: null, import: { interface: 'a:b/c@1.0.0', name: 'r' } }]);
  });

  it('gives resources of their own to imports that share a type', async () => {
    const plan = await planOf(`(component
      (type $t (instance (export "r" (type $r (sub resource))) (export "make" (func (result (list (own $r)))))
        (export "take" (func (param "a" (borrow $r))))))
      (import "a" (instance $a (type $t))) (import "b" (instance $b (type $t)))
      (alias export $a "r" (type $ra)) (alias export $b "r" (type $rb))
      (core func (canon resource.drop $ra)) (core func (canon resource.drop $rb))
      (core func (canon lower (func $a "take"))) (core func (canon lower (func $b "take"))))`);
    const [one, other] = plan.resources.map(({ id }) => id);
    expect(plan.resources.map((resource) => resource.import)).toEqual([
      { interface: 'a', name: 'r' },
      { interface: 'b', name: 'r' },
    ]);
    expect(plan.builtins.flatMap((item) => (item.type === 'resource.drop' ? [item.resource] : []))).toEqual([
      one,
      other,
    ]);
    const handles = plan.functions.map(({ type }) => {
      const [part] = type.result?.kind === 'list' ? [type.result.element] : type.parameters.map((item) => item.type);
      return part?.kind === 'unsupported' ? part.handle : null;
    });
    expect(handles).toEqual(
      [one, other].flatMap((resource) => [
        { mode: 'own', resource },
        { mode: 'borrow', resource },
      ]),
    );
  });

  it('refuses functions over memories of 64 bits by name, and leaves the others', async () => {
    const plan = await planOf(`(component
      (core module $m (memory (export "mem") i64 1) (func (export "f") (param i64 i64))
        (func (export "re") (param i64 i64 i64 i64) (result i64) unreachable) (func (export "g")))
      (core instance $i (instantiate $m))
      (func (export "f") (param "a" string)
        (canon lift (core func $i "f") (memory (core memory $i "mem")) (realloc (core func $i "re"))))
      (func (export "g") (canon lift (core func $i "g"))))`);
    expect(plan.functions.map(({ source }) => source.from === 'lift' && source.refusal)).toEqual([
      'a memory with addresses of 64 bits is not supported',
      null,
    ]);
  });

  it('refuses asynchronous functions and what belongs to them by name, and leaves the others', async () => {
    const plan = await planOf(`(component ${INSTANCE}
      (core func $new (canon waitable-set.new))
      (core module $u (import "" "new" (func (result i32))))
      (core instance (instantiate $u (with "" (instance (export "new" (func $new))))))
      (type $s (stream u8))
      (func (export "streaming") (param "a" $s) (result u32) (canon lift (core func $i "f")))
      (func (export "good") (param "a" u32) (result u32) (canon lift (core func $i "f"))))`);
    expect(plan.builtins).toEqual([{ type: 'refused', reason: 'waitable-set.new is not supported' }]);
    expect(plan.functions.map(({ source }) => source.from === 'lift' && source.refusal)).toEqual([
      'WIT type stream<u8> is not supported',
      null,
    ]);
  });

  it.each([
    ['a future', '(type $t (future u32))', '(param "a" $t) (result u32)', '', 'WIT type future<u32> is not supported'],
    [
      'a future in a record',
      '(type $p (future u32)) (type $t (record (field "f" $p)))',
      '(param "a" $t) (result u32)',
      '',
      'WIT type future<u32> is not supported',
    ],
    [
      'an error context',
      '(type $t error-context)',
      '(param "a" $t) (result u32)',
      '',
      'WIT type error-context is not supported',
    ],
    ['a lift without a callback', '', '(param "a" u32) (result u32)', 'async', 'asynchronous lifting is not supported'],
    [
      'a lift with a callback',
      '',
      '(param "a" u32) (result u32)',
      'async (callback (core func $i "back"))',
      'asynchronous lifting is not supported',
    ],
  ])('refuses %s by name, and leaves the other functions', async (_what, types, signature, options, reason) => {
    const plan = await planOf(`(component
      (core module $m (memory (export "mem") 1) (func (export "f") (param i32) (result i32) (local.get 0))
        (func (export "back") (param i32 i32 i32) (result i32) (i32.const 0)))
      (core instance $i (instantiate $m)) ${types}
      (func (export "refused") ${signature} (canon lift (core func $i "f") ${options}))
      (func (export "good") (param "a" u32) (result u32) (canon lift (core func $i "f"))))`);
    expect(plan.functions.map(({ source }) => source.from === 'lift' && source.refusal)).toEqual([reason, null]);
  });

  it.each([
    ['a core function that does not exist', '(func (canon lift (core func 5)))', 'core function 5 does not exist'],
    [
      'an export that a core instance does not have',
      `${INSTANCE} (core func (alias core export $i "g"))`,
      'a core instance does not export "g" of that kind',
    ],
    [
      'an export of another kind',
      `${INSTANCE} (core func (alias core export $i "mem"))`,
      'a core instance does not export "mem" of that kind',
    ],
    [
      'a type that the core function does not have',
      `${INSTANCE} (func (export "f") (param "a" u64) (result u32) (canon lift (core func $i "f")))`,
      'the lifted type needs (i64) -> i32, the core function has (i32) -> i32',
    ],
    [
      'a string without a memory',
      '(core module $m (func (export "f") (param i32 i32))) (core instance $i (instantiate $m)) (func (export "f") (param "a" string) (canon lift (core func $i "f")))',
      'the option memory is missing',
    ],
    [
      'a string without an allocator',
      '(core module $m (func (export "f") (param i32 i32)) (memory (export "mem") 1)) (core instance $i (instantiate $m)) (func (export "f") (param "a" string) (canon lift (core func $i "f") (memory (core memory $i "mem"))))',
      'the option realloc is missing',
    ],
    [
      'a core import that is not given',
      '(core module $m (import "a" "b" (func))) (core instance (instantiate $m))',
      'the core import "a" "b" is not given',
    ],
    [
      'a core import of another kind',
      `${INSTANCE} (core module $n (import "a" "f" (memory 1))) (core instance (instantiate $n (with "a" (instance $i))))`,
      'the core import "a" "f" is a memory, and is given a function',
    ],
    [
      'a lowered function of another type than the module imports',
      '(import "g" (func $g (param "a" u64))) (core func $l (canon lower (func $g))) (core module $n (import "a" "g" (func (param i32)))) (core instance (instantiate $n (with "a" (instance (export "g" (func $l))))))',
      'the core import "a" "g" needs (i32) -> (), and is given (i64) -> ()',
    ],
    [
      'resource.new of a resource of somebody else',
      '(import "r" (type $r (sub resource))) (core func (canon resource.new $r))',
      'resource.new of a resource of another component',
    ],
    ['an import of a component', '(import "c" (component))', 'the import "c" is a component, which nobody gives'],
    [
      'an import that an instantiation leaves out',
      '(component $c (import "f" (func))) (instance (instantiate $c))',
      'a component is instantiated without its import "f"',
    ],
    [
      'a function of another type',
      `${GIVER} (component $c (import "i" (instance (export "f" (func (param "a" u64) (result u32)))))) (instance (instantiate $c (with "i" (instance $a))))`,
      'the import "i" is given an instance whose "f" is a function of another type',
    ],
    [
      'an instance that has too little',
      `${GIVER} (component $c (import "i" (instance (export "g" (func))))) (instance (instantiate $c (with "i" (instance $a))))`,
      'the import "i" is given an instance without "g"',
    ],
    [
      'a type that is another',
      `(type $t (record (field "a" u8) (field "b" string))) (component $c (type $u (record (field "a" u8) (field "b" u32))) (import "t" (type (eq $u)))) (instance (instantiate $c (with "t" (type $t))))`,
      'the import "t" is given another type',
    ],
    [
      'a borrowed handle in place of an owned one',
      `(type $r (resource (rep i32))) ${INSTANCE} (core func $d (canon resource.drop $r)) (func $f (param "a" (borrow $r)) (canon lift (core func $d)))
       (component $c (import "r" (type $r (sub resource))) (import "f" (func (param "a" (own $r))))) (instance (instantiate $c (with "r" (type $r)) (with "f" (func $f))))`,
      'the import "f" is given a function of another type',
    ],
    [
      'a borrowed handle in a result',
      '(import "i" (instance $i (export "r" (type $r (sub resource))) (export "f" (func (result (borrow $r)))))) (core func (canon lower (func $i "f")))',
      '',
    ],
  ])('is refused for %s', async (_, text, message) => {
    if (message === '') {
      const plan = await planOf(`(component ${text})`);
      expect(plan.builtins).toEqual([{ type: 'refused', reason: 'f: its result has a borrowed handle' }]);
    } else expect(await refusal(`(component ${text})`)).toBe(message);
  });

  it('is refused in time when components instantiate each other without end', async () => {
    let text = `(component $c0 ${INSTANCE})`;
    for (let level = 1; level < 40; level++)
      text += `(component $c${level} (alias outer 1 ${level - 1} (component $c)) (instance (instantiate $c)) (instance (instantiate $c)))`;
    const message = await refusal(`(component ${text} (instance (instantiate $c39)))`);
    expect(message).toMatch(/^more than 1000 instances of (?:components|core modules)$/);
  });

  it('takes a start function for what it cannot do', () => {
    const bytes = Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 9, 3, 0, 0, 0);
    expect(readLinkPlan(bytes)).toEqual({
      ok: false,
      error: { message: 'start functions of components are not supported', offset: 10 },
    });
  });
});
