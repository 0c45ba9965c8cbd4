/** Loading of `function.wasm` entries (spec/wasm §3, spec/wit-mapping §7 to §9, spec/hosts §1 and §2): text, kind and place of each message. */
import { readFileSync } from 'node:fs';
import createWabt from 'wabt';
import { describe, expect, it } from 'vitest';
import { err } from '../base/result.ts';
import type { BootReport, Diagnostic, ProjectFiles } from '../contract/api.ts';
import type { Compiler } from '../contract/ports.ts';
import { sortByPlace } from '../project/registry/registry-loader.ts';
import { sha256 } from './testing/digest.ts';
import { project, type Fields } from './testing/binary-project.ts';
import { createRecordingKernel } from './testing/recording-kernel.ts';
import { parseText } from '../binary/component/testing/wasm-tools.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../samples/fixtures/${name}.wasm`, import.meta.url)));
const APP = fixture('test-app');
const RESOURCES = fixture('resources');
const wabt = await createWabt();
function assemble(wat: string): Uint8Array {
  const parsed = wabt.parseWat('a.wat', wat);
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  return new Uint8Array(buffer);
}
const ADD = assemble(
  '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))',
);

const SIGNED = 'wit: "add: func(a: s32, b: s32) -> s32"\n';

async function open(files: ProjectFiles, compiler?: Partial<Compiler>): Promise<BootReport> {
  return createRecordingKernel(compiler).kernel.open(files);
}
async function call(files: ProjectFiles, compiler?: Partial<Compiler>): Promise<unknown> {
  const { kernel, settle } = createRecordingKernel(compiler);
  const report = await kernel.open(files);
  expect(report.error).toBe(undefined);
  return (await settle(kernel.call('app:f', []))).error;
}
const lines = (diagnostics: readonly Diagnostic[]): string[] =>
  sortByPlace(diagnostics).map((one) => `${one.line}:${one.column} ${one.severity} ${one.message}`);
const REJECTED = 'failed to load state: operation failed for entry app:f: ';
const RETRIED = 'failed to load state: unresolved dependencies after retry: app:f: ';

describe('binaries are rejected, with the boot,', () => {
  const digest = sha256(ADD);
  const long = '0'.repeat(64);
  const text = 'no wasm';
  const cases: [string, ProjectFiles, string, string, readonly string[], Partial<Compiler>?][] = [
    [
      'without a filesystem',
      project(ADD, { fs: 'app:none' }),
      'NotFound',
      `${RETRIED}filesystem not found: app:none`,
      ['6:9 error filesystem not found: app:none'],
    ],
    [
      'with a relative filesystem',
      project(ADD, { fs: 'd' }),
      'NotFound',
      `${RETRIED}filesystem not found: d`,
      ['6:9 error filesystem not found: d'],
    ],
    [
      'without a file',
      project(ADD, { path: '/g.wasm' }),
      'NotFound',
      `${RETRIED}failed to open file: /g.wasm`,
      ['7:11 error failed to open file: /g.wasm'],
    ],
    [
      'with a path out of the filesystem',
      project(ADD, { path: '../_index.yaml' }),
      'NotFound',
      `${RETRIED}failed to open file: ../_index.yaml`,
      ['7:11 error failed to open file: ../_index.yaml'],
    ],
    [
      'with a folder for a file',
      project(ADD, { path: '/' }),
      'Internal',
      `${REJECTED}failed to read wasm module from filesystem`,
      ['7:11 error failed to read wasm module from filesystem: / is a folder'],
    ],
    [
      'where nobody may read',
      project(ADD, { mode: '0311' }),
      'PermissionDenied',
      `${REJECTED}permission denied`,
      ['6:9 error permission denied'],
    ],
    [
      'with a hash without algorithm',
      project(ADD, { hash: digest }),
      'Invalid',
      `${REJECTED}hash verification failed: invalid hash format: ${digest}`,
      [`8:11 error hash verification failed: invalid hash format: ${digest}`],
    ],
    [
      'with a hash of another algorithm',
      project(ADD, { hash: 'md5:00' }),
      'Invalid',
      `${REJECTED}hash verification failed: unsupported hash algorithm: md5`,
      ['8:11 error hash verification failed: unsupported hash algorithm: md5'],
    ],
    [
      'with the hash of another file',
      project(ADD, { hash: `sha256:${long}` }),
      'Invalid',
      `${REJECTED}hash verification failed: hash mismatch: expected ${long}, got ${digest}`,
      [`8:11 error hash verification failed: hash mismatch: expected ${long}, got ${digest}`],
    ],
    [
      'with a hash in capitals',
      project(ADD, { hash: `sha256:${digest.toUpperCase()}` }),
      'Invalid',
      `${REJECTED}hash verification failed: hash mismatch: expected ${digest.toUpperCase()}, got ${digest}`,
      [`8:11 error hash verification failed: hash mismatch: expected ${digest.toUpperCase()}, got ${digest}`],
    ],
    [
      'with an import that no profile has',
      project(ADD, { more: 'imports: [wasi1, wasi:nope]\n' }),
      'Invalid',
      `${REJECTED}unsupported wasm host import: wasi:nope`,
      ['10:22 error unsupported wasm host import: wasi:nope'],
    ],
    [
      'with an import of components on a module',
      project(ADD, { more: 'imports: [wasi:cli, nope]\n' }),
      'Invalid',
      `${REJECTED}wasm host import requires component module: wasi:cli`,
      ['10:15 error wasm host import requires component module: wasi:cli'],
    ],
    [
      'with funcs on a module',
      project(ADD, { more: 'imports: [funcs]\n' }),
      'Invalid',
      `${REJECTED}wasm host import requires component module: :funcs`,
      ['10:15 error wasm host import requires component module: :funcs'],
    ],
    [
      'that are no WebAssembly',
      project(text),
      'Internal',
      `${REJECTED}failed to load wasm module`,
      ['7:11 error failed to load wasm module: not a core WebAssembly module at byte 0'],
    ],
    [
      'that end too early',
      project(APP.slice(0, 100), { method: 'compute' }),
      'Internal',
      `${REJECTED}failed to load wasm module`,
      [expect.stringMatching(/^7:11 error failed to load wasm module: .* at byte \d+$/)],
    ],
    [
      'that the engine refuses',
      project(ADD, { more: SIGNED }),
      'Internal',
      `${REJECTED}failed to compile wasm module`,
      ['7:11 error failed to compile wasm module: too many locals'],
      { compileModule: () => Promise.resolve(err('too many locals')) },
    ],
    [
      'that the translator finds malformed',
      project(APP, { method: 'compute' }),
      'Internal',
      `${REJECTED}failed to load wasm module`,
      ['7:11 error failed to load wasm module: bad section'],
      { translate: () => Promise.resolve(err({ reason: 'malformed', message: 'bad section' })) },
    ],
  ];
  for (const [name, files, kind, message, said, compiler] of cases)
    it(name, async () => {
      const report = await open(files, compiler);
      expect(report.ok).toBe(false);
      expect(report.error).toMatchObject({ kind, message });
      expect(lines(report.diagnostics)).toEqual(said);
      expect(report.entries.find((one) => one.id === 'app:f')?.status).toBe('failed');
    });

  it('and say the cause in the details of the error', async () => {
    const report = await open(project('no wasm'));
    expect(report.entries.find((one) => one.id === 'app:f')?.error?.details).toEqual({
      cause: 'not a core WebAssembly module at byte 0',
    });
  });

  it('by the first thing that is wrong, in the order of the pipeline', async () => {
    const steps: [Fields, string][] = [
      [{}, 'filesystem not found'],
      [{ fs: 'app:d' }, 'failed to open file'],
      [{ fs: 'app:d', path: 'f.wasm' }, 'hash verification failed'],
      [
        { fs: 'app:d', path: 'f.wasm', hash: `sha256:${sha256(new TextEncoder().encode('no wasm'))}` },
        'unsupported wasm host import',
      ],
    ];
    const wrong: Fields = { fs: 'app:none', path: 'g.wasm', hash: 'x', more: 'imports: [nope]\n' };
    for (const [right, message] of steps)
      expect((await open(project('no wasm', { ...wrong, ...right }))).error?.message).toContain(message);
  });
});

describe('what an editor can mend', () => {
  it('is the hash, of whatever form', async () => {
    for (const hash of ['sha256:00', 'md5:x', 'nothing']) {
      const [said] = (await open(project(ADD, { hash }))).diagnostics;
      expect(said).toMatchObject({ line: 8, fix: { title: 'Update the hash', replacement: `sha256:${sha256(ADD)}` } });
    }
  });

  it('is a hash that is not there yet', async () => {
    const { diagnostics } = await open(project(ADD, { hash: '""' }));
    expect(diagnostics.map((one) => [one.code, one.line, one.column, one.fix?.replacement])).toEqual([
      ['missing-field', 8, 5, undefined],
      ['hash-offer', 8, 11, `sha256:${sha256(ADD)}`],
    ]);
    const files = project(ADD);
    const without = { ...files, '_index.yaml': (files['_index.yaml'] as string).replace(/ +hash: .*\n/, '') };
    const offer = (await open(without)).diagnostics.find((one) => one.code === 'hash-offer');
    expect(offer).toMatchObject({ severity: 'info', hint: `add hash: "sha256:${sha256(ADD)}"` });
    expect(offer?.fix).toBe(undefined);
  });

  it('is the path of a file under another name or in another folder', async () => {
    const hint = async (path: string, file: string): Promise<unknown> =>
      (await open({ ...project(ADD, { path }), [file]: ADD })).diagnostics[0]?.fix?.replacement;
    expect(await hint('/g.wasm', 'wasm/x')).toBe('/f.wasm');
    expect(await hint('calculate.wasm', 'wasm/deep/calculate.wasm')).toBe('deep/calculate.wasm');
  });

  it('is a method that is nearly right', async () => {
    const fix = async (method: string): Promise<unknown> =>
      (await open(project(APP, { method }))).diagnostics.find((one) => one.code === 'wasm-signature')?.fix?.replacement;
    expect(await fix('sum_list')).toBe('sum-list');
    const adder = fixture('adder');
    const named = (await open(project(adder, { method: 'add' }))).diagnostics.find(
      (one) => one.code === 'wasm-signature',
    );
    expect(named).toMatchObject({ line: 9, fix: { replacement: 'docs:adder/add@0.1.0#add' } });
  });
});

describe('entries over core modules', () => {
  it('are ready with their signature, and say what they are', async () => {
    const { kernel, guests, compiled } = createRecordingKernel();
    const report = await kernel.open(project(ADD, { more: SIGNED }));
    expect(report.diagnostics).toEqual([]);
    expect(report.entries.find((one) => one.id === 'app:f')).toEqual({
      id: 'app:f',
      kind: 'function.wasm',
      status: 'ready',
      signature: 'add: func(a: s32, b: s32) -> s32',
      type: expect.objectContaining({ name: 'add' }),
      binary: { file: 'wasm/f.wasm', form: 'core', digest: `sha256:${sha256(ADD)}` },
    });
    expect(guests.programs).toEqual(['app:f']);
    expect(compiled).toEqual([`module ${ADD.length}`]);
  });

  it('without wit load, offer a signature, and fail when called', async () => {
    const files = project(ADD);
    const [said] = (await open(files)).diagnostics;
    expect(said).toMatchObject({ line: 9, severity: 'error', hint: 'add wit: "add: func(a: s32, b: s32) -> s32"' });
    expect(await call(files)).toMatchObject({
      kind: 'Invalid',
      message: expect.stringContaining('use CallWithTypes() for native WASM without WIT'),
    });
  });

  it('say early what calls will trip over, at the path', async () => {
    const bytes = assemble(
      '(module (import "env" "log" (func)) (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))) (func (export "add")))',
    );
    expect(
      lines((await open(project(bytes, { more: 'wit: "add: func()"\nwasi: {args: [a]}\n' }))).diagnostics),
    ).toEqual([
      '7:11 error calls will fail: nothing provides the import "env" "log"',
      '7:11 warning the module imports wasi_snapshot_preview1, which is not declared; calls to it will trap',
      '11:5 info wasi settings do not reach core modules',
    ]);
  });
});

describe('entries over components', () => {
  it('are ready, translated at load, with types and imports for the guest', async () => {
    const { kernel, guests, translated, settle } = createRecordingKernel();
    const report = await kernel.open(project(APP, { method: 'sum-list' }));
    expect(report.entries.find((one) => one.id === 'app:f')).toMatchObject({
      status: 'ready',
      signature: expect.stringMatching(/^sum-list: func\(/),
      binary: { form: 'component', file: 'wasm/f.wasm' },
    });
    expect(translated).toEqual([sha256(APP)]);
    void settle(kernel.call('app:f', [[1, 2]]));
    expect(guests.calls[0]?.program).toMatchObject({
      form: 'component',
      interface: null,
      function: 'sum-list',
      method: 'sum-list',
      profiles: [],
      imports: expect.arrayContaining([
        { name: 'test:minimal/host@0.1.0', functions: expect.any(Array), resources: [] },
      ]),
    });
  });

  it('are found by their interface with and without version', async () => {
    const adder = fixture('adder');
    for (const method of ['docs:adder/add@0.1.0#add', 'docs:adder/add#add']) {
      const { kernel, guests, settle } = createRecordingKernel();
      expect((await kernel.open(project(adder, { method }))).diagnostics).toEqual([]);
      void settle(kernel.call('app:f', [1, 2]));
      expect(guests.calls[0]?.program).toMatchObject({ interface: 'docs:adder/add@0.1.0', function: 'add', method });
    }
  });

  it('without the method load, and fail when called, with what there is', async () => {
    const files = project(APP, { method: 'nothing-like-it' });
    expect(await call(files)).toMatchObject({
      kind: 'NotFound',
      message: 'failed to call wasm method: nothing-like-it: export "nothing-like-it" not found in component',
      details: { exports: expect.arrayContaining(['sum-list', 'try-divide']) },
    });
    const said = (await open(files)).diagnostics.find((one) => one.code === 'wasm-signature');
    expect(said).toMatchObject({ line: 9, severity: 'error', hint: expect.stringContaining('available exports: ') });
  });

  it('refuse handles and leave the other exports callable, and translate only for those', async () => {
    const refused = project(RESOURCES, { method: 'test:resources/files@1.0.0#open' });
    const { kernel, translated, settle } = createRecordingKernel();
    await kernel.open(refused);
    expect(translated).toEqual([]);
    expect((await settle(kernel.call('app:f', []))).error).toMatchObject({
      kind: 'Invalid',
      message: expect.stringMatching(
        /^export "open": resource handle (own|borrow)<\w+> is not supported in calls from Lua$/,
      ),
    });
    const report = await open(project(RESOURCES, { method: 'test:resources/files@1.0.0#largest' }));
    expect(report.entries.find((one) => one.id === 'app:f')).toMatchObject({ status: 'ready' });
  });

  it('with names that would run as JavaScript are never handed to the translator', async () => {
    const bytes = await parseText(
      `(component (core module $m (func (export "f'];alert(1)//"))) (core instance $i (instantiate $m)) (func (export "run") (canon lift (core func $i "f'];alert(1)//"))))`,
    );
    const { kernel, translated, settle } = createRecordingKernel();
    const report = await kernel.open(project(bytes, { method: 'run' }));
    expect(translated).toEqual([]);
    const message = `failed to call wasm method: run: component refused: the core name "f'];alert(1)//" has characters that names must not have`;
    expect(lines(report.diagnostics)).toEqual([`7:11 error calls will fail: ${message}`]);
    expect((await settle(kernel.call('app:f', []))).error).toMatchObject({ kind: 'Invalid', message });
  });

  it('that cannot be translated load, and fail when called', async () => {
    const fails = (reason: 'untranslatable' | 'hostile' | 'unavailable'): Partial<Compiler> => ({
      translate: () => Promise.resolve(err({ reason, message: 'why' })),
    });
    const files = project(APP, { method: 'compute' });
    const at = 'failed to call wasm method: compute: ';
    expect(await call(files, fails('untranslatable'))).toMatchObject({
      kind: 'Invalid',
      retryable: false,
      message: `${at}component cannot be translated: why`,
    });
    expect(await call(files, fails('hostile'))).toMatchObject({
      kind: 'Invalid',
      message: `${at}component refused: why`,
    });
    expect(await call(files, fails('unavailable'))).toMatchObject({
      kind: 'Unavailable',
      retryable: true,
      message: `${at}component tools are not available: why`,
    });
    const said = (await open(files, fails('unavailable'))).diagnostics.filter((one) => one.severity === 'warning');
    expect(lines(said)).toEqual([`7:11 warning calls will fail: ${at}component tools are not available: why`]);
  });

  it('say once which imports are not declared, and how to declare those that can be', async () => {
    const bytes = await parseText(`(component
      (import "wasi:io/streams@0.2.3" (instance (export "a" (func))))
      (import "wasi:cli/environment@0.2.0" (instance (export "a" (func))))
      (import "wasi:random/random@0.3.0" (instance (export "a" (func))))
      (import "test:minimal/host@0.1.0" (instance (export "a" (func))))
      (import "test:minimal/types@0.1.0" (instance (type $u u8) (export "t" (type (eq $u)))))
      (import "log" (func $log))
      (export "run" (func $log)))`);
    const report = await open(project(bytes, { method: 'run', more: 'imports: [wasi:io]\n' }));
    expect(lines(report.diagnostics)).toEqual([
      '7:11 info the component imports wasi:cli/environment@0.2.0, wasi:random/random@0.3.0, test:minimal/host@0.1.0, log, which are not declared; calls to them will trap',
      '10:15 warning "wasi:io" is not available in the playground yet; calls to it will trap',
    ]);
    expect(report.diagnostics.find((one) => one.severity === 'info')?.hint).toBe('add imports: [wasi:io, wasi:cli]');
    const one = await open(project(APP, { method: 'compute' }));
    expect(lines(one.diagnostics)).toEqual([
      '7:11 info the component imports test:minimal/host@0.1.0, which is not declared; calls to it will trap',
    ]);
  });

  it('open polling with what has something to wait for, and are told to declare it', async () => {
    const bytes = await parseText(`(component
      (import "wasi:io/poll@0.2.3" (instance (export "a" (func))))
      (import "log" (func $log))
      (export "run" (func $log)))`);
    const infos = async (imports: string): Promise<[string, string | undefined][]> =>
      (await open(project(bytes, { method: 'run', more: `imports: [${imports}]\n` }))).diagnostics
        .filter(({ severity }) => severity === 'info')
        .map(({ message, hint }) => [message, hint]);
    const undeclared: [string, undefined] = [
      'the component imports log, which is not declared; calls to it will trap',
      undefined,
    ];
    for (const profile of ['wasi:io', 'wasi:clocks', 'wasi:sockets', 'wasi:http']) {
      expect(await infos(profile)).toEqual([
        undeclared,
        [
          'the component imports wasi:io/poll@0.2.3, which is open here although wasi:poll is not declared',
          `add imports: [${profile}, wasi:poll]`,
        ],
      ]);
      expect(await infos(`${profile}, wasi:poll`)).toEqual([undeclared]);
    }
    expect((await infos('wasi:cli'))[0]?.[0]).toContain(
      'the component imports wasi:io/poll@0.2.3, log, which are not declared',
    );
  });

  it('ignore wit, and say so', async () => {
    const report = await open(
      project(fixture('adder'), { method: 'docs:adder/add#add', more: 'wit: "x"\nwasi: {args: [a]}\n' }),
    );
    expect(lines(report.diagnostics)).toEqual([
      '10:10 info wit is ignored: a component has its types with it',
      '11:5 warning wasi settings are not available in the playground yet',
    ]);
  });
});

describe('a project that changes', () => {
  it('keeps functions whose binary is the same, and compiles nothing again', async () => {
    const { kernel, guests, compiled, translated } = createRecordingKernel();
    const files = project(APP, { method: 'compute' });
    await kernel.open(files);
    const again: ProjectFiles = { ...files, 'wasm/f.wasm': APP.slice(), 'notes.txt': 'x' };
    expect((await kernel.apply(again)).error).toBe(undefined);
    expect([guests.programs, compiled, translated.length]).toEqual([['app:f'], [], 1]);
    const other: ProjectFiles = {
      ...again,
      '_index.yaml': (again['_index.yaml'] as string).replace('method: compute', 'method: sum-list'),
    };
    expect((await kernel.apply(other)).error).toBe(undefined);
    expect([guests.programs, translated.length]).toEqual([['app:f'], 1]);
  });

  it('refuses other bytes under the old hash, and takes them under theirs', async () => {
    const { kernel, guests } = createRecordingKernel();
    await kernel.open(project(APP, { method: 'compute' }));
    const [program] = guests.programs;
    const changed = { ...project(APP, { method: 'compute' }), 'wasm/f.wasm': RESOURCES };
    expect((await kernel.apply(changed)).error?.message).toContain('hash mismatch');
    expect(guests.programs).toEqual([program]);
    expect((await kernel.apply(project(RESOURCES, { method: 'test:resources/files@1.0.0#largest' }))).error).toBe(
      undefined,
    );
    expect(guests.programs).toEqual(['app:f']);
  });

  it('boots an entry that stands before its filesystem', async () => {
    const files = project(ADD, { more: SIGNED });
    const text = (files['_index.yaml'] as string).split('\n');
    const moved = [...text.slice(0, 2), ...text.slice(3), text[2]!].filter((line) => line !== '').join('\n');
    const report = await open({ ...files, '_index.yaml': `${moved}\n` });
    expect([report.ok, report.entries.map((one) => one.id)]).toEqual([true, ['app:d', 'app:f']]);
  });
});
