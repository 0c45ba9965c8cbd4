/** Messages that come with loading and changing a project (spec/wasm §3, spec/registry §3): text, file, line and column. */
import { describe, expect, it } from 'vitest';
import { err } from '../base/result.ts';
import type { BootReport, ProjectFiles } from '../contract/api.ts';
import type { Compiler } from '../contract/ports.ts';
import { createRecordingKernel } from './testing/recording-kernel.ts';

const WAT = '(module (func (export "f") (param i32) (result i32) (local.get 0)))';
const wat = (source: string, more = ''): ProjectFiles => ({
  '_index.yaml': `namespace: app\nentries:\n  - name: f\n    kind: function.wat\n    source: |\n      ${source}\n    method: f\n${more}`,
});
const SIGNED = '    wit: "f: func(a: s32) -> s32"\n';

async function open(files: ProjectFiles, compiler?: Partial<Compiler>): Promise<BootReport> {
  const { kernel } = createRecordingKernel(compiler);
  return kernel.open(files);
}
const places = (report: BootReport): string[] =>
  report.diagnostics.map((one) => `${one.file}:${one.line}:${one.column} ${one.message}`);

const refused: Partial<Compiler> = {
  compileWat: () =>
    Promise.resolve(
      err([
        {
          file: '',
          line: 1,
          column: 1,
          endLine: 1,
          endColumn: 2,
          severity: 'error',
          code: 'wasm-compile',
          message: 'too many locals',
        },
      ]),
    ),
};

describe('messages at load', () => {
  const cases: [string, ProjectFiles, string, readonly string[], Partial<Compiler>?][] = [
    [
      'a text that does not parse (wasm §3)',
      wat('(module (func $f (i32.cnst 1)))', SIGNED),
      'failed to load state: operation failed for entry app:f: failed to load wat module: [parse] invalid_data: parse WAT: ' +
        '1:19: there is no instruction i32.cnst',
      ['_index.yaml:6:25 there is no instruction i32.cnst'],
    ],
    [
      'a module that the engine refuses (wasm §3)',
      wat(WAT, SIGNED),
      'failed to load state: operation failed for entry app:f: failed to compile wasm module: too many locals',
      ['_index.yaml:6:7 too many locals'],
      refused,
    ],
    [
      'an import that no profile has (wasm §3)',
      wat(WAT, `${SIGNED}    imports: [wasi9]\n`),
      'failed to load state: operation failed for entry app:f: unsupported wasm host import: :wasi9',
      ['_index.yaml:9:15 unsupported wasm host import: :wasi9'],
    ],
    [
      'an import for components (wasm §3)',
      wat(WAT, `${SIGNED}    imports: [wasi:io]\n`),
      'failed to load state: operation failed for entry app:f: wasm host import requires component module: wasi:io',
      ['_index.yaml:9:15 wasm host import requires component module: wasi:io'],
    ],
    [
      'a config with a missing field (wasm §2)',
      { '_index.yaml': 'namespace: app\nname: f\nkind: function.wat\nmethod: f\n' },
      'failed to load state: operation failed for entry app:f: failed to unpack function.wat config: invalid configuration: source is required',
      ['_index.yaml:2:7 source is required'],
    ],
    [
      'a field of the wrong type (wasm §2)',
      wat(WAT, `${SIGNED}    pool: 5\n`),
      'failed to load state: operation failed for entry app:f: failed to unpack function.wat config: failed to unpack wasm config: ' +
        'pool: expected map, got number',
      ['_index.yaml:9:11 pool: expected map, got number'],
    ],
    [
      'a folder that is not there (registry §4.1)',
      { '_index.yaml': 'namespace: app\nname: d\nkind: fs.directory\ndirectory: data\n' },
      'failed to load state: operation failed for entry app:d: failed to create filesystem: failed to open directory: open data: no such file or directory',
      ['_index.yaml:4:12 failed to create filesystem: failed to open directory: open data: no such file or directory'],
    ],
    [
      'a filesystem with a bad mode (registry §4.1)',
      { '_index.yaml': 'namespace: app\nname: d\nkind: fs.directory\ndirectory: .\nmode: rwx\n' },
      'failed to load state: operation failed for entry app:d: failed to decode config: invalid file mode format',
      ['_index.yaml:5:7 invalid file mode format'],
    ],
    [
      'a kind nobody handles (registry §3.2)',
      { '_index.yaml': 'namespace: app\nname: d\nkind: function.wsm\n' },
      'failed to load state: operation failed for entry app:d: event handler timeout after 30s for entry app:d (kind: function.wsm): ' +
        'no listener responded - check if listener is registered for this kind',
      ['_index.yaml:3:7 unknown kind "function.wsm"'],
    ],
    [
      'imports that nobody defines, and what needs them (registry §3.4)',
      {
        '_index.yaml':
          'namespace: app\nentries:\n' +
          '  - {name: a, kind: function.lua, source: "return 1", method: m, imports: {b: "app:b"}}\n' +
          '  - {name: b, kind: library.lua, source: "return 1", imports: {c: "app:c"}}\n' +
          '  - {name: ok, kind: library.lua, source: "return 1"}\n',
      },
      'failed to load state: unresolved dependencies after retry: app:b,app:a: imported entry not found: app:b',
      ['_index.yaml:4:67 imported entry not found: app:c'],
    ],
  ];
  for (const [name, files, message, placed, compiler] of cases)
    it(`say of ${name} what is wrong and where`, async () => {
      const report = await open(files, compiler);
      expect(report.ok).toBe(false);
      expect(report.error?.message).toBe(message);
      expect(places(report)).toEqual(placed);
    });

  const callable: [string, ProjectFiles, readonly string[]][] = [
    [
      'no wit, with a signature to use (wasm §5.6)',
      wat(WAT),
      [
        '_index.yaml:7:13 calls will fail: failed to call wasm method: f: [runtime] invalid_input: Call() requires a component or WIT definitions; use CallWithTypes() for native WASM without WIT',
      ],
    ],
    [
      'a wit without functions (wasm §5.4)',
      wat(WAT, '    wit: "x"\n'),
      ['_index.yaml:8:11 calls will fail: [parse] invalid_input: no functions found in WIT text'],
    ],
    [
      'a wit that lacks the method (wasm §5.4)',
      wat(WAT, '    wit: "g: func()"\n'),
      ['_index.yaml:8:11 calls will fail: function "f" not found'],
    ],
  ];
  for (const [name, files, placed] of callable)
    it(`warn of ${name}, and load`, async () => {
      const report = await open(files);
      expect(report).toMatchObject({ ok: true, entries: [{ id: 'app:f', status: 'ready' }] });
      expect(places(report)).toEqual(placed);
    });

  it('leave nothing of a project with one bad entry', async () => {
    const { kernel, guests } = createRecordingKernel();
    const files = wat(WAT, `${SIGNED}  - {name: z, kind: function.lua, source: "return 1"}\n`);
    expect((await kernel.open(files)).error?.kind).toBe('Internal');
    expect(kernel.state().pools).toEqual([]);
    expect(guests.programs).toEqual([]);
    expect(await kernel.call('app:f', [1])).toMatchObject({
      error: { kind: 'NotFound', message: 'no handler registered for target' },
    });
  });

  it('say at a change that it was one', async () => {
    const { kernel } = createRecordingKernel();
    await kernel.open(wat(WAT, SIGNED));
    expect((await kernel.apply(wat('(module', SIGNED))).error?.message).toMatch(
      /^failed to apply changes: operation failed for entry app:f: failed to load wat module: /,
    );
    expect((await kernel.apply({ '_index.yaml': 'namespace: app\nentries: [\n' })).error?.message).toMatch(
      /^failed to apply changes: _index\.yaml:\d+:\d+: /,
    );
  });
});
