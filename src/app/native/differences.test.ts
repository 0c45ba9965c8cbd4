import { expect, test } from 'vitest';
import type { Diagnostic, EntryId } from '../../contract/api.ts';
import { checkFailure, differencesOf } from './differences.ts';

const registry = `version: "1.0"
namespace: app
entries:
  - name: plain
    kind: function.lua
    source: file://main.lua
    method: main
  - name: spin
    kind: function.wat
    source: file://spin.wat
    imports: [wasi1]
    pool: { type: adaptive }
    limits:
      # max_execution_ms: 1
      max_execution_ms: 200
  - name: home
    kind: env.storage.os
  - name: fetch
    kind: function.lua
    modules: [http_client]
`;

const diagnostic = (part: Partial<Diagnostic>): Diagnostic => ({
  file: 'spin.wat',
  line: 3,
  column: 5,
  endLine: 3,
  endColumn: 9,
  severity: 'info',
  code: 'native-wippy',
  message: 'native Wippy does not take SIMD',
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- ids are made by the registry only
  entry: 'app:spin' as EntryId,
  ...part,
});

test('notes of the checks come first, then what an entry asks for that is otherwise there, each at its place', () => {
  const found = differencesOf({ '_index.yaml': registry }, [diagnostic({}), diagnostic({ code: 'wat-syntax' })]);
  expect(found.map(({ weight, file, line, column, entry }) => `${weight} ${file}:${line}:${column} ${entry}`)).toEqual([
    'fails spin.wat:3:5 app:spin',
    'differs _index.yaml:11:5 app:spin',
    'differs _index.yaml:12:5 app:spin',
    'differs _index.yaml:15:7 app:spin',
    'differs _index.yaml:17:5 app:home',
    'differs _index.yaml:20:5 app:fetch',
  ]);
  expect(found[0]?.text).toBe('Native Wippy does not take SIMD.');
});

test('a project without such entries has none', () => {
  expect(differencesOf({ '_index.yaml': registry.slice(0, registry.indexOf('  - name: spin')) }, [])).toEqual([]);
  expect(differencesOf({}, [])).toEqual([]);
});

test('a check that has looked at nothing says so, and errors of the project are none of it', () => {
  expect(checkFailure([])).toBeNull();
  expect(checkFailure([diagnostic({ code: 'wat', severity: 'error' })])).toBeNull();
  expect(checkFailure([diagnostic({ code: 'toolchain', message: 'the worker is gone' })])).toBe('the worker is gone');
});
