/** Kinds of Wippy that are kept as data (spec/registry §3.2), with what is said of their fields all the same (§2). */
import { WIPPY_KINDS, type WippyKind } from '../../contract/kinds.ts';
import type { NamedKind } from '../registry/kind.ts';
import { id } from '../registry/field-types.ts';
import { type Schema } from '../registry/schema.ts';

/** Data that nothing has to handle. */
const STORED: ReadonlySet<string> = new Set<WippyKind>([
  'registry.entry',
  'ns.definition',
  'ns.dependency',
  'ns.requirement',
]);

/** Fields of kinds that are not decoded yet. */
const FIELDS: ReadonlyMap<string, Schema> = new Map<WippyKind, Schema>([
  [
    'process.service',
    { host: id({ doc: 'Where it runs.', kinds: ['process.host'], onlyFull: () => 'host not found' }) },
  ],
]);

/** Of those that are described as well the description counts. */
export const NAMED_KINDS: readonly NamedKind[] = WIPPY_KINDS.map(({ name }) => {
  const schema = FIELDS.get(name);
  return { name, status: STORED.has(name) ? 'stored' : 'unavailable', ...(schema ? { schema } : {}) };
});
