/** `pool` of function entries (spec/wasm §4, rows 8-10 of §2). */
import { choice, flag, integer, map, text, type MapValue } from '../registry/field-types.ts';

/** How many calls may run at once (spec/wasm §4). */
export type PoolConfig =
  | { readonly type: 'inline' }
  | { readonly type: 'lazy' | 'adaptive'; readonly maxSize: number }
  /** `buffer` calls wait in its queue and those beyond with their callers, which nobody can tell apart. */
  | { readonly type: 'static'; readonly workers: number; readonly buffer: number };

/** On-demand pools without `type` grow to this (spec/wasm §4.2). */
const AUTO_MAX_SIZE = 100;
/** `type: lazy` and `adaptive` without `max_size`, `static` without a count (spec/wasm §4.3). */
const TYPED_MAX_SIZE = 16;
const STATIC_WORKERS = 8;
/** Places in the queue of a static pool, for each worker. */
const BUFFER_OF_WORKER = 64;
/** Of a class of workers without a count (spec/wasm §4.1). */
const CLASS_WORKERS = 4;
const TYPES = ['inline', 'lazy', 'static', 'adaptive'] as const;

const count = (doc: string): ReturnType<typeof integer> =>
  integer({
    doc,
    default: 0,
    min: { value: 0, code: 'invalid-pool', message: 'pool values cannot be negative' },
  });

const POOL_FIELDS = {
  size: count('Workers that are there from the start.'),
  workers: count('Workers of a static pool.'),
  buffer: count('Calls that may wait.'),
  max_size: count('Workers that a pool may grow to.'),
  type: choice({
    doc: 'How workers are kept; without it the sizes decide.',
    values: TYPES,
    code: 'invalid-pool',
    message: 'invalid pool type',
    hint: `one of ${TYPES.join(', ')}`,
  }),
  warm_start: flag({ doc: 'Whether workers start with the project.', default: false }),
  worker_class: text({ doc: 'Pinned workers that calls go to.' }),
};

type PoolValues = MapValue<typeof POOL_FIELDS>;

export const poolField = map({
  doc: 'How many calls may run at once.',
  fields: POOL_FIELDS,
  check({ size, workers, max_size: maxSize, worker_class: workerClass }) {
    const isFlex = workers.value === 0 && (size.value === 0 || maxSize.value > 0);
    return isFlex || size.value > 0 || workerClass
      ? null
      : {
          place: workers.place,
          code: 'invalid-pool',
          message: 'pool.size must be greater than 0 for non-flex pools',
        };
  },
});

/** The pool that a valid config asks for (spec/wasm §4.2). */
export function choosePool(pool: PoolValues): PoolConfig {
  const { size, workers, max_size: maxSize, worker_class: workerClass } = pool;
  const fixed = (bound: number): PoolConfig => ({
    type: 'static',
    workers: bound,
    buffer: pool.buffer.value || bound * BUFFER_OF_WORKER,
  });
  // Whatever its type: a set of workers of the function's own.
  if (workerClass) return fixed(workers.value || CLASS_WORKERS);
  const isOnDemand = size.value === 0 || maxSize.value > 0;
  const type = pool.type?.value ?? (workers.value > 0 ? 'static' : isOnDemand ? 'auto' : 'inline');
  switch (type) {
    case 'inline':
      return { type: 'inline' };
    case 'auto':
      return { type: 'lazy', maxSize: maxSize.value || AUTO_MAX_SIZE };
    case 'lazy':
    case 'adaptive':
      return { type, maxSize: maxSize.value || TYPED_MAX_SIZE };
    case 'static':
      return fixed(workers.value || size.value || STATIC_WORKERS);
  }
}
