/** Names that script would mind, in every place where a component can have one: they are names and nothing else. */
import { describe, expect, it } from 'vitest';
import { isLabel } from '../../binary/component/names.ts';
import { readComponent } from '../../binary/component/reader.ts';
import { encodeValue, encodeValues } from '../../conformance/mapping/wit-value.ts';
import { componentOf } from '../../toolchain/testing/components.ts';
import { withoutVersion } from '../../wit/interface-name.ts';
import type { WitType } from '../../wit/types.ts';
import type { ComponentInterface } from './component-host.ts';
import { planned } from './testing/planned-harness.ts';

const INHERITED = [Object.prototype, Function.prototype, Array.prototype, Map.prototype, Promise.prototype].flatMap(
  (owner) => Object.getOwnPropertyNames(owner),
);
const GLOBALS = Object.getOwnPropertyNames(globalThis).filter((name) => !name.startsWith('__vitest'));
const WORDS =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield async of get set';
const SCRIPTS = [
  `'];canary()//`,
  `"];canary()//`,
  `');canary()//`,
  '`;canary()//',
  '${canary()}',
  '`${canary()}`',
  `'+canary()+'`,
  `\\'+canary()+'`,
  '\n;canary()//',
  '\r\n;canary()\r\n',
  '\u2028;canary()//',
  '\u2029;canary()//',
  '*/canary()/*',
  '</script><script>canary()</script>',
  '<!--canary()',
  '-->canary()',
  '#!canary()',
  '\0canary()',
  '\\u0027;canary()//',
  '\\',
  '"',
  "'",
  '`',
  '$',
  '_',
  ' ',
  '\t',
  '.',
  '/',
  '[0]',
  '0',
  '-1',
  '4294967295',
  'length',
  'a.b',
  'a[b]',
  'a-b',
  'ünïcode',
  '\u202eevil',
  '\ufeffa',
  '💥',
  '__proto__.canary',
  'constructor.prototype',
  'constructor.constructor("canary()")()',
  'data:text/javascript,canary()',
  'javascript:canary()',
  'import("data:text/javascript,canary()")',
];
const NAMES = [...new Set([...SCRIPTS, ...WORDS.split(' '), ...INHERITED, '__proto__', 'then', ...GLOBALS])];

const u32: WitType = { kind: 'scalar', name: 'u32' };
const string: WitType = { kind: 'string' };

function quoted(name: string): string {
  const escaped = Array.from(name, (char) =>
    /[A-Za-z0-9]/.test(char) ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );
  return `"${escaped.join('')}"`;
}

/** `world`: exports the two functions itself, in place of an interface. */
function textOf(name: string, place: 'world' | 'interface'): string {
  const n = quoted(name);
  // Other names are no labels: readers refuse them.
  const label = quoted(isLabel(name) ? name : 'label');
  return `(component
    (import ${n} (instance $host (export ${n} (func (param ${label} u32) (result u32)))))
    (import "resources:of/it" (instance $res (export ${n} (type $r (sub resource)))))
    (alias export $res ${n} (type $r))
    (core func $drop (canon resource.drop $r))
    (core func $low (canon lower (func $host ${n})))
    (core module $mem (memory (export ${n}) 1))
    (core instance $mem (instantiate $mem))
    (core module $alloc (import ${n} ${n} (memory 1))
      (func (export ${n}) (param i32 i32 i32 i32) (result i32) (i32.const 64)))
    (core instance $alloc (instantiate $alloc (with ${n} (instance $mem))))
    (core module $post (func (export ${n}) (param i32)))
    (core instance $post (instantiate $post))
    (core module $numbers (import ${n} ${n} (func $h (param i32) (result i32))) (import "drop" ${n} (func (param i32)))
      (func (export ${n}) (param i32 i32 i32 i32) (result i32) (call $h (local.get 0))))
    (core instance $numbers (instantiate $numbers (with ${n} (instance (export ${n} (func $low))))
      (with "drop" (instance (export ${n} (func $drop))))))
    (core module $texts (import ${n} ${n} (memory 1))
      (func (export ${n}) (param i32 i32) (result i32)
        (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16)))
    (core instance $texts (instantiate $texts (with ${n} (instance $mem))))
    (type $record (record (field ${label} u32))) (type $variant (variant (case ${label})))
    (type $enum (enum ${label})) (type $flags (flags ${label}))
    (func $f (param ${label} $record) (param "b" $variant) (param "c" $enum) (param "d" $flags) (result u32)
      (canon lift (core func $numbers ${n})))
    (func $g (param ${label} string) (result string) (canon lift (core func $texts ${n}) (memory (core memory $mem ${n}))
      (realloc (core func $alloc ${n})) (post-return (core func $post ${n}))))
    ${
      place === 'world'
        ? `(export ${n} (func $f)) (export "text" (func $g))`
        : `(instance $i (export ${n} (func $f)) (export "text" (func $g))) (export ${n} (instance $i))`
    })`;
}

const NUMBERS = {
  parameters: [
    { kind: 'record', name: 'r', fields: [{ name: 'f', type: u32 }] },
    { kind: 'variant', name: 'v', cases: [{ name: 'c', type: null }] },
    { kind: 'enum', name: 'e', cases: ['c'] },
    { kind: 'flags', name: 'g', labels: ['l'] },
  ] as const satisfies readonly WitType[],
  values: [[41n], { case: 0, payload: null }, { case: 0, payload: null }, [true]] as const,
};

it('names are refused where labels have to stand, unless they are labels', async () => {
  const refused = NAMES.filter((name) => !isLabel(name));
  expect(refused.length).toBeGreaterThan(40);
  for (const name of refused) {
    const component = await componentOf(`(component (type (record (field ${quoted(name)} u32))))`);
    expect(readComponent(component)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/ is no label$/) as string },
    });
  }
});

/** Where an interface exports them, only the way to its functions is another: words of script and what objects inherit stand for all. */
const OF_AN_INTERFACE = [...SCRIPTS, ...WORDS.split(' '), ...Object.getOwnPropertyNames(Object.prototype), 'then'];

describe.each([
  ['world', NAMES],
  ['interface', OF_AN_INTERFACE],
] as const)('names in components, exported by a %s,', (place, names) => {
  it(`reach nothing, and their functions can be called: ${names.length} of them`, async () => {
    let hits = 0;
    Object.defineProperty(globalThis, 'canary', { value: () => hits++, configurable: true });
    const before = [Object.getOwnPropertyNames(globalThis), ...[Object, Function, Array, Map].map(membersOf)];
    for (const name of names) {
      const component = await componentOf(textOf(name, place));
      expect(readComponent(component)).toMatchObject({ ok: true });
      const host: ComponentInterface = {
        interface: withoutVersion(name),
        profiles: ['p'],
        bind: () => ({
          functions: new Map([[name, (args, result) => result.u32(args.u32() + 1)]]),
          drop: () => {},
          enter: () => {},
          leave: () => {},
        }),
      };
      const methodOf = (own: string): string => (place === 'world' ? own : `${name}#${own}`);
      const numbers = {
        method: methodOf(name),
        type: {
          name,
          parameters: NUMBERS.parameters.map((type, index) => ({ name: `p${index}`, type })),
          result: u32,
        },
      };
      const sent = encodeValues([...NUMBERS.parameters], [...NUMBERS.values]);
      expect(planned(component, { ...numbers, interfaces: [host], profiles: ['p'] })(sent)).toEqual({
        fault: null,
        result: encodeValue(u32, 42n),
      });
      expect(planned(component, numbers)(sent).fault).toEqual({
        kind: 'trap',
        message: `unresolved host import "${name}#${name}"`,
      });
      const text = planned(component, {
        method: methodOf('text'),
        type: { name: 'text', parameters: [{ name, type: string }], result: string },
      });
      expect(text(encodeValue(string, 'é'))).toEqual({ fault: null, result: encodeValue(string, 'é') });
    }
    expect(hits).toBe(0);
    Reflect.deleteProperty(globalThis, 'canary');
    const after = [
      [...Object.getOwnPropertyNames(globalThis), 'canary'],
      ...[Object, Function, Array, Map].map(membersOf),
    ];
    const sorted = (lists: readonly string[][]): string[][] => lists.map((list) => list.toSorted());
    expect(sorted(after)).toEqual(sorted(before));
  });
});

function membersOf(owner: { readonly prototype: object }): string[] {
  return Object.getOwnPropertyNames(owner.prototype);
}
