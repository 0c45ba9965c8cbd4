import { describe, expect, test } from 'vitest';
import type { ProjectFiles } from '../../contract/api.ts';
import { describeFake, fakeComponent, fakeCore } from '../testing/fake-binaries.ts';
import { appendEntries } from './append-entries.ts';
import { planEntries, registryFiles, usedMethods } from './plan-entries.ts';

const core = describeFake(fakeCore);
const component = describeFake(fakeComponent);
const registry = 'namespace: demo\nentries:\n  - name: add\n    kind: function.lua\n';

function plan(files: ProjectFiles, binary: string, description = core, count = 1) {
  return planEntries({ files, binary, description, exports: description.exports.slice(0, count), file: '_index.yaml' });
}
const fieldsOf = (planned: ReturnType<typeof plan>): readonly Record<string, unknown>[] =>
  planned.entries.map((entry) => Object.fromEntries(entry.fields));

describe('a function of a core module', () => {
  test('comes with its signature, and with a file system where there is none', () => {
    const planned = plan({ '_index.yaml': 'namespace: demo\n' }, 'wasm/math.wasm');
    expect(fieldsOf(planned)).toEqual([
      { name: 'wasm_files', kind: 'fs.directory', directory: './wasm' },
      {
        name: 'add',
        kind: 'function.wasm',
        fs: 'demo:wasm_files',
        path: 'math.wasm',
        hash: core.digest,
        method: 'add',
        wit: 'add: func(a: s32, b: s32) -> s32;\n',
      },
    ]);
    expect(planned.ids).toEqual(['demo:add']);
  });

  test('gets a name of its own where the first choice is taken', () => {
    expect(plan({ '_index.yaml': registry }, 'math.wasm').ids).toEqual(['demo:add_2']);
  });
});

test('a function of a component has no signature and the imports that the component needs', () => {
  const [, entry] = fieldsOf(plan({ '_index.yaml': registry }, 'wasm/users.wasm', component));
  expect(entry).toMatchObject({
    name: 'transform_users',
    method: 'docs:users/directory@0.2.0#transform-users',
    imports: ['wasi:io', 'wasi:cli', 'funcs'],
  });
  expect(entry).not.toHaveProperty('wit');
});

describe('the file system', () => {
  const systems = (...rows: readonly (readonly [string, string])[]): ProjectFiles => ({
    '_index.yaml': `namespace: demo\nentries:\n${rows.map(([name, rest]) => `  - name: ${name}\n    kind: fs.directory\n    ${rest}\n`).join('')}`,
  });

  test('is the one that begins nearest to the binary', () => {
    const files = systems(['all', 'directory: .'], ['bin', 'directory: ./wasm/'], ['other', 'directory: wasm2']);
    expect(fieldsOf(plan(files, 'wasm/deep/math.wasm'))).toMatchObject([{ fs: 'demo:bin', path: 'deep/math.wasm' }]);
    expect(fieldsOf(plan(files, 'math.wasm'))).toMatchObject([{ fs: 'demo:all', path: 'math.wasm' }]);
  });

  test('is none that lies outside of the project', () => {
    const files = systems(
      ['up', 'directory: ../x'],
      ['root', 'directory: /wasm'],
      ['module', 'base: module\n    directory: wasm'],
    );
    expect(fieldsOf(plan(files, 'wasm/math.wasm'))[0]).toMatchObject({ kind: 'fs.directory' });
  });
});

test('what has been added is known as used', () => {
  const files = { '_index.yaml': registry, 'wasm/math.wasm': fakeCore };
  const { entries } = plan(files, 'wasm/math.wasm', core, 2);
  const added = { ...files, '_index.yaml': appendEntries(registry, entries)?.text ?? '' };
  expect(Object.fromEntries(usedMethods(added, 'wasm/math.wasm'))).toEqual({
    add: 'demo:add_2',
    greet_user: 'demo:greet_user',
  });
  expect(usedMethods(added, 'math.wasm').size).toBe(0);
  expect(fieldsOf(plan(added, 'wasm/math.wasm'))).toMatchObject([{ name: 'add_3', fs: 'demo:wasm_files' }]);
});

test('the registry file next to the binary is offered first', () => {
  const files = {
    '_index.yaml': '',
    'src/demo/_index.yaml': '',
    'src/_index.yml': '',
    'lib/_index.yaml': '',
    'x.yaml': '',
  };
  expect(registryFiles(files, 'src/demo/wasm/a.wasm')).toEqual([
    'src/demo/_index.yaml',
    'src/_index.yml',
    '_index.yaml',
    'lib/_index.yaml',
  ]);
});
