/** Kinds of Wippy that are kept as data (spec/registry §3.2). */
import { WIPPY_KINDS, type WippyKind } from '../../contract/kinds.ts';
import type { NamedKind } from '../registry/kind.ts';

/** Data that nothing has to handle. */
const STORED: ReadonlySet<string> = new Set<WippyKind>([
  'registry.entry',
  'ns.definition',
  'ns.dependency',
  'ns.requirement',
]);

/** Of those that are described as well the description counts. */
export const NAMED_KINDS: readonly NamedKind[] = WIPPY_KINDS.map(({ name }) => ({
  name,
  status: STORED.has(name) ? 'stored' : 'unavailable',
}));
