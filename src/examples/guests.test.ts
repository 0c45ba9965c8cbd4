/** What the whole runtime makes of guests: how their exports are named, and what they may hold of memory. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { BootReport, CallResult, KernelState, ProjectFiles } from '../contract/api.ts';
import { compileWat } from '../toolchain/wat-compiler.ts';
import { bundleGuest } from '../workers/testing/node-guests.ts';
import { NodePage } from '../workers/testing/node-page.ts';

const pages: NodePage[] = [];
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.dispose()));
});

async function open(files: ProjectFiles): Promise<NodePage> {
  const page = new NodePage(await bundleGuest());
  pages.push(page);
  const report = await page.request<BootReport>({ method: 'open', params: { files } });
  expect(report.diagnostics).toEqual([]);
  return page;
}

const call = (page: NodePage, target: string, ...args: number[]): Promise<CallResult> =>
  page.request({ method: 'call', params: { target, args } });

describe('an export named interface#function', () => {
  const WIT = 'package demo:math@0.1.0; interface ops { f: func(x: s32) -> s32; } world m { export ops; }';
  const moduleWith = (name: string): string =>
    `(module (func (export "${name}") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))`;

  async function project(exported: string, method: string, wit: string): Promise<ProjectFiles> {
    const text = moduleWith(exported);
    const compiled = await compileWat(text);
    if (!compiled.ok) throw new Error('the text does not compile');
    const digest = createHash('sha256').update(compiled.value.bytes).digest('hex');
    const entry = `    method: ${JSON.stringify(method)}\n    wit: ${JSON.stringify(wit)}\n`;
    return {
      '_index.yaml':
        `version: "1.0"\nnamespace: app\nentries:\n  - name: files\n    kind: fs.directory\n    directory: wasm\n` +
        `  - name: text\n    kind: function.wat\n    source: file://f.wat\n${entry}` +
        `  - name: binary\n    kind: function.wasm\n    fs: app:files\n    path: f.wasm\n    hash: sha256:${digest}\n${entry}`,
      'f.wat': text,
      'wasm/f.wasm': compiled.value.bytes,
    };
  }

  it.each([
    ['demo:math/ops@0.1.0#f', 'demo:math/ops@0.1.0#f', WIT],
    ['demo:math/ops@0.1.0#f', 'demo:math/ops#f', WIT],
    ['demo:math/ops#f', 'demo:math/ops@0.1.0#f', WIT],
    ['ops#f', 'ops#f', 'package demo:math; world m { export ops: interface { f: func(x: s32) -> s32; } }'],
  ])('%s is called by the method %s, in a text and in a binary', async (exported, method, wit) => {
    const page = await open(await project(exported, method, wit));
    for (const target of ['app:text', 'app:binary'])
      expect(await call(page, target, 21)).toMatchObject({ value: 42, error: null });
  });
});

describe('memory of guests', () => {
  /** Grows to so many pages, writes into each, and sleeps for so many milliseconds; 0 pages of growth mean what it begins with. */
  const SLEEPER = `(module
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "hold") (param $pages i32) (param $ms i32) (result i32) (local $got i32)
      (local.set $got (memory.grow (local.get $pages)))
      (if (i32.lt_s (local.get $got) (i32.const 0)) (then (return (i32.const -1))))
      (i32.store (i32.const 16) (i32.const 1))
      (i64.store (i32.const 24) (i64.mul (i64.extend_i32_u (local.get $ms)) (i64.const 1000000)))
      (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200)))
      (memory.size)))`;
  const PROJECT: ProjectFiles = {
    '_index.yaml':
      'version: "1.0"\nnamespace: app\nentries:\n' +
      '  - name: hold\n    kind: function.wat\n    source: file://hold.wat\n    method: hold\n    imports: [wasi1]\n    pool: {type: lazy, max_size: 20}\n' +
      '    wit: "hold: func(pages: s32, ms: s32) -> s32"\n' +
      '  - name: vast\n    kind: function.wat\n    source: "(module (memory 6000) (func (export \\"f\\") (result i32) (i32.const 1)))"\n    method: f\n    wit: "f: func() -> s32"\n' +
      '  - name: grown\n    kind: function.wat\n    method: f\n    wit: "f: func()"\n' +
      '    source: "(module (memory 1) (func (export \\"f\\") (if (i32.lt_s (memory.grow (i32.const 4000)) (i32.const 0)) (then (return))) (if (i32.lt_s (memory.grow (i32.const 4000)) (i32.const 0)) (then (unreachable)))))"\n',
    'hold.wat': SLEEPER,
  };

  it('has a limit for each call, told by name', async () => {
    const page = await open(PROJECT);
    expect(await call(page, 'app:hold', 5119, 0)).toMatchObject({ value: 5120, error: null });
    expect(await call(page, 'app:hold', 5120, 0)).toMatchObject({ value: -1, error: null });
    expect(await call(page, 'app:vast')).toMatchObject({
      error: {
        kind: 'Unavailable',
        message:
          'failed to call wasm method: f: it needs 375 MiB of memory to begin with, more than the 320 MiB that a guest may have',
      },
    });
    expect(await call(page, 'app:grown')).toMatchObject({
      error: {
        message:
          'failed to call wasm method: f: wasm call failed: wasm error: unreachable (its memory had grown to 250.1 MiB; the calls of a guest may have 320 MiB)',
      },
    });
  });

  it('is not held by twelve calls that sleep with 256 MiB each: those that would hold too much end, by name, and the others go on', async () => {
    const page = await open(PROJECT);
    const holdFor = (ms: number) => Promise.all(Array.from({ length: 12 }, () => call(page, 'app:hold', 4095, ms)));
    let results = await holdFor(1500);
    // Where threads start slowly, the first may wake before the last one sleeps.
    for (let ms = 6000; results.every(({ error }) => error === null); ms *= 4) results = await holdFor(ms);
    const refused = results.filter(({ error }) => error !== null);
    for (const { error } of refused) {
      expect(error).toMatchObject({
        kind: 'Unavailable',
        message:
          'failed to call wasm method: hold: the wasm calls that wait for the host would hold 1024 MiB of memory together, more than 960 MiB',
      });
    }
    expect(refused.length).toBeGreaterThan(0);
    expect(results.filter(({ value }) => value === 4096)).toHaveLength(12 - refused.length);
    // Each guest that held so much was replaced, and none is kept.
    await expect
      .poll(async () => (await page.request<KernelState>({ method: 'state', params: null })).guests.list)
      .toEqual([]);
    expect(page.terminated.length).toBeGreaterThanOrEqual(12 - refused.length);
  });

  it('is given back when everything is stopped', async () => {
    const page = await open(PROJECT);
    const calls = Array.from({ length: 3 }, () => call(page, 'app:hold', 4095, 600_000));
    await expect
      .poll(async () => (await page.request<KernelState>({ method: 'state', params: null })).guests.parked)
      .toBe(3);
    await page.request({ method: 'stop', params: null });
    for (const { error } of await Promise.all(calls)) expect(error).toMatchObject({ kind: 'Canceled' });
    expect(page.terminated).toHaveLength(3);
  });
});
