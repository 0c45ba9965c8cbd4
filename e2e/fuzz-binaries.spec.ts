/** Bad input for WebAssembly: broken binaries, signatures and arguments. */
import fc from 'fast-check';
import type { Page } from '@playwright/test';
import { joinBytes } from '../src/base/bytes.ts';
import { createRandom, fuzzSeed, planFuzz } from '../src/base/testing/fuzz.ts';
import type { BootReport, CallResult, PlainValue, ProjectFiles } from '../src/contract/api.ts';
import type { WitType } from '../src/wit/types.ts';
import { witTypes, witValues } from '../src/conformance/mapping/arbitrary.ts';
import {
  assemble,
  assembleComponent,
  buildComponent,
  buildEchoComponents,
  type Bytes,
} from '../src/conformance/mapping/echo-component.ts';
import { echoModules, echoWits } from '../src/conformance/mapping/echo.ts';
import { buildGuests, digestOf, entryOf, projectOf } from '../src/conformance/mapping/rows/build.ts';
import { answerOf, checkCall, checkEval, luaChunk } from '../src/conformance/mapping/rows/check.ts';
import { echoOf, type EchoGuest } from '../src/conformance/mapping/rows/row.ts';
import { disguise, mutate } from '../src/conformance/mapping/mutate.ts';
import { toLua, toPlain, type WitValue } from '../src/conformance/mapping/wit-value.ts';
import { wrongValues } from '../src/conformance/mapping/wrong-values.ts';
import { expect, test } from './fixtures/api-test.ts';

const SEED = fuzzSeed();
/** A case is a round of {@link MUTANTS} binaries and a good one after them. */
const plan = planFuzz({ cases: 4 });
const MUTANTS = 10;
// Hundreds of calls one after the other, on a machine that may have other work.
test.describe.configure({ timeout: 600_000 });

const KINDS = new Set(['Invalid', 'Internal', 'NotFound', 'Unavailable', 'Timeout', '']);
/** Words of a broken runtime, where there should be words for people. */
const LEAKED = /undefined|\[object|is not a function|Cannot read prop|is not iterable|bug/;

const scalar = (name: 'u32' | 's32' | 'f64' | 'u8' | 'char'): WitType => ({ kind: 'scalar', name });
const STRING: WitType = { kind: 'string' };
const PERSON: WitType = {
  kind: 'record',
  name: 'person',
  fields: [
    { name: 'name', type: STRING },
    { name: 'age', type: { kind: 'option', some: { kind: 'option', some: scalar('u8') } } },
    {
      name: 'home',
      type: {
        kind: 'variant',
        name: 'home',
        cases: [
          { name: 'none', type: null },
          { name: 'at', type: { kind: 'tuple', items: [scalar('f64'), scalar('char')] } },
          { name: 'many', type: { kind: 'list', element: { kind: 'option', some: STRING }, length: null } },
        ],
      },
    },
    {
      name: 'outcome',
      type: {
        kind: 'result',
        ok: { kind: 'list', element: scalar('s32'), length: 2 },
        err: { kind: 'enum', name: 'why', cases: ['lost', 'late'] },
      },
    },
    { name: 'rights', type: { kind: 'flags', name: 'rights', labels: ['read', 'write'] } },
    { name: 'data', type: { kind: 'list', element: scalar('u8'), length: null } },
  ],
};

/** One `function.wasm` called `app:f`. What may loop for ever gets a limit that ends it soon. */
function project(
  bytes: Uint8Array,
  fields: { readonly method?: string; readonly wit?: string | null; readonly limitMs?: number } = {},
): ProjectFiles {
  const { method = 'f', wit = 'f: func(v: u32) -> u32', limitMs = 60_000 } = fields;
  return {
    '_index.yaml':
      'version: "1.0"\nnamespace: app\nentries:\n  - name: files\n    kind: fs.directory\n    directory: wasm\n' +
      `  - name: f\n    kind: function.wasm\n    fs: app:files\n    path: f.wasm\n    hash: ${digestOf(bytes)}\n    method: ${JSON.stringify(method)}\n` +
      `    limits: {max_execution_ms: ${limitMs}}\n${wit === null ? '' : `    wit: ${JSON.stringify(wit)}\n`}`,
    'wasm/f.wasm': bytes,
  };
}

interface Tried {
  readonly report: Pick<BootReport, 'ok' | 'error' | 'diagnostics'> & {
    readonly entries: readonly Pick<BootReport['entries'][number], 'id' | 'status' | 'error'>[];
  };
  readonly called: CallResult;
}

/** Opens each project and calls its function, while the page goes on answering. */
function tryAll(page: Page, projects: readonly ProjectFiles[], args: readonly unknown[] = [7]): Promise<Tried[]> {
  return page.evaluate(
    async ({ all, values }) => {
      const tried: Tried[] = [];
      for (const files of all) {
        const opening = playground.open(files);
        // The page's own thread takes its turn in between, whatever the bytes are.
        await new Promise((resolve) => setTimeout(resolve, 0));
        const { ok, error, diagnostics, entries } = await opening;
        const called = await playground.call('app:f', ...(values as PlainValue[]));
        // Types may nest deeper than the test runner's own messages do.
        const report = {
          ok,
          diagnostics,
          entries: entries.map(({ id, status, error: own }) => ({ id, status, ...(own ? { error: own } : {}) })),
          ...(error ? { error } : {}),
        };
        tried.push({ report, called });
      }
      return tried;
    },
    { all: projects, values: args },
  );
}

/** What is wrong with how a broken binary was received; null when all of it was as specified. */
function complaint({ report, called }: Tried): string | null {
  const own = report.entries.find((entry) => entry.id === 'app:f');
  const errors = [report.error, own?.error, called.error?.from === 'runtime' ? called.error : null].filter(
    (error) => error !== undefined && error !== null,
  );
  for (const { kind, message } of errors) {
    if (!KINDS.has(kind)) return `kind ${kind}: ${message}`;
    if (message === '' || LEAKED.test(message)) return `message: ${message}`;
  }
  if (own?.status === 'failed' && (own.error === undefined || report.ok)) return 'failed without an error';
  return called.error && called.value !== null ? `both a value and an error: ${JSON.stringify(called.error)}` : null;
}

async function expectAlive(page: Page, good: ProjectFiles): Promise<void> {
  const [after] = await tryAll(page, [good]);
  expect(after!.called).toMatchObject({ value: 7, error: null });
  await expect
    .poll(() => page.evaluate(async () => (await playground.state()).guests))
    .toMatchObject({ alive: 0, parked: 0, terminating: 0, list: [] });
}

const U32_ECHO = [{ name: 'f', types: [scalar('u32')] }];
const RICH_ECHO = [{ name: 'f', types: [PERSON] }, ...U32_ECHO.map((echo) => ({ ...echo, name: 'g' }))];

async function goodBinaries(): Promise<{
  readonly core: Bytes;
  readonly component: Bytes;
  readonly all: readonly Bytes[];
}> {
  const core = await assemble(echoModules(U32_ECHO));
  const component = await buildEchoComponents(U32_ECHO);
  const richCore = await assemble(echoModules(RICH_ECHO));
  const withHost = await buildComponent(
    await assemble(
      '(module (import "docs:host/api" "get" (func $get (param i32) (result i32))) (func (export "f") (param i32) (result i32) (call $get (local.get 0))))',
    ),
    'package docs:host;\ninterface api { get: func(v: u32) -> u32; }\nworld hosted { import api; export f: func(v: u32) -> u32; }',
  );
  return {
    core,
    component,
    all: [
      core,
      component,
      richCore,
      await buildEchoComponents(RICH_ECHO),
      await buildEchoComponents(U32_ECHO, 'interface'),
      withHost,
    ],
  };
}

test('random damage to binaries ends in an error that says so, and nothing stays behind', async ({ page }) => {
  test.setTimeout(plan.timeoutMs);
  const { core, component, all } = await goodBinaries();
  for (const seed of plan.seeds) {
    const random = createRandom(seed);
    const mutants = Array.from({ length: MUTANTS }, () => mutate(all, random));
    const tried = await tryAll(
      page,
      mutants.map((bytes) => project(bytes, { limitMs: 300 })),
    );
    const wrong = tried.flatMap((one, index) =>
      complaint(one) === null ? [] : [`${complaint(one)}; bytes ${Buffer.from(mutants[index]!).toString('base64')}`],
    );
    expect(wrong, `FUZZ_SEED=${seed}`).toEqual([]);
    await expectAlive(page, seed % 2 === 0 ? project(core) : project(component, { wit: null }));
  }
});

test('bytes that are no binary, and one form under the name of the other, are refused by name', async ({ page }) => {
  const { core, component } = await goodBinaries();
  const text = (value: string): Bytes => new TextEncoder().encode(value);
  const cases: Record<string, Bytes> = {
    'no bytes': new Uint8Array(),
    'half a header': core.slice(0, 6),
    text: text('(module (func (export "f")))'),
    'another format': text('\x7fELF\x02\x01\x01'),
    'a header and nothing valid after it': joinBytes([core.subarray(0, 8), Uint8Array.of(1, 200, 1)]),
    'a truncated module': core.slice(0, core.length - 3),
    'a truncated component': component.slice(0, component.length - 3),
    'a module that says it is a component': disguise(core, 'component'),
    'a component that says it is a module': disguise(component, 'core'),
    'bytes after the end': joinBytes([core, Uint8Array.of(0xff, 0xff)]),
  };
  const tried = await tryAll(
    page,
    Object.values(cases).map((bytes) => project(bytes)),
  );
  for (const [index, name] of Object.keys(cases).entries()) {
    const { report, called } = tried[index]!;
    expect.soft(complaint(tried[index]!), name).toBeNull();
    expect.soft(report.ok, name).toBe(false);
    expect
      .soft(
        report.entries.find((entry) => entry.id === 'app:f'),
        name,
      )
      .toMatchObject({
        status: 'failed',
        error: { kind: expect.stringMatching(/^(Invalid|Internal)$/), message: expect.stringMatching(/\S/) },
      });
    expect
      .soft(report.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length, name)
      .toBeGreaterThan(0);
    expect.soft(called.value, name).toBeNull();
  }
  await expectAlive(page, project(core));
});

test('names that would be script in generated code are names like any other', async ({ page }) => {
  const names = [
    '"];globalThis.hacked=1//',
    "'+(globalThis.hacked=1)+'",
    '`+(globalThis.hacked=1)+`',
    '${globalThis.hacked=1}',
    'x*/globalThis.hacked=1/*',
    'a\nglobalThis.hacked=1//',
    'a\u2028b',
    '\\',
    '__proto__',
    'constructor',
    'toString',
    'arguments',
    'then',
  ];
  const quoted = (name: string): string =>
    `"${Array.from(new TextEncoder().encode(name), (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}"`;
  const projects: ProjectFiles[] = [];
  for (const name of names) {
    const exported = await assembleComponent(
      `(component (core module $m (func (export ${quoted(name)}) (param i32) (result i32) local.get 0)) (core instance $i (instantiate $m))
        (func (export "f") (param "v" u32) (result u32) (canon lift (core func $i ${quoted(name)}))))`,
    );
    const imported = await assembleComponent(
      `(component (core module $h (func (export ${quoted(name)}) (param i32) (result i32) local.get 0)) (core instance $hi (instantiate $h))
        (core module $m (import "h" ${quoted(name)} (func $h (param i32) (result i32))) (func (export "f") (param i32) (result i32) (call $h (local.get 0))))
        (core instance $i (instantiate $m (with "h" (instance $hi)))) (func (export "f") (param "v" u32) (result u32) (canon lift (core func $i "f"))))`,
    );
    projects.push(project(exported, { wit: null }), project(imported, { wit: null }));
  }
  const tried = await tryAll(page, projects);
  for (const [index, one] of tried.entries()) {
    const name = names[index >> 1]!;
    expect.soft(complaint(one), name).toBeNull();
    expect.soft(one.called, name).toMatchObject({ value: 7, error: null });
  }
  const { core } = await goodBinaries();
  await expectAlive(page, project(core));
});

test('signatures that are wrong, endless or do not fit are diagnosed, and calls refused', async ({ page }) => {
  const { core } = await goodBinaries();
  const deep = (levels: number): string => `f: func(v: ${'list<'.repeat(levels)}u8${'>'.repeat(levels)}) -> u32`;
  const texts: readonly string[] = [
    'f: func(v: u32',
    'f: func(v u32) -> u32',
    'f: func(v: list<u32) -> u32',
    'f: func(v: ) -> u32',
    'f func(v: u32)',
    'func',
    '}{',
    'f: func(v: nowhere) -> u32',
    'record r { a: r } f: func(v: r) -> u32',
    'record a { b: b } record b { a: a } f: func(v: a) -> u32',
    'type a = b; type b = a; f: func(v: a) -> u32',
    'variant v { } f: func(v: v) -> u32',
    'f: func(v: u64) -> u32',
    'f: func(v: string) -> u32',
    'f: func(v: u32, v: u32) -> u32',
    'f: func() -> u32',
    'f: func(v: list<u8, 0>) -> u32',
    'f: func(v: list<u8, 99999999999>) -> u32',
    'f: func(v: tuple<>) -> u32',
    'f: func(v: tuple<u32, u32>) -> u32',
    deep(50),
    deep(101),
    deep(20_000),
    `f: func(v: ${'('.repeat(20_000)}`,
    `${'/*'.repeat(10_000)} f: func(v: u32) -> u32`,
    '\0\uFEFF\u202Ef: func(v: u32) -> u32',
    `// ${'x'.repeat(300_000)}`,
    `${Array.from({ length: 40 }, (_, index) => `type t${index + 1} = tuple<t${index}, t${index}>;`).join('')} type t0 = u8; f: func(v: t40) -> u32`,
  ];
  // These go to memory behind one pointer, so they fit; the argument does not.
  const members = Array.from({ length: 5000 }, (_, index) => `v${index}: u32`).join(', ');
  const large: readonly string[] = [`f: func(${members}) -> u32`, `record r { ${members} } f: func(v: r) -> u32`];
  const all = [...texts, ...large];
  const tried = await tryAll(
    page,
    all.map((wit) => project(core, { wit })),
  );
  for (const [index, { report, called }] of tried.entries()) {
    const name = all[index]!.slice(0, 80);
    expect.soft(complaint(tried[index]!), name).toBeNull();
    expect.soft(called, name).toMatchObject({ value: null, error: { from: 'runtime', kind: 'Invalid' } });
    expect.soft(report.diagnostics.length > 0, name).toBe(!large.includes(all[index]!));
  }
  await expectAlive(page, project(core));
});

const VALUE: WitValue = [
  'Ann',
  { case: 1, payload: { case: 1, payload: 5n } },
  {
    case: 2,
    payload: [
      { case: 1, payload: 'x' },
      { case: 0, payload: null },
      { case: 1, payload: 'y' },
    ],
  },
  { case: 0, payload: [1n, -1n] },
  [true, false],
  [0n, 255n],
];

test('a wrong value anywhere in an argument is refused with its path, before the guest runs', async ({ page }) => {
  const variants: readonly WitValue[] = [
    VALUE,
    [
      '',
      { case: 0, payload: null },
      { case: 1, payload: [0.5, 'é'] },
      { case: 1, payload: { case: 1, payload: null } },
      [false, false],
      [],
    ],
  ];
  const type: WitType = { kind: 'list', element: PERSON, length: null };
  const guest = echoOf('people', type);
  const wrong = [...wrongValues(type, variants)];
  expect(wrong.length).toBeGreaterThan(25);
  const good: unknown = toPlain(type, variants);
  const files = projectOf(await buildGuests([guest]));
  for (const form of ['core', 'component'] as const) {
    const target = entryOf(guest, form);
    const { results, after } = await page.evaluate(
      async ({ project: opened, id, values, last }) => {
        await playground.open(opened);
        const seen: CallResult[] = [];
        for (const value of values) seen.push(await playground.call(id, value as PlainValue));
        return { results: seen, after: await playground.call(id, last as PlainValue) };
      },
      { project: files, id: target, values: wrong.map(({ plain }) => plain as unknown), last: good },
    );
    for (const [index, { path, problem }] of wrong.entries()) {
      const prefix = `argument 1: v${path}: `;
      const message = problem === null ? expect.stringContaining(prefix) : `${prefix}${problem}`;
      expect
        .soft(results[index], `${form} ${path}`)
        .toMatchObject({ value: null, error: { from: 'runtime', kind: 'Invalid', message } });
    }
    expect(checkCall({ guest, args: [good as PlainValue], expect: { value: good as PlainValue } }, after)).toBeNull();
  }
});

test('values of random types come back as they went, from the page and from Lua, in both forms', async ({ page }) => {
  const types = fc.sample(witTypes(), { seed: SEED, numRuns: process.env['FUZZ_SECONDS'] ? 40 : 4 });
  const guests = types.map((type, index): EchoGuest => ({ ...echoOf(`echo-t${index}`, type) }));
  const cases = guests.flatMap((guest, index) =>
    fc.sample(witValues(types[index]!), { seed: SEED + index, numRuns: 3 }).map((value) => {
      const type = types[index]!;
      return { guest, args: [toPlain(type, value)], lua: toLua(type, value), expect: answerOf(type, value) };
    }),
  );
  const files = projectOf((await Promise.all(guests.map((guest) => buildGuests([guest])))).flat());
  const questions = cases.flatMap((entry) =>
    (['core', 'component'] as const).map((form) => {
      const target = entryOf(entry.guest, form);
      // What came out goes in once more: the forms of both directions are one.
      const lua =
        types[guests.indexOf(entry.guest)]!.kind === 'result' ? entry.lua : `(funcs.call("${target}", ${entry.lua}))`;
      return { entry: { ...entry, lua }, target };
    }),
  );
  const { report, fromPage, fromLua } = await page.evaluate(
    async ({ project: opened, asked }) => {
      const booted = await playground.open(opened);
      const pageAnswers: CallResult[] = [];
      const luaAnswers = [];
      for (const { target, args, chunk } of asked) {
        pageAnswers.push(await playground.call(target, ...(args as PlainValue[])));
        luaAnswers.push(await playground.eval(chunk));
      }
      return { report: booted, fromPage: pageAnswers, fromLua: luaAnswers };
    },
    {
      project: files,
      asked: questions.map(({ entry, target }) => ({
        target,
        args: entry.args as readonly unknown[],
        chunk: luaChunk(target, entry),
      })),
    },
  );
  expect(report.entries.filter((entry) => entry.status === 'failed')).toEqual([]);
  const wrong = questions.flatMap(({ entry, target }, index) => {
    return [checkCall(entry, fromPage[index]!), checkEval(entry, fromLua[index]!)].flatMap((problem) =>
      problem === null ? [] : [`${target}: ${problem}; ${echoWits([entry.guest])}; ${entry.lua}`],
    );
  });
  expect(wrong, `FUZZ_SEED=${SEED}`).toEqual([]);
});
