/** Loading of `function.wasm` entries (spec/wasm §3, spec/wit-mapping §7 to §9, spec/hosts §1 and §2): text, kind and place of each message. */
import { describe, expect, it } from 'vitest';
import { err } from '../base/result.ts';
import type { ProjectFiles } from '../contract/api.ts';
import type { Compiler } from '../contract/ports.ts';
import { sha256 } from './testing/digest.ts';
import { project, type Fields } from './testing/binary-project.ts';
import { createRecordingKernel } from './testing/recording-kernel.ts';
import { fixture, APP, RESOURCES, ADD, SIGNED, open, lines, REJECTED, RETRIED } from './testing/binary-boots.ts';

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

describe('a project that changes', () => {
  it('keeps functions whose binary is the same, and compiles nothing again', async () => {
    const { kernel, guests, compiled } = createRecordingKernel();
    const files = project(APP, { method: 'compute' });
    await kernel.open(files);
    const once = [...compiled];
    expect(once.length).toBeGreaterThan(0);
    const again: ProjectFiles = { ...files, 'wasm/f.wasm': APP.slice(), 'notes.txt': 'x' };
    expect((await kernel.apply(again)).error).toBe(undefined);
    expect([guests.programs, compiled]).toEqual([['app:f'], once]);
    const other: ProjectFiles = {
      ...again,
      '_index.yaml': (again['_index.yaml'] as string).replace('method: compute', 'method: sum-list'),
    };
    expect((await kernel.apply(other)).error).toBe(undefined);
    expect([guests.programs, compiled]).toEqual([['app:f'], once]);
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
