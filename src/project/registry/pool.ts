/** `pool` of function entries (spec/wasm §4, rows 8-10 of §2). */
import type { PoolConfig } from './entries.ts';
import type { Fields, Problems } from './fields.ts';
import type { Place } from './source.ts';

/** On-demand pools without `type` grow to this (spec/wasm §4.2). */
const AUTO_MAX_SIZE = 100;
/** `type: lazy` without `max_size` (spec/wasm §4.3). */
const LAZY_MAX_SIZE = 16;
const POOL_TYPES = ['inline', 'lazy', 'static', 'adaptive'];

export interface RawPool {
  readonly type: { readonly value: string; readonly place: Place } | null;
  readonly numbers: {
    readonly size: number;
    readonly workers: number;
    readonly buffer: number;
    readonly max_size: number;
  };
  /** docs only; routes to pinned workers. */
  readonly workerClass: Place | null;
  readonly placeOf: (name: string) => Place;
}

const NUMBERS = ['size', 'workers', 'buffer', 'max_size'] as const;

/** Reads the types of the fields only. */
export function readPool(fields: Fields, entryPlace: Place): RawPool {
  const pool = fields.map('pool');
  const type = pool?.string('type') ?? null;
  const number = (name: string): number => pool?.integer(name) ?? 0;
  pool?.boolean('warm_start');
  pool?.noteUnknown(['type', ...NUMBERS, 'warm_start', 'worker_class']);
  return {
    type: type && type.value !== '' ? type : null,
    numbers: {
      size: number('size'),
      workers: number('workers'),
      buffer: number('buffer'),
      max_size: number('max_size'),
    },
    workerClass: pool?.string('worker_class')?.place ?? null,
    placeOf: (name) => pool?.placeOf(name) ?? fields.keyPlaceOf('pool') ?? entryPlace,
  };
}

/** Rows 8, 9 and 10; false when one of them fails and was reported. */
export function validatePool(pool: RawPool, problems: Problems): boolean {
  const { size, workers, max_size: maxSize } = pool.numbers;
  const negative = NUMBERS.find((name) => pool.numbers[name] < 0);
  if (negative) {
    problems.error(pool.placeOf(negative), 'invalid-pool', 'pool values cannot be negative');
    return false;
  }
  if (pool.type && !POOL_TYPES.includes(pool.type.value)) {
    problems.error(pool.type.place, 'invalid-pool', 'invalid pool type', `one of ${POOL_TYPES.join(', ')}`);
    return false;
  }
  const isFlex = workers === 0 && (size === 0 || maxSize > 0);
  if (!isFlex && size <= 0 && !pool.workerClass) {
    problems.error(pool.placeOf('workers'), 'invalid-pool', 'pool.size must be greater than 0 for non-flex pools');
    return false;
  }
  return true;
}

/** The pool that a valid config asks for; null and an error when the playground has none of that type yet. */
export function choosePool(pool: RawPool, problems: Problems): PoolConfig | null {
  const { size, workers, max_size: maxSize } = pool.numbers;
  if (pool.workerClass) {
    problems.error(pool.workerClass, 'not-available', 'pool.worker_class is not available in the playground yet');
    return null;
  }
  const type = pool.type?.value ?? (workers > 0 ? 'static' : size === 0 || maxSize > 0 ? 'auto' : 'inline');
  switch (type) {
    case 'inline':
      return { type: 'inline' };
    case 'auto':
      return { type: 'lazy', maxSize: maxSize || AUTO_MAX_SIZE };
    case 'lazy':
      return { type: 'lazy', maxSize: maxSize || LAZY_MAX_SIZE };
    default:
      problems.error(
        pool.type?.place ?? pool.placeOf('workers'),
        'not-available',
        `pool type "${type}" is not available in the playground yet`,
      );
      return null;
  }
}
