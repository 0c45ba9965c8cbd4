/** Programs and components of real toolchains as projects, and what the reference answers (`samples/guests/programs`). */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import type { CallResult, PlainValue, ProjectFiles } from '../../contract/api.ts';

const GUESTS = new URL('../../../samples/guests/', import.meta.url);

export interface Expected {
  readonly file: string;
  readonly imports: readonly string[];
  /** Of a core module. */
  readonly wit?: string;
  readonly calls: readonly ExpectedCall[];
}
export interface ExpectedCall {
  readonly method: string;
  readonly args?: readonly unknown[];
  /** Of what never ends. */
  readonly timeoutMs?: number;
  readonly wasi?: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly mounts?: Readonly<
      Record<string, { readonly readOnly?: boolean; readonly files: Readonly<Record<string, string>> }>
    >;
  };
  readonly expect: Readonly<Record<string, unknown>>;
}

export const PROGRAMS = JSON.parse(readFileSync(new URL('programs/expected.json', GUESTS), 'utf8')) as readonly Expected[];

/** What guests call by `wippy:runtime/funcs`. */
const APP = Object.entries({
  upper: 'return s:upper()',
  echo: 'return s',
  size: 'return #s',
  nothing: '',
  fail: 'return nil, "boom"',
}).map(([name, body]) => ({
  name,
  kind: 'function.lua',
  method: 'main',
  source: `return { main = function(s) ${body} end }`,
}));

/** Values that JSON has no form for, bytes in base64 and integers beyond 2^53 as digits, as they pass the page: a none has no field. */
export function valueOf(value: unknown): PlainValue {
  if (Array.isArray(value)) return value.map((one: unknown) => valueOf(one));
  if (typeof value !== 'object' || value === null) return value as PlainValue;
  if ('$big' in value) return BigInt(String(value.$big));
  if ('$bytes' in value) {
    const bytes = Buffer.from(String(value.$bytes), 'base64');
    return isUtf8(bytes) ? bytes.toString() : new Uint8Array(bytes);
  }
  const fields = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(fields.map(([key, one]) => [key, valueOf(one)]));
}

/** Large ones are kept compressed. */
function bytesOf(file: string): Uint8Array {
  const kept = readFileSync(new URL(file, GUESTS));
  return new Uint8Array(file.endsWith('.br') ? brotliDecompressSync(kept) : kept);
}

/** One project for all calls of a program: `app:f3` is what the fourth call asks, with filesystems and variables of its own. */
export function project({ file, imports, wit, calls }: Expected): ProjectFiles {
  const bytes = bytesOf(file);
  const files: [path: string, text: string][] = [];
  const entries = calls.flatMap(({ method, timeoutMs, wasi = {} }, at) => {
    const mounts = Object.entries(wasi.mounts ?? {});
    const env = Object.entries(wasi.env ?? {});
    for (const [index, [, mount]] of mounts.entries())
      for (const [name, text] of Object.entries(mount.files)) files.push([`m${at}_${index}/${name}`, text]);
    return [
      ...env.map(([name]) => ({
        name: `var${at}_${name}`,
        kind: 'env.variable',
        variable: `${name}_${at}`,
        storage: `app:names${at}`,
      })),
      {
        name: `names${at}`,
        kind: 'env.storage.static',
        values: Object.fromEntries(env.map(([name, text]) => [`${name}_${at}`, text])),
      },
      ...mounts.map((_mount, index) => ({
        name: `m${at}_${index}`,
        kind: 'fs.directory',
        directory: `m${at}_${index}`,
        auto_init: true,
      })),
      {
        name: `f${at}`,
        kind: 'function.wasm',
        fs: 'app:wasm',
        path: 'f.wasm',
        hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
        method,
        imports,
        ...(wit === undefined ? {} : { wit }),
        ...(timeoutMs === undefined ? {} : { limits: { max_execution_ms: timeoutMs } }),
        wasi: {
          args: wasi.args ?? [],
          env: env.map(([name]) => ({ id: `app:var${at}_${name}`, name })),
          mounts: mounts.map(([guest, { readOnly }], index) => ({
            fs: `app:m${at}_${index}`,
            guest,
            read_only: readOnly ?? false,
          })),
        },
      },
    ];
  });
  const all = [{ name: 'wasm', kind: 'fs.directory', directory: 'wasm' }, ...APP, ...entries];
  return {
    '_index.json': JSON.stringify({ version: '1.0', namespace: 'app', entries: all }),
    'wasm/f.wasm': bytes,
    ...Object.fromEntries(files),
  };
}

export interface Seen {
  readonly result: Omit<CallResult, 'callId'>;
  /** Lines. */
  readonly stdout: string;
  readonly stderr: string;
}

const either = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null && '$oneOf' in value
    ? (value.$oneOf as readonly unknown[])
    : [valueOf(value)];
const lines = (value: unknown): string => String(value).replace(/\n$/, '');

/** What is otherwise than the reference has it. */
export function mismatches({ expect: wanted }: ExpectedCall, { result, stdout, stderr }: Seen): string[] {
  const { value, error, durationMs } = result;
  const said = `${JSON.stringify(error)} ${stdout} ${stderr}`;
  const isIn = (list: readonly unknown[], one: unknown): boolean => list.some((each) => isDeepStrictEqual(each, one));
  const fails = (payload: unknown): unknown => ({ from: 'guest', payload });
  const checks: readonly (readonly [key: string, isSame: () => boolean])[] = [
    ['refused', () => error?.from === 'runtime'],
    ['exit', () => (error === null) === (wanted['exit'] === 0)],
    ['trap', () => error !== null && (wanted['trap'] !== 'interrupt' || ('kind' in error && error.kind === 'Timeout'))],
    ['value', () => error === null && isIn(either(wanted['value']), value)],
    ['nowAnd', () => isNowAnd(value, wanted['nowAnd'] as readonly unknown[])],
    ['error', () => isIn(either(wanted['error']).map(fails), error)],
    ['stdout', () => either(wanted['stdout']).map(lines).includes(stdout)],
    ['stdoutHas', () => stdout.includes(lines(wanted['stdoutHas']))],
    ['stderr', () => stderr === lines(wanted['stderr'])],
    ['stderrHas', () => stderr.includes(String(wanted['stderrHas']))],
    ['between', () => isBetween(value, wanted['between'] as readonly [number, number])],
    ['minMs', () => durationMs >= Number(wanted['minMs'])],
  ];
  const unknown = Object.keys(wanted).filter((key) => !NOTES.has(key) && !checks.some(([known]) => known === key));
  if (unknown.length > 0) return [`nobody looks at ${unknown.join(', ')}`];
  return checks.flatMap(([key, isSame]) =>
    key in wanted && !isSame() ? [`${key}: ${JSON.stringify(wanted[key])} is not ${showValue(value)} ${said}`] : [],
  );
}

/** Not compared: remarks, and what mounts hold then, of which these programs themselves say what they read back. */
const NOTES: ReadonlySet<string> = new Set(['note', 'files']);

function isBetween(value: unknown, [from, to]: readonly [number, number]): boolean {
  return (typeof value === 'number' || typeof value === 'bigint') && value >= from && value <= to;
}

/** A list of milliseconds since 1970, by the clock of whoever asks, and of `others`. */
function isNowAnd(value: unknown, others: readonly unknown[]): boolean {
  if (!Array.isArray(value)) return false;
  const [nowMs, ...rest] = value as unknown[];
  return Math.abs(Number(nowMs) - Date.now()) < 600_000 && isDeepStrictEqual(rest, others);
}

function showValue(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? '';
}
