import { expect, test } from 'vitest';
import { pageOptions } from './page-options.ts';

test('without options the page is as it always is', () => {
  expect(pageOptions('')).toEqual({
    isEmbedded: false,
    isPresenting: false,
    panes: null,
    theme: null,
    origin: null,
    backend: null,
    guestsFor: 'what-needs-one',
    result: null,
  });
});

test('an embedded page shows code and console unless it is told otherwise', () => {
  expect(pageOptions('?embed')).toMatchObject({ isEmbedded: true, panes: new Set(['code', 'console']) });
  expect(pageOptions('?embed&panes=code&theme=dark&result=42,%20nil')).toMatchObject({
    panes: new Set(['code']),
    theme: 'dark',
    result: '42, nil',
  });
  for (const backend of ['shared', 'jspi', 'messages'] as const)
    expect(pageOptions(`?backend=${backend}`).backend).toBe(backend);
  expect(pageOptions('?guests=all').guestsFor).toBe('all');
});

test('a page is presented with the parts that the address names', () => {
  expect(pageOptions('?present&panes=code')).toMatchObject({ isPresenting: true, panes: new Set(['code']) });
});

test('what is not known is left out', () => {
  expect(pageOptions('?panes=,nothing,__proto__&theme=pink&backend=shredded&guests=none&result=%20&other=1')).toEqual(
    pageOptions(''),
  );
  expect(pageOptions('?panes=console,files,console').panes).toEqual(new Set(['files', 'console']));
  expect(pageOptions(`?result=${'x'.repeat(1000)}`).result).toHaveLength(200);
});

test('an origin is only an origin, and a wrong one is nobody', () => {
  expect(pageOptions('?embed&origin=https://docs.example.com/a/b').origin).toBe('https://docs.example.com');
  for (const wrong of ['*', 'null', '', 'data:text/html,x', 'javascript:1'])
    expect(pageOptions(`?embed&origin=${encodeURIComponent(wrong)}`).origin).toBe('https://invalid.invalid');
});
