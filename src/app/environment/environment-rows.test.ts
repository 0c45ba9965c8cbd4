import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EntryId, VariableInfo } from '../../contract/api.ts';
import { exportZip } from '../../share/zip.ts';
import { currentLink } from '../share/current-link.ts';
import { createProjectStore } from '../stores/project-store.ts';
import { page, useOwnDatabases } from '../stores/testing/project-page.ts';
import { rowsOf, sourceWords, withValue } from './environment-rows.ts';

const variable = (name: string, more: Partial<VariableInfo> = {}): VariableInfo => ({
  id: `app:${name.toLowerCase()}` as EntryId,
  name,
  storage: 'app:os' as EntryId,
  value: null,
  source: 'none',
  takesValue: true,
  ...more,
});

test('each variable has what is given to it, and what is given to none stays in sight', () => {
  const { rows, unused } = rowsOf(
    [variable('A'), variable('B')],
    [
      ['B', 'two'],
      ['OLD', 'x'],
    ],
  );
  expect(rows.map(({ name, given }) => [name, given])).toEqual([
    ['A', ''],
    ['B', 'two'],
  ]);
  expect(unused).toEqual([['OLD', 'x']]);
});

test('a value that is emptied is given no more', () => {
  const values = withValue(withValue([], 'A', '1'), '__proto__', '2');
  expect(withValue(withValue(values, 'A', '3'), '__proto__', '')).toEqual([['A', '3']]);
});

test('the reader is told what programs see without a value', () => {
  expect(
    [
      variable('A'),
      variable('A', { source: 'default', value: 'd' }),
      variable('A', { source: 'stored', value: 's' }),
      variable('A', { source: 'stored', value: 's', takesValue: false }),
      variable('A', { problem: 'environment storage backend not found' }),
    ].map(sourceWords),
  ).toEqual([
    'no value',
    'default: d',
    'set by a program of this run',
    's, from app:os, where it is changed',
    'environment storage backend not found',
  ]);
});

describe('values that are given', () => {
  useOwnDatabases();
  afterEach(() => vi.unstubAllGlobals());

  test('are kept with a project of this browser, and go neither into a copy of it, nor a link, nor an archive', async () => {
    vi.stubGlobal('location', { origin: 'https://page', pathname: '/' });
    const store = await page();
    const secret = 'secret-5f3a';
    await store.getState().create({ name: 'P', files: { '_index.yaml': 'namespace: app\n' } });
    store.getState().setEnvironment([['TOKEN', secret]]);
    await store.getState().save();
    const { name, files, main } = store.getState();
    const link = await currentLink({ project: store.getState(), typed: null, activeFile: null });
    expect(link.ok && decodeURIComponent(link.value)).not.toContain(secret);
    const bare = createProjectStore({ examples: [] });
    await bare.getState().start();
    await bare.getState().create({ name, files, main });
    expect(link).toEqual(await currentLink({ project: bare.getState(), typed: null, activeFile: null }));
    expect(new TextDecoder('latin1').decode(exportZip({ name, files }))).not.toContain(secret);

    const again = await page();
    expect(again.getState().environment).toEqual([['TOKEN', secret]]);
    await again.getState().copy();
    expect(again.getState().environment).toEqual([]);
  });

  test('belong to what is shown: a shipped example with them stays one', async () => {
    const store = await page();
    store.getState().setEnvironment([['TOKEN', 'x']]);
    expect(store.getState()).toMatchObject({ origin: 'example', environment: [['TOKEN', 'x']] });
    await store.getState().openExample('two');
    expect(store.getState().environment).toEqual([]);
  });
});
