import { expect, test } from 'vitest';
import { recordTable } from './record-table.ts';

test('records with fields in common are rows; a missing field is an empty cell', () => {
  const table = recordTable([{ id: 1, name: 'Ada' }, { id: 2n, name: 'Bo', note: 'new' }, { id: 3 }], 2);
  expect(table).toEqual({
    columns: ['id', 'name', 'note'],
    rows: [
      [1, 'Ada', undefined],
      [2n, 'Bo', 'new'],
    ],
    numeric: new Set(['id']),
  });
});

test.each([
  [[1, 2]],
  [[{ a: 1 }, null]],
  [[{ a: 1 }, [1]]],
  [[{}, {}]],
  [[{ circle: 1 }, { square: 1 }, { line: 1 }]],
  [[Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`f${at}`, at])), { f1: 1 }]],
])('%j is no table', (list) => {
  expect(recordTable(list, 10)).toBeNull();
});

test('names of fields are only names', () => {
  const list = [JSON.parse('{"__proto__": 1, "constructor": 2}'), JSON.parse('{"constructor": 3}')];
  expect(recordTable(list, 2)).toMatchObject({
    columns: ['__proto__', 'constructor'],
    rows: [
      [1, 2],
      [undefined, 3],
    ],
  });
});
