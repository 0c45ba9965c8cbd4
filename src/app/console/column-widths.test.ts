import { expect, test } from 'vitest';
import type { CallRecord, ConsoleEntry, PlainValue } from '../../contract/api.ts';
import { columnWidths } from './column-widths.ts';
import type { ConsoleLine } from './lines.ts';

function line(target: string, values: readonly PlainValue[], depth = 0): ConsoleLine {
  const call: CallRecord = {
    id: 1,
    parent: null,
    target,
    caller: '',
    arguments: values,
    value: null,
    error: null,
    durationMs: 1,
  };
  const entry: ConsoleEntry = { id: 1, time: 0, source: 'call', level: 'info', text: '', call };
  return { kind: 'row', key: 1, depth, row: { key: 1, run: 1, entry } };
}

test('columns are as wide as what stands in them, with the names of types and the depth of calls', () => {
  expect(columnWidths([line('app:compute', [6, 7]), line('app:main', [], 1)])).toEqual({ target: 12, arguments: 20 });
  expect(columnWidths([line('app:compute', [], 3)]).target).toBe(18);
});

test('columns have room for their own names, and never take the room of the value', () => {
  expect(columnWidths([])).toEqual({ target: 8, arguments: 10 });
  const long = 'x'.repeat(10_000);
  expect(columnWidths([line(`app:${long}`, [long])])).toEqual({ target: 40, arguments: 52 });
});
