import { expect, test } from 'vitest';
import { rowTops, rowWindow } from './row-window.ts';

const base = { tops: rowTops(100, () => 20), viewHeight: 100, overscanPx: 0, scrollTop: 0, atEnd: false };

test('the rows in view are rendered', () => {
  expect(rowWindow(base)).toMatchObject({ start: 0, end: 6, offset: 0, total: 2000 });
  expect(rowWindow({ ...base, scrollTop: 405 })).toMatchObject({ start: 20, end: 26, offset: 400 });
});

test('at the end the last rows are, before anything has scrolled', () => {
  expect(rowWindow({ ...base, atEnd: true })).toMatchObject({ start: 95, end: 100, offset: 1900 });
});

test('rows of different heights are found', () => {
  expect(rowWindow({ ...base, tops: rowTops(10, (index) => (index === 3 ? 500 : 10)), scrollTop: 200, viewHeight: 50 })).toMatchObject({ start: 3, end: 4, offset: 30, total: 590 });
});

test('a short or empty list is no special case', () => {
  expect(rowWindow({ ...base, tops: rowTops(0, () => 20) })).toMatchObject({ start: 0, end: 0, offset: 0, total: 0 });
  expect(rowWindow({ ...base, tops: rowTops(2, () => 20), scrollTop: 900 })).toMatchObject({ start: 0, end: 2 });
});
