import { describe, expect, test } from 'vitest';
import { isKeepable, planFor, type RequestFacts } from './service-plan.ts';

const SCOPE = 'https://host.example/some/base/';
const plan = (path: string, facts: Partial<RequestFacts> = {}) =>
  planFor({ method: 'GET', url: new URL(path, SCOPE).href, isNavigation: false, isRange: false, ...facts }, SCOPE);

describe('what is done with a request', () => {
  test('the page is the same page by any of its names', () => {
    for (const path of ['', 'index.html', '?theme=dark', './#project'])
      expect(plan(path, { isNavigation: true })).toBe('document');
  });

  test('files named after their content are taken as they are kept', () => {
    expect(plan('assets/monaco-D_mBrydr.js')).toBe('immutable');
    expect(plan('favicon.svg')).toBe('fresh');
  });

  test('other pages of the folder are not kept', () => {
    expect(plan('docs/', { isNavigation: true })).toBe('network');
  });

  test('what is not a plain reading of a file of the folder goes its way untouched', () => {
    expect(plan('assets/a.js', { method: 'POST' })).toBe('untouched');
    expect(plan('assets/a.js', { isRange: true })).toBe('untouched');
    expect(plan('assets/a.js', { cache: 'only-if-cached' })).toBe('untouched');
    expect(plan('https://elsewhere.example/some/base/assets/a.js')).toBe('untouched');
    expect(plan('/some/other/assets/a.js')).toBe('untouched');
    expect(plan('/some/base-two/')).toBe('untouched');
  });

  test('the service worker’s own script is never kept, or it could not be replaced', () => {
    expect(plan('sw.js')).toBe('untouched');
  });
});

describe('what is kept of an answer', () => {
  const script = { status: 200, type: 'basic', contentType: 'text/javascript' } as const;
  const html = { status: 200, type: 'basic', contentType: 'text/html; charset=utf-8' } as const;

  test('a page in place of a missing file is not kept as that file', () => {
    expect(isKeepable('immutable', script)).toBe(true);
    expect(isKeepable('immutable', html)).toBe(false);
    expect(isKeepable('fresh', html)).toBe(false);
    expect(isKeepable('document', html)).toBe(true);
  });

  test('errors, parts and what came from elsewhere are not kept', () => {
    for (const status of [0, 204, 206, 304, 404, 500])
      expect(isKeepable('immutable', { ...script, status })).toBe(false);
    for (const type of ['opaque', 'opaqueredirect', 'error', 'cors'] as const)
      expect(isKeepable('immutable', { ...script, type })).toBe(false);
  });

  test('nothing is kept of what is only passed on', () => {
    expect(isKeepable('network', script)).toBe(false);
    expect(isKeepable('untouched', script)).toBe(false);
  });
});
