/** What differs between two values, place by place. */
import type { PlainValue } from '../../contract/api.ts';

export type Difference = { readonly path: string } & (
  | { readonly kind: 'added'; readonly after: PlainValue }
  | { readonly kind: 'removed'; readonly before: PlainValue }
  | { readonly kind: 'changed'; readonly before: PlainValue; readonly after: PlainValue }
);

/** More differences than this are another value; the rest is counted. */
const MAX_SHOWN = 100;

export interface Differences {
  readonly shown: readonly Difference[];
  readonly count: number;
}

/** In the order of the values, those that are gone last. The path of a whole value is empty. */
export function differencesOf(before: PlainValue, after: PlainValue): Differences {
  const shown: Difference[] = [];
  let count = 0;
  const tell = (difference: Difference): void => {
    if (++count <= MAX_SHOWN) shown.push(difference);
  };
  const compare = (left: PlainValue, right: PlainValue, path: string): void => {
    if (isSame(left, right)) return;
    const [own, other] = [partsOf(left), partsOf(right)];
    if (own === null || other === null || Array.isArray(left) !== Array.isArray(right)) {
      tell({ kind: 'changed', path, before: left, after: right });
      return;
    }
    for (const [key, value] of other) {
      const inner = `${path}${step(key, path)}`;
      const had = own.get(key);
      if (had === undefined) tell({ kind: 'added', path: inner, after: value });
      else compare(had, value, inner);
    }
    for (const [key, value] of own)
      if (!other.has(key)) tell({ kind: 'removed', path: `${path}${step(key, path)}`, before: value });
  };
  compare(before, after, '');
  return { shown, count };
}

function isSame(left: PlainValue, right: PlainValue): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array)
    return left.length === right.length && left.every((byte, index) => byte === right[index]);
  return Object.is(left, right);
}

type Parts = ReadonlyMap<string | number, PlainValue>;

/** Null for what has no parts. Places of lists count from 1, as Lua's do. */
function partsOf(value: PlainValue): Parts | null {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return null;
  return Array.isArray(value)
    ? new Map(value.map((item: PlainValue, index): [number, PlainValue] => [index + 1, item]))
    : new Map(Object.entries(value));
}

function step(key: string | number, path: string): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_]\w*$/.test(key) ? `${path === '' ? '' : '.'}${key}` : `[${JSON.stringify(key)}]`;
}
