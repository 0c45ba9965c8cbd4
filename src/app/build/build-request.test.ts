import { expect, test } from 'vitest';
import type { Diagnostic } from '../../contract/api.ts';
import { fakeCore } from '../testing/fake-binaries.ts';
import { needsWit, toProblem, toRequest, witTemplate, type BuildForm } from './build-request.ts';
import { worldsOf } from './build-sources.ts';

const source = { id: 'a.wat', title: 'a.wat', file: 'a.wat', content: '(module)', offset: { line: 1, indent: 0 } };
const form: BuildForm = {
  source,
  kind: 'component',
  wit: { id: 'a.wit', title: 'a.wit', file: 'a.wit', text: 'world a {} world b {}', entry: null },
  typedWit: 'world typed {}',
  world: 'b',
};
const wrong = (file: string): Diagnostic => ({
  file,
  line: 2,
  column: 3,
  endLine: 2,
  endColumn: 4,
  severity: 'error',
  code: 'x',
  message: 'm',
});

test('core text is asked for with WIT or as a plain module, component text always by itself', () => {
  expect(toRequest(form)).toEqual({ from: 'core', source: '(module)', wit: 'world a {} world b {}', world: 'b' });
  expect(toRequest({ ...form, wit: null })).toEqual({ from: 'core', source: '(module)', wit: 'world typed {}' });
  expect(toRequest({ ...form, kind: 'module' })).toEqual({ from: 'text', source: '(module)' });
  expect(toRequest({ ...form, source: { ...source, content: '(component)' } })).toEqual({
    from: 'text',
    source: '(component)',
  });
  expect(needsWit({ source: { ...source, content: fakeCore }, kind: 'module' })).toBe(true);
});

test('a problem leads to its place in the file, also where the text stands in an entry', () => {
  expect(toProblem(form, wrong('source'))).toMatchObject({ part: 'source', file: 'a.wat', line: 2, column: 3 });
  expect(toProblem(form, wrong('wit'))).toMatchObject({ part: 'wit', file: 'a.wit', line: 2, column: 3 });
  expect(toProblem({ ...form, wit: null }, wrong('wit'))).toMatchObject({ part: 'wit', file: null });
  const ofEntry = { id: 'x', title: 'x', file: '_index.yaml', text: '', entry: { line: 7, column: 5 } };
  expect(toProblem({ ...form, wit: ofEntry }, wrong('wit'))).toMatchObject({
    part: 'wit',
    file: '_index.yaml',
    line: 7,
    column: 5,
  });
  const inline = { ...source, file: '_index.yaml', offset: { line: 6, indent: 4 } };
  expect(toProblem({ ...form, source: inline }, wrong('source'))).toMatchObject({
    file: '_index.yaml',
    line: 7,
    column: 7,
  });
});

test('the WIT to begin with has one world, whatever the file is called', () => {
  for (const name of ['add', 'My File.2', '123', '_']) expect(worldsOf(witTemplate(name))).toHaveLength(1);
});
