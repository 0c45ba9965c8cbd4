import { expect, test } from './fixtures/api-test.ts';

/** `app:f`, whose call gives a number. */
const project = (wat: string): Record<string, string> => ({
  '_index.yaml':
    'namespace: app\nentries:\n  - name: f\n    kind: function.wat\n    source: file://f.wat\n    wit: "f: func() -> s32"\n    method: f\n',
  'f.wat': wat,
});

const F = '(func (export "f") (result i32)';

/** What wabt refuses or writes wrong, with the result of the call. */
const TAKEN: Readonly<Record<string, readonly [wat: string, value: number]>> = {
  'data of a second memory': [
    `(module (memory $a 1) (memory $b 1) (data (memory $b) (i32.const 4) "\\09") ${F} (i32.load8_u $b (i32.const 4))))`,
    9,
  ],
  'inline data of a second memory': [
    `(module (memory 1) (memory (data "\\00\\07")) ${F} (i32.load8_u 1 (i32.const 1))))`,
    7,
  ],
  'typed references': [
    `(module (type $t (func (result i32))) (elem declare func $g) (func $g (type $t) i32.const 5) ${F} (call_ref $t (ref.func $g))))`,
    5,
  ],
  structs: [`(module (type $p (struct (field $x i32))) ${F} (struct.get $p $x (struct.new $p (i32.const 6)))))`, 6],
  'names in quotes': [
    `(module (func $"my func<u32,i32>" (result i32) i32.const 11) ${F} (call $"my func<u32,i32>")))`,
    11,
  ],
  'constants of own globals': [
    `(module (memory 1) (global $a i32 (i32.const 6)) (data (global.get $a) "\\09") ${F} (i32.load8_u (i32.const 6))))`,
    9,
  ],
  'a custom section behind the last': [`(module (@custom "note" (after last) "x") ${F} i32.const 3))`, 3],
  'numbers in data': [`(module (memory 1) (data (i32.const 0) (i8 1 2 3)) ${F} (i32.load8_u (i32.const 2))))`, 3],
  'an underscore in an escape': [
    `(module (memory 1) (data (i32.const 0) "\\u{0_41}") ${F} (i32.load8_u (i32.const 0))))`,
    65,
  ],
  '64-bit memory': [`(module (memory i64 1) (data (i64.const 8) "\\02") ${F} (i32.load8_u (i64.const 8))))`, 2],
  'exceptions, old and delegated': [
    `(module (tag $e) ${F} try $t (result i32) try (throw $e) delegate $t i32.const 1 catch $e i32.const 4 end))`,
    4,
  ],
};

const REFUSED: Readonly<Record<string, readonly [wat: string, line: number, column: number, message: RegExp]>> = {
  'a no-break space': [`(module\n  (func\u00a0(export "f")))`, 2, 8, /^U\+00A0 \(no-break space\)/],
  'a type error under structs': [
    `(module (type $p (struct (field i32)))\n ${F} (i64.const 1)))`,
    2,
    3,
    /^this browser does not compile the module: .*expected (?:type )?i32/,
  ],
  'an old name': ['(module (func (result i32) get_local 0))', 1, 28, /^get_local is called local\.get now$/],
};

test('texts that the first compiler cannot do run, and mistakes have one mark each', async ({ page }) => {
  for (const [name, [wat, value]] of Object.entries(TAKEN)) {
    const called = await page.evaluate(async (files) => {
      const report = await playground.open(files);
      return report.ok ? playground.call('app:f') : report.diagnostics;
    }, project(wat));
    expect(called, name).toMatchObject({ value, error: null });
  }
  for (const [name, [wat, line, column, message]] of Object.entries(REFUSED)) {
    const found = await page.evaluate((files) => playground.check(files), project(wat));
    expect(found, name).toMatchObject([
      { file: 'f.wat', line, column, severity: 'error', message: expect.stringMatching(message) },
    ]);
    expect(found, name).toHaveLength(1);
  }
});

test('a binary that is not valid says so, and where', async ({ page }) => {
  const described = await page.evaluate(async () => {
    const built = await playground.build({
      from: 'text',
      source: '(component (core module (func (export "f") (result i32) i32.const 1)))',
    });
    if (!built.ok) return null;
    const broken = built.bytes.slice();
    // i32.const 1 becomes i64.const 1.
    broken[broken.lastIndexOf(0x41)] = 0x42;
    return Promise.all([playground.describe(built.bytes), playground.describe(broken)]);
  });
  expect(described).toMatchObject([
    { form: 'component', problem: null },
    { form: 'component', problem: expect.stringMatching(/^in a core module: .* at byte \d+$/) },
  ]);
});
