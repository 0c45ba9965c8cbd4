import { expect, test } from './fixtures/api-test.ts';

/** One `function.wat` called `app:f`. */
function project(fields: Record<string, string>, wat = ADD): Record<string, string> {
  const lines = Object.entries({ method: 'f', wit: '"f: func(a: s32, b: s32) -> s32"', ...fields }).flatMap(
    ([key, value]) => (value === '' ? [] : [`    ${key}: ${value}`]),
  );
  return {
    '_index.yaml': `namespace: app\nentries:\n  - name: f\n    kind: function.wat\n    source: file://f.wat\n${lines.join('\n')}\n`,
    'f.wat': wat,
  };
}

const ADD = '(module (func (export "f") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))';

interface Case {
  readonly files: Record<string, string>;
  /** Of the boot. */
  readonly report?: Record<string, unknown>;
  /** Of the call `app:f(1, 2)`. */
  readonly error?: Record<string, unknown>;
}

const CASES: Record<string, Case> = {
  'WAT with a syntax error': {
    files: project({}, '(module\n  (func (export "f") (result i32)\n    i32.cnst 1))'),
    report: {
      ok: false,
      entries: [
        {
          status: 'failed',
          error: {
            kind: 'Internal',
            message: expect.stringMatching(/^failed to load wat module: \[parse\] invalid_data: parse WAT: 3:5: /),
          },
        },
      ],
      diagnostics: [{ file: 'f.wat', line: 3, column: 5, severity: 'error' }],
    },
    error: { kind: 'NotFound', message: 'no handler registered for target' },
  },
  'WAT that does not type-check': {
    files: project({}, '(module (func (export "f") (result i32)))'),
    report: { ok: false, diagnostics: [{ file: 'f.wat', line: 1, severity: 'error' }] },
  },
  'an empty text': {
    files: project({}, ''),
    report: { ok: false, diagnostics: [{ file: 'f.wat', line: 1, message: 'f.wat is empty' }] },
  },
  'a module without exports': {
    files: project({}, '(module)'),
    report: { ok: true },
    error: { kind: 'NotFound', message: 'failed to call wasm method: f: function f not found' },
  },
  'a method that no export matches': {
    files: project({ method: 'missing', wit: '"missing: func()"' }),
    report: { ok: true, diagnostics: [{ file: '_index.yaml', severity: 'error', hint: 'available exports: f' }] },
    error: { kind: 'NotFound', message: 'failed to call wasm method: missing: function missing not found' },
  },
  'a text without the method': {
    files: project({ wit: '"g: func()"' }),
    report: { ok: true },
    error: { kind: 'Invalid', message: 'function "f" not found' },
  },
  'a text without functions': {
    files: project({ wit: '"// nothing"' }),
    error: { kind: 'Invalid', message: '[parse] invalid_input: no functions found in WIT text' },
  },
  'a type that is none': {
    files: project({ wit: '"f: func(a: s33) -> s32"' }),
    error: { kind: 'Invalid', message: 'parse param type s33' },
  },
  'a type that no call can carry': {
    files: project({ wit: '"f: func(a: stream<u8>, b: s32) -> s32"' }),
    error: { kind: 'Invalid', message: 'export "f": WIT type stream<u8> is not supported' },
  },
  'a signature that does not fit the module': {
    files: project({ wit: '"f: func(a: s64, b: s32) -> s32"' }),
    report: { ok: true, diagnostics: [{ severity: 'error' }] },
    error: { kind: 'Invalid', message: 'export "f": wit needs (i64, i32) -> i32, module has (i32, i32) -> i32' },
  },
  'a module without a signature': {
    files: project({ wit: '' }),
    report: { diagnostics: [{ hint: 'add wit: "f: func(a: s32, b: s32) -> s32"' }] },
    error: { kind: 'Invalid', message: expect.stringContaining('Call() requires a component or WIT definitions') },
  },
  'an unknown host import': {
    files: project({ imports: '[wasi:nope]' }),
    report: {
      ok: false,
      entries: [{ error: { kind: 'Invalid', message: 'unsupported wasm host import: wasi:nope' } }],
    },
  },
  'a host import for components': {
    files: project({ imports: '[wasi:cli]' }),
    report: { ok: false, entries: [{ error: { message: 'wasm host import requires component module: wasi:cli' } }] },
  },
  'a module import that nothing provides': {
    files: project(
      {},
      '(module (import "env" "log" (func)) (func (export "f") (param i32 i32) (result i32) i32.const 1))',
    ),
    report: { ok: true, diagnostics: [{ severity: 'error' }] },
    error: { kind: 'Internal', message: expect.stringMatching(/^failed to instantiate wasm module: .*env.*log/) },
  },
  'a wasi import that is not declared': {
    files: project(
      {},
      '(module (import "wasi_snapshot_preview1" "sched_yield" (func $y (result i32))) (func (export "f") (param i32 i32) (result i32) call $y))',
    ),
    report: { ok: true, diagnostics: [{ severity: 'warning', hint: 'add imports: [wasi1]' }] },
    error: {
      kind: 'Internal',
      message: expect.stringContaining('unresolved host import "wasi_snapshot_preview1#sched_yield"'),
    },
  },
  'a trap': {
    files: project({}, '(module (func (export "f") (param i32 i32) (result i32) unreachable))'),
    error: { kind: 'Internal', message: 'failed to call wasm method: f: wasm call failed: wasm error: unreachable' },
  },
  'an unknown kind': {
    files: { '_index.yaml': 'namespace: app\nentries:\n  - name: f\n    kind: function.wsm\n' },
    report: {
      ok: false,
      diagnostics: [
        { line: 4, column: 11, fix: { replacement: 'function.wasm' }, message: 'unknown kind "function.wsm"' },
      ],
    },
  },
  'YAML with a tab': {
    files: { '_index.yaml': 'namespace: app\nentries:\n\t- name: f\n' },
    report: { ok: false, diagnostics: [{ file: '_index.yaml', severity: 'error' }] },
  },
  'no file at all': { files: {}, report: { entries: [] }, error: { kind: 'NotFound' } },
};

test('every kind of bad input is a placed diagnostic or an error that says what was expected', async ({ page }) => {
  for (const [name, { files, report, error }] of Object.entries(CASES)) {
    const seen = await page.evaluate(async (text) => {
      const booted = await playground.open(text);
      return { booted, called: await playground.call('app:f', 1, 2) };
    }, files);
    if (report) expect.soft(seen.booted, name).toMatchObject(report);
    if (error) expect.soft(seen.called.error, name).toMatchObject(error);
    expect.soft(seen.called.value, name).toBeNull();
  }
});

test('arguments of every wrong kind are refused without a call', async ({ page }) => {
  const messages = await page.evaluate(async (files) => {
    await playground.open(files);
    const wrong: unknown[] = [
      null,
      true,
      'x',
      '7',
      3.5,
      NaN,
      Infinity,
      2 ** 31,
      -(2 ** 31) - 1,
      2n ** 70n,
      [],
      {},
      new Uint8Array([1]),
      undefined,
      Symbol.iterator,
      () => 1,
    ];
    const results: (string | undefined)[] = [];
    for (const value of wrong) {
      const { error } = await playground.call('app:f', value as never, 1);
      results.push(error?.from === 'runtime' ? `${error.kind}: ${error.message}` : undefined);
    }
    return { results, after: await playground.call('app:f', 20, 22) };
  }, project({}));
  const range = 's32 (-2147483648..2147483647)';
  expect(messages.results).toEqual([
    'Invalid: argument 1: a: expected s32, got nil',
    'Invalid: argument 1: a: expected s32, got boolean',
    'Invalid: argument 1: a: expected s32, got string',
    'Invalid: argument 1: a: expected s32, got string',
    'Invalid: argument 1: a: expected s32, got 3.5',
    'Invalid: argument 1: a: expected s32, got nan',
    'Invalid: argument 1: a: expected s32, got inf',
    `Invalid: argument 1: a: expected ${range}, got 2147483648`,
    `Invalid: argument 1: a: expected ${range}, got -2147483649`,
    expect.stringMatching(/^Invalid: argument 1: a: expected s32/),
    'Invalid: argument 1: a: expected s32, got table',
    'Invalid: argument 1: a: expected s32, got table',
    'Invalid: argument 1: a: expected s32, got string',
    'Invalid: argument 1: a: expected s32, got nil',
    expect.stringMatching(/^Invalid: /),
    expect.stringMatching(/^Invalid: /),
  ]);
  expect(messages.after.value).toBe(42);
});
