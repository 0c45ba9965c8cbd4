import { describe, expect, test } from 'vitest';
import type { InspectedMark, Inspection } from '../../contract/inspection.ts';
import { addressOf, MemoryRows, signOf, textOf } from './memory-rows.ts';

function mark(at: number, sizeBytes: number, path: string, encoding?: InspectedMark['encoding']): InspectedMark {
  const base = { memory: 0, at, sizeBytes, role: 'argument', path, type: 'string' } as const;
  return encoding ? { ...base, encoding } : base;
}

function inspection(marks: readonly InspectedMark[] = [], cutAt: number | null = null): Inspection {
  const bytes = Uint8Array.from({ length: 80 }, (_, index) => index + 0x20);
  return {
    call: null,
    fault: null,
    memories: [
      {
        name: 'memory',
        sizeBytes: 65_536,
        cutAt,
        blocks: [
          { at: 256, sizeBytes: 40 },
          { at: 512, sizeBytes: 40 },
        ],
      },
    ],
    globals: [],
    tables: [],
    marks,
    areMarksCut: false,
    bytes,
  };
}

describe('rows of a memory', () => {
  test('have the bytes that are there, and one row for what is zero between them', () => {
    const rows = new MemoryRows(inspection(), 0, 16);
    expect(rows.count).toBe(9);
    expect(Array.from({ length: rows.count }, (_, index) => rows.row(index)).map(({ kind, at }) => [kind, at])).toEqual(
      [
        ['zeros', 0],
        ['bytes', 256],
        ['bytes', 272],
        ['bytes', 288],
        ['zeros', 296],
        ['bytes', 512],
        ['bytes', 528],
        ['bytes', 544],
        ['zeros', 552],
      ],
    );
    expect(rows.row(3)).toMatchObject({ bytes: { length: 8 } });
  });

  test('say what was not kept', () => {
    const rows = new MemoryRows(inspection([], 552), 0, 16);
    expect(rows.row(rows.count - 1)).toEqual({ kind: 'unkept', at: 552, sizeBytes: 65_536 - 552 });
  });

  test('are found by address', () => {
    const rows = new MemoryRows(inspection(), 0, 16);
    for (const [address, row] of [
      [0, 0],
      [255, 0],
      [256, 1],
      [295, 3],
      [300, 4],
      [545, 7],
      [9_999_999, 8],
    ] as const)
      expect(rows.rowOf(address)).toBe(row);
  });

  test('of another memory begin where the bytes of those before it end', () => {
    const one = inspection();
    const two: Inspection = {
      ...one,
      memories: [{ name: 'a', sizeBytes: 65_536, cutAt: null, blocks: [{ at: 0, sizeBytes: 40 }] }, one.memories[0]!],
      bytes: Uint8Array.from({ length: 120 }, (_, index) => index),
    };
    expect(new MemoryRows(two, 1, 16).row(1)).toMatchObject({ at: 256, bytes: { 0: 40 } });
  });

  test('are cut into stretches by the innermost value', () => {
    const outer = mark(256, 12, 'users');
    const inner = mark(260, 4, 'users[0]');
    const rows = new MemoryRows(inspection([outer, inner]), 0, 16);
    const row = rows.row(1);
    expect(row.kind === 'bytes' && rows.stretches(row, { at: 270, sizeBytes: 1 })).toEqual([
      { from: 0, to: 4, mark: outer, isChosen: false, isEmpty: false },
      { from: 4, to: 8, mark: inner, isChosen: false, isEmpty: false },
      { from: 8, to: 12, mark: outer, isChosen: false, isEmpty: false },
      { from: 12, to: 14, mark: null, isChosen: false, isEmpty: false },
      { from: 14, to: 15, mark: null, isChosen: true, isEmpty: false },
      { from: 15, to: 16, mark: null, isChosen: false, isEmpty: false },
    ]);
  });

  test('are searched, from a place on and then from the start', () => {
    const rows = new MemoryRows(inspection(), 0, 16);
    const wanted = new TextEncoder().encode('#$');
    expect(rows.find(wanted, 0)).toBe(259);
    expect(rows.find(wanted, 260)).toBe(259);
    expect(rows.find(new TextEncoder().encode('HI'), 0)).toBe(512);
    expect(rows.find(new TextEncoder().encode('G\0'), 0)).toBe(-1);
  });
});

test('strings are read where they lie', () => {
  const name = mark(257, 3, 'name', 'utf8');
  const rows = new MemoryRows(inspection([name]), 0, 16);
  expect(textOf(rows, name)).toBe('"!"#"');
  expect(textOf(rows, mark(257, 3, 'bytes'))).toBeNull();
  const across = mark(295, 3, 'across', 'utf8');
  expect(textOf(rows, across)).toBe('"G\0\0"');
  expect(textOf(new MemoryRows(inspection([across], 296), 0, 16), across)).toBeNull();
});

test('addresses are typed in decimal and in hex', () => {
  expect([addressOf('64'), addressOf(' 0x40'), addressOf('name'), addressOf('')]).toEqual([64, 64, null, null]);
  expect(signOf(0x41) + signOf(0)).toBe('A·');
});
