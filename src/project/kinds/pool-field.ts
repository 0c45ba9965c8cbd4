/** `pool` of function entries (spec/wasm §4, rows 8-10 of §2). */
import type { Problems } from '../registry/fields.ts';
import { choice, flag, integer, map, text, type MapValue } from '../registry/field-types.ts';

/** How many calls may run at once (spec/wasm §4). */
export type PoolConfig = { readonly type: 'inline' } | { readonly type: 'lazy'; readonly maxSize: number };

/** On-demand pools without `type` grow to this (spec/wasm §4.2). */
const AUTO_MAX_SIZE = 100;
/** `type: lazy` without `max_size` (spec/wasm §4.3). */
const LAZY_MAX_SIZE = 16;
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

/** The pool that a valid config asks for; null and an error when the playground has none of that type yet. */
export function choosePool(pool: PoolValues, problems: Problems): PoolConfig | null {
  const { size, workers, max_size: maxSize, worker_class: workerClass } = pool;
  if (workerClass) {
    problems.error(workerClass.place, 'not-available', 'pool.worker_class is not available in the playground yet');
    return null;
  }
  const isOnDemand = size.value === 0 || maxSize.value > 0;
  const type = pool.type?.value ?? (workers.value > 0 ? 'static' : isOnDemand ? 'auto' : 'inline');
  switch (type) {
    case 'inline':
      return { type: 'inline' };
    case 'auto':
      return { type: 'lazy', maxSize: maxSize.value || AUTO_MAX_SIZE };
    case 'lazy':
      return { type: 'lazy', maxSize: maxSize.value || LAZY_MAX_SIZE };
    case 'static':
    case 'adaptive': {
      const place = (pool.type ?? workers).place;
      if (!place) throw new Error(`a pool is ${type} and nothing says so`);
      problems.error(place, 'not-available', `pool type "${type}" is not available in the playground yet`);
      return null;
    }
  }
}
