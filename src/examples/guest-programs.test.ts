/** Programs and components of real toolchains on the whole runtime, with the answers that wasmtime gives (`samples/guests/programs`). */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BootReport, CallResult, PlainValue, ProjectFiles } from '../contract/api.ts';
import { bundleGuest } from '../workers/testing/node-guests.ts';
import { NodePage } from '../workers/testing/node-page.ts';

const GUESTS = new URL('../../samples/guests/', import.meta.url);

interface Expected {
  readonly file: string;
  readonly imports: readonly string[];
  /** Of a core module. */
  readonly wit?: string;
  readonly calls: readonly ExpectedCall[];
}
interface ExpectedCall {
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

const PROGRAMS = JSON.parse(readFileSync(new URL('programs/expected.json', GUESTS), 'utf8')) as readonly Expected[];

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
function valueOf(value: unknown): PlainValue {
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

/** One project for all calls of a program: `app:f3` is what the fourth call asks, with filesystems and variables of its own. */
function project({ file, imports, wit, calls }: Expected): ProjectFiles {
  const bytes = new Uint8Array(readFileSync(new URL(file, GUESTS)));
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

let page: NodePage;
beforeAll(async () => {
  page = new NodePage(await bundleGuest());
});
afterAll(() => page.dispose());

/** What a stream of the console says, line by line as it was written. */
const said = (source: 'stdout' | 'stderr'): string =>
  page.console.flatMap((entry) => (entry.source === source ? [entry.text] : [])).join('\n');

async function run(at: number, { args = [] }: ExpectedCall) {
  page.console.length = 0;
  const result = await page.request<CallResult>({
    method: 'call',
    params: { target: `app:f${at}`, args: args.map((one) => valueOf(one)) },
  });
  return { result, stdout: said('stdout'), stderr: said('stderr') };
}

const either = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null && '$oneOf' in value
    ? (value.$oneOf as readonly unknown[])
    : [valueOf(value)];
const lines = (value: unknown): string => String(value).replace(/\n$/, '');

for (const program of PROGRAMS)
  describe(program.file, () => {
    beforeAll(async () => {
      const report = await page.request<BootReport>({ method: 'open', params: { files: project(program) } });
      expect(report.error).toBeUndefined();
    });

    it.each(
      program.calls.map(
        (call, at) => [`${call.method} ${JSON.stringify(call.args ?? call.wasi?.args ?? [])}`, at, call] as const,
      ),
    )('%s', async (_title, at, call) => {
      const wanted = call.expect;
      const { result, stdout, stderr } = await run(at, call);
      if ('refused' in wanted) expect(result.error).toMatchObject({ from: 'runtime' });
      if ('exit' in wanted && wanted['exit'] === 0) expect(result.error).toBeNull();
      if ('trap' in wanted || ('exit' in wanted && wanted['exit'] !== 0)) expect(result.error).not.toBeNull();
      if (wanted['trap'] === 'interrupt') expect(result.error).toMatchObject({ kind: 'Timeout' });
      if ('value' in wanted) {
        expect(result.error).toBeNull();
        expect(either(wanted['value'])).toContainEqual(result.value);
      }
      if ('error' in wanted)
        expect(either(wanted['error']).map((payload) => ({ from: 'guest', payload }))).toContainEqual(result.error);
      if ('stdout' in wanted) expect(either(wanted['stdout']).map(lines)).toContain(stdout);
      if ('stdoutHas' in wanted) expect(stdout).toContain(lines(wanted['stdoutHas']));
      if ('stderr' in wanted) expect(stderr).toBe(lines(wanted['stderr']));
      if ('stderrHas' in wanted) expect(stderr).toContain(wanted['stderrHas']);
      if (typeof wanted['minMs'] === 'number') expect(result.durationMs).toBeGreaterThanOrEqual(wanted['minMs']);
    });
  });
