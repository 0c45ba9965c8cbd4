/** Components whose translation does not come, and those that readers must not break over. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { err, ok } from '../base/result.ts';
import type { ProjectFiles } from '../contract/api.ts';
import { Diagnoser } from '../project/diagnose/diagnoser.ts';
import { project } from './testing/binary-project.ts';
import { sha256 } from './testing/digest.ts';
import { createRecordingKernel } from './testing/recording-kernel.ts';
import { parseText } from '../binary/component/testing/wasm-tools.ts';
import { describeBinary } from '../project/binaries/describe.ts';

const APP = new Uint8Array(readFileSync(new URL('../../samples/fixtures/test-app.wasm', import.meta.url)));

describe('translations', () => {
  it('that took too long are not tried again before the project is opened anew', async () => {
    let asked = 0;
    const { kernel, settle } = createRecordingKernel({
      translate: () => (asked++, Promise.resolve(err({ reason: 'late', message: 'it did not finish' }))),
    });
    const files = project(APP, { method: 'compute' });
    await kernel.open(files);
    expect((await kernel.apply({ ...files, 'notes.txt': 'x' })).error).toBe(undefined);
    expect(asked).toBe(1);
    expect((await settle(kernel.call('app:f', []))).error).toMatchObject({
      kind: 'Unavailable',
      retryable: false,
      message: 'failed to call wasm method: compute: component was not translated in time: it did not finish',
    });
    await kernel.open(files);
    expect(asked).toBe(2);
  });

  it('are given up with their project, and at a stop', async () => {
    const given: string[] = [];
    const asked: (() => void)[] = [];
    const { kernel, settle } = createRecordingKernel({
      translate: () =>
        new Promise((resolve) => {
          asked.push(() => resolve(err({ reason: 'unavailable', message: 'given up' })));
        }),
      giveUp: (jobs) => {
        given.push(jobs);
        for (const end of asked) end();
      },
    });
    const files = project(APP, { method: 'compute' });
    const asking = async (times: number): Promise<void> => {
      while (asked.length < times) await new Promise((resolve) => setImmediate(resolve));
    };
    const first = kernel.open(files);
    await asking(1);
    given.length = 0;
    const second = kernel.open(files);
    expect(given).toContain('all');
    expect((await first).error?.kind).toBe('Canceled');
    await asking(2);
    given.length = 0;
    await kernel.stop();
    expect(given).toEqual(['translations']);
    expect((await second).error).toBe(undefined);
    expect((await settle(kernel.call('app:f', []))).error).toMatchObject({ kind: 'Unavailable', retryable: true });
    kernel.dispose();
    expect(given).toContain('all');
  });

  it('are tried again at the next change where the tools were missing', async () => {
    let isThere = false;
    const { kernel, guests } = createRecordingKernel({
      translate: () =>
        Promise.resolve(
          isThere ? ok({ id: '', source: '', modules: {} }) : err({ reason: 'unavailable', message: 'offline' }),
        ),
    });
    const files = project(APP, { method: 'compute' });
    await kernel.open(files);
    expect(guests.programs).toEqual([]);
    isThere = true;
    expect((await kernel.apply(files)).error).toBe(undefined);
    expect(guests.programs).toEqual(['app:f']);
  });
});

describe('names of megabytes', () => {
  const name = 'a'.repeat(8_000_000);
  const files = async (text: string): Promise<ProjectFiles> => project(await parseText(text), { method: 'run' });

  it('in a component reject its entry, and the kernel goes on', async () => {
    const { kernel } = createRecordingKernel();
    const report = await kernel.open(await files(`(component (import "${name}" (func $f)) (export "run" (func $f)))`));
    expect(report.error).toMatchObject({
      message: 'failed to load state: operation failed for entry app:f: failed to load wasm module',
    });
    expect(report.diagnostics.map(({ line, message }) => `${line} ${message}`)).toEqual([
      expect.stringMatching(/^7 failed to load wasm module: name of more than 100000 bytes at byte \d+$/),
    ]);
    expect((await kernel.open({ '_index.yaml': 'namespace: app\nentries: []\n' })).ok).toBe(true);
  });

  it.each(['export', 'import'])('of a core %s inside make the component refused', async (kind) => {
    const module = kind === 'export' ? `(module (func (export "${name}")))` : `(module (import "a" "${name}" (func)))`;
    const { kernel, settle } = createRecordingKernel();
    const report = await kernel.open(
      await files(`(component (core ${module.slice(1)} (import "x" (func $f)) (export "run" (func $f)))`),
    );
    expect(report.error).toBe(undefined);
    expect((await settle(kernel.call('app:f', []))).error).toMatchObject({
      kind: 'Invalid',
      message: `failed to call wasm method: run: component refused: the core ${kind} "${'a'.repeat(60)}…" is longer than 10000 characters`,
    });
  });

  it('are described and checked like others', async () => {
    const core = `(core module (func (export "${name}")))`;
    const component = await parseText(`(component (import "${name}" (func)))`);
    expect(describeBinary(component, '')).toMatchObject({
      form: 'component',
      problem: expect.stringContaining('name of more than 100000 bytes') as string,
    });
    expect(describeBinary(await parseText(`(component ${core})`), '')).toMatchObject({
      form: 'component',
      problem: null,
    });
    expect(describeBinary(await parseText(core.replace('core ', '')), '')).toMatchObject({
      form: 'core',
      exports: [{ kind: 'func' }],
    });
    const diagnoser = new Diagnoser({ compileWat: async () => err([]), sha256: async (bytes) => sha256(bytes) });
    const found = await diagnoser.check(
      await files(`(component (import "${name}" (func $f)) ${core} (export "run" (func $f)))`),
    );
    expect(found.map(({ code }) => code)).toContain('wasm-load');
  });
});
