/** Lists of records as tables. */
import type { PlainValue } from '../../contract/api.ts';
import { keysOf } from './format-value.ts';

export interface RecordTable {
  /** In the order in which records have them. */
  readonly columns: readonly string[];
  /** A cell for each column; undefined where the record has no such field. */
  readonly rows: readonly (readonly (PlainValue | undefined)[])[];
  /** Columns of numbers, which stand at the right. */
  readonly numeric: ReadonlySet<string>;
}

/** More columns than this are no table that one could read. */
const maxColumns = 12;
const maxLooked = 1000;

/** Null for what is no list of records with fields in common. Of a long list the first `count` are rows. */
export function recordTable(list: readonly PlainValue[], count: number): RecordTable | null {
  const columns = new Set<string>();
  let fields = 0;
  const looked = list.slice(0, Math.max(count, maxLooked));
  for (const item of looked) {
    if (!isRecord(item)) return null;
    const keys = keysOf(item);
    fields += keys.length;
    for (const key of keys) columns.add(key);
    if (columns.size > maxColumns) return null;
  }
  // A union of records that have little in common is a list of different things.
  if (columns.size === 0 || fields < (columns.size * looked.length) / 2) return null;
  const names = [...columns];
  const rows = list
    .slice(0, count)
    .map((item) => names.map((name) => (isRecord(item) ? fieldOf(item, name) : undefined)));
  const numeric = names.filter((_, at) => rows.every((row) => isNumber(row[at]) || row[at] == null));
  return { columns: names, rows, numeric: new Set(numeric) };
}

type Fields = { readonly [key: string]: PlainValue };

function isRecord(value: PlainValue): value is Fields {
  return value !== null && typeof value === 'object' && !(value instanceof Uint8Array) && !Array.isArray(value);
}
function fieldOf(item: Fields, name: string): PlainValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}
function isNumber(value: PlainValue | undefined): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
