/** Programs and components of real toolchains on the whole runtime, with the answers that wasmtime gives (`samples/guests/programs`). */
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
  readonly args?: readonly PlainValue[];
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

function project({ file, imports, wit }: Expected, { method, timeoutMs, wasi = {} }: ExpectedCall): ProjectFiles {
  const bytes = new Uint8Array(readFileSync(new URL(file, GUESTS)));
  const mounts = Object.entries(wasi.mounts ?? {});
  const env = Object.entries(wasi.env ?? {});
  const entries = [
    { name: 'wasm', kind: 'fs.directory', directory: 'wasm' },
    { name: 'values', kind: 'env.storage.static', values: Object.fromEntries(env) },
    ...env.map(([name]) => ({ name: `var_${name}`, kind: 'env.variable', variable: name, storage: 'app:values' })),
    ...mounts.map((_mount, index) => ({
      name: `m${index}`,
      kind: 'fs.directory',
      directory: `m${index}`,
      auto_init: true,
    })),
    {
      name: 'f',
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
        env: env.map(([name]) => ({ id: `app:var_${name}`, name })),
        mounts: mounts.map(([guest, { readOnly }], index) => ({
          fs: `app:m${index}`,
          guest,
          read_only: readOnly ?? false,
        })),
      },
    },
  ];
  const files = mounts.flatMap(([, mount], index) =>
    Object.entries(mount.files).map(([name, text]) => [`m${index}/${name}`, text] as const),
  );
  return {
    '_index.json': JSON.stringify({ version: '1.0', namespace: 'app', entries }),
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

async function run(program: Expected, call: ExpectedCall) {
  const report = await page.request<BootReport>({ method: 'open', params: { files: project(program, call) } });
  expect(report.error).toBeUndefined();
  page.console.length = 0;
  const result = await page.request<CallResult>({
    method: 'call',
    params: { target: 'app:f', args: call.args ?? [] },
  });
  return { result, stdout: said('stdout'), stderr: said('stderr') };
}

const either = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null && '$oneOf' in value ? (value.$oneOf as readonly unknown[]) : [value];
const lines = (value: unknown): string => String(value).replace(/\n$/, '');

for (const program of PROGRAMS)
  describe(program.file, () => {
    it.each(
      program.calls.map(
        (call) => [`${call.method} ${JSON.stringify(call.args ?? call.wasi?.args ?? [])}`, call] as const,
      ),
    )('%s', async (_title, call) => {
      const wanted = call.expect;
      const { result, stdout, stderr } = await run(program, call);
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
