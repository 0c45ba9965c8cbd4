/** Binary to text and back: nothing is lost, whoever made the binary, and both compilers write the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBinary, disassemble, type BuildHelp } from './binary-jobs.ts';
import { compileModern, modernEngine } from './testing/engine.ts';
import { PROPOSALS } from './testing/proposals.ts';
import { scanWat } from './wat-scan.ts';
import { readByWabt } from './wat-wabt.ts';

const SAMPLES = new URL('../../samples/', import.meta.url);
const EXAMPLES = new URL('../examples/', import.meta.url);

const help: BuildHelp = {
  compileWat: async (source) => (await compileModern(source)).compiled,
  findWitProblems: () => [],
  worldFor: () => ({ ok: false, error: { message: 'not asked for', start: 0, end: 0 } }),
  adaptersFor: async () => [],
};

async function textOf(bytes: Uint8Array): Promise<string> {
  const { answer } = await disassemble(bytes, Infinity);
  if (!answer.ok) throw new Error(answer.message);
  return answer.text;
}

async function build(source: string): Promise<Uint8Array<ArrayBuffer>> {
  const { answer } = await buildBinary({ from: 'text', source }, help);
  if (!answer.ok)
    throw new Error(answer.diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n'));
  return answer.bytes;
}

/** Sections in order, without custom ones, which the compilers fill differently. */
function plainSections(bytes: Uint8Array): string[] {
  const sections: string[] = [];
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at++]!;
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      size += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    if (id !== 0) sections.push(`${id}: ${Buffer.from(bytes.subarray(at, at + size)).toString('hex')}`);
    at += size;
  }
  return sections;
}

const read = (folder: string): [string, Uint8Array<ArrayBuffer>][] =>
  readdirSync(new URL(folder, SAMPLES))
    .filter((name) => name.endsWith('.wasm'))
    .map((name) => [name, new Uint8Array(readFileSync(new URL(`${folder}${name}`, SAMPLES)))]);

describe('the text of a binary', () => {
  const binaries = [
    ...read('fixtures/'),
    ...read('guests/'),
    ['users.wasm', new Uint8Array(readFileSync(new URL('users/wasm/users.wasm', EXAMPLES)))] as const,
  ];

  it.each(binaries)(
    'of %s builds a binary with the same text, which is the same to the byte from then on',
    async (_, bytes) => {
      const text = await textOf(bytes);
      const built = await build(text);
      expect(await textOf(built)).toBe(text);
      expect(Buffer.from(await build(text)).equals(Buffer.from(built))).toBe(true);
      expect(built[4]).toBe(bytes[4]);
      if (built[4] === 1) expect(WebAssembly.validate(built)).toBe(true);
    },
  );

  it.each(Object.entries(PROPOSALS))('of %s builds the same bytes', async (_, source) => {
    const bytes = (await parse(source)).slice();
    expect(await modernEngine(bytes)).toBeNull();
    const built = await build(await textOf(bytes));
    expect(Buffer.from(built).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
  });
});

describe('the two compilers', () => {
  const examples = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wat'));
  const texts: [string, string][] = [
    ...Object.entries(PROPOSALS),
    ...examples.map((name): [string, string] => [name, readFileSync(new URL(name, EXAMPLES), 'utf8')]),
  ];

  it.each(texts)('write the same of %s, or the second one is asked', async (_, source) => {
    const { bytes } = await readByWabt(source);
    const isAsked = bytes === null || scanWat(source).isMiswritten;
    expect((await compileModern(source)).asked).toBe(isAsked ? 1 : 0);
    if (!isAsked) expect(plainSections(bytes)).toEqual(plainSections((await parse(source)).slice()));
  });

  it('write the same of any module', async () => {
    await fc.assert(
      fc.asyncProperty(modules(), async (source) => {
        const first = await readByWabt(source);
        expect(first.diagnostics).toEqual([]);
        const second = (await parse(source)).slice();
        expect(plainSections(first.bytes!)).toEqual(plainSections(second));
        const built = await build(await textOf(second));
        expect(Buffer.from(built).equals(Buffer.from(second))).toBe(true);
      }),
      { seed: 8, numRuns: 60 },
    );
  });
});

type Type = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** Valid modules of one memory: expressions of every number type, blocks, branches, calls and data. */
function modules(): fc.Arbitrary<string> {
  const numbers: { readonly [T in Type]: fc.Arbitrary<string> } = {
    i32: fc.integer().map((value) => `(i32.const ${value})`),
    i64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => `(i64.const ${value})`),
    f32: fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => `(f32.const ${value})`),
      fc.constantFrom('(f32.const nan)', '(f32.const -inf)', '(f32.const nan:0x200000)', '(f32.const 0x1.8p-4)'),
    ),
    f64: fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => `(f64.const ${value})`),
      fc.constantFrom('(f64.const -nan)', '(f64.const inf)', '(f64.const -0)'),
    ),
    v128: fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `(v128.const i32x4 ${a} ${b} 0 -1)`),
  };
  const { expression } = fc.letrec<Record<Type | 'expression', string>>((tie) => {
    const of = (type: Type): fc.Arbitrary<string> => tie(type);
    const unary = (operator: string, from: Type): fc.Arbitrary<string> => of(from).map((x) => `(${operator} ${x})`);
    const binary = (operator: string, left: Type, right: Type = left): fc.Arbitrary<string> =>
      fc.tuple(of(left), of(right)).map(([x, y]) => `(${operator} ${x} ${y})`);
    const common = (type: Type): fc.Arbitrary<string>[] => [
      numbers[type],
      fc.constant(`(local.get $${type})`),
      of(type).map((x) => `(local.tee $${type} ${x})`),
      fc.tuple(of('i32'), of(type), of(type)).map(([c, x, y]) => `(if (result ${type}) ${c} (then ${x}) (else ${y}))`),
      fc.tuple(of(type), of('i32')).map(([x, c]) => `(block $l (result ${type}) (br_if $l ${x} ${c}))`),
      fc.tuple(of('i32'), fc.nat(70_000)).map(([at, offset]) => `(${type}.load offset=${offset} align=1 ${at})`),
    ];
    return {
      i32: fc.oneof(
        { maxDepth: 4 },
        ...common('i32'),
        binary('i32.add', 'i32'),
        binary('i32.shr_u', 'i32'),
        binary('i64.lt_s', 'i64'),
        binary('f32.ge', 'f32'),
        unary('i32.wrap_i64', 'i64'),
        unary('i32.trunc_sat_f64_u', 'f64'),
        unary('i8x16.all_true', 'v128'),
        unary('i32.extend8_s', 'i32'),
      ),
      i64: fc.oneof(
        { maxDepth: 4 },
        ...common('i64'),
        binary('i64.mul', 'i64'),
        binary('i64.rotl', 'i64'),
        unary('i64.extend_i32_s', 'i32'),
        unary('i64x2.extract_lane 1', 'v128'),
      ),
      f32: fc.oneof(
        { maxDepth: 4 },
        ...common('f32'),
        binary('f32.div', 'f32'),
        binary('f32.copysign', 'f32'),
        unary('f32.demote_f64', 'f64'),
      ),
      f64: fc.oneof(
        { maxDepth: 4 },
        ...common('f64'),
        binary('f64.min', 'f64'),
        unary('f64.convert_i64_u', 'i64'),
        unary('f64.nearest', 'f64'),
      ),
      v128: fc.oneof(
        { maxDepth: 4 },
        ...common('v128'),
        binary('i16x8.add_sat_s', 'v128'),
        unary('f32x4.splat', 'f32'),
        binary('i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 31', 'v128'),
      ),
      expression: fc.oneof(
        ...(['i32', 'i64', 'f32', 'f64', 'v128'] as const).map((type) => of(type).map((text) => `(drop ${text})`)),
      ),
    };
  });
  const data = fc
    .uint8Array({ maxLength: 40 })
    .map((bytes) => Array.from(bytes, (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''));
  const body = fc.array(expression, { minLength: 1, maxLength: 4 });
  return fc.tuple(fc.array(body, { minLength: 1, maxLength: 3 }), data).map(([functions, bytes]) => {
    const locals = '(local $i32 i32) (local $i64 i64) (local $f32 f32) (local $f64 f64) (local $v128 v128)';
    const written = functions.map(
      (lines, index) =>
        `(func $f${index} (export "f${index}") ${locals} ${index > 0 ? `(call $f${index - 1})` : ''} ${lines.join(' ')})`,
    );
    return `(module (memory 1) (table 4 funcref) (elem (i32.const 0) func $f0) (global $g (mut i64) (i64.const 7)) ${written.join('\n')} (data (i32.const 8) "${bytes}"))`;
  });
}
