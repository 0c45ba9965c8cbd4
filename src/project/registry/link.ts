/** What entries ask of each other and of the project's folders, and their order (spec/registry §3.3, §4.1). */
import type { EntryId } from '../../contract/api.ts';
import { invalid, notFound } from '../../contract/errors.ts';
import { rejectEntry } from './decode.ts';
import type { AnyEntry, Reference, Surroundings } from './entries.ts';
import { formatId, parseId } from './ids.ts';
import { ingredientsOf, referencesOf } from './fingerprint.ts';
import { nearest } from '../../base/nearest.ts';
import { orderByDependency } from './order.ts';
import type { Report } from './source.ts';
import { didYouMean } from '../../base/suggestion.ts';

export interface Linked {
  /** In boot order. Those whose needs are not met have become failed ones. */
  readonly entries: readonly AnyEntry[];
  readonly ok: boolean;
}

export function linkEntries(decoded: readonly AnyEntry[], surroundings: Surroundings, report: Report): Linked {
  const byId = new Map<EntryId, AnyEntry>(decoded.map((entry) => [entry.id, entry]));
  const checked = decoded.map((entry) => checkSurroundings(checkReferences(entry, byId, report), surroundings, report));
  const ordered = orderByDependency(checked, ingredientsOf);
  if (!ordered.cycle) return { entries: ordered.items, ok: !checked.some((entry) => entry.type === 'failed') };
  const cycle = ordered.cycle;
  const message = `import cycle: ${cycle.join(' -> ')}`;
  const entries = ordered.items.map((entry) => {
    const next = cycle.includes(entry.id) && referencesOf(entry).find(({ target }) => cycle.includes(target));
    if (!next) return entry;
    report.add(next.place, 'import-cycle', message, { entry: entry.id });
    return rejectEntry(entry, invalid(message));
  });
  return { entries, ok: false };
}

/** Every reference to what is not there is reported; the first makes the entry fail. */
function checkReferences(entry: AnyEntry, byId: ReadonlyMap<EntryId, AnyEntry>, report: Report): AnyEntry {
  let result = entry;
  for (const reference of referencesOf(entry)) {
    const { target, place, rule } = reference;
    const found = byId.get(target);
    if (found && rule.accepts(found)) continue;
    const message = rule.missing(target);
    const hint = found ? rule.otherKind(found) : (likely(entry, reference, byId) ?? rule.absent);
    report.add(place, rule.code, message, { entry: entry.id, hint });
    if (result === entry) result = rejectEntry(entry, notFound(message));
  }
  return result;
}

function likely(
  entry: AnyEntry,
  { target, rule }: Reference,
  byId: ReadonlyMap<EntryId, AnyEntry>,
): string | undefined {
  const { namespace, name } = parseId(target);
  const own = formatId({ namespace: parseId(entry.id).namespace, name });
  const candidates = [...byId.values()].flatMap((one) => (rule.isCandidate(one) ? [one.id] : []));
  const guess = namespace === '' && candidates.includes(own) ? own : nearest(target, candidates);
  return guess === null ? undefined : didYouMean(guess);
}

function checkSurroundings(entry: AnyEntry, surroundings: Surroundings, report: Report): AnyEntry {
  const rejection = entry.description?.check(entry.config, surroundings);
  if (!rejection) return entry;
  const { place, code, message, hint, error } = rejection;
  report.add(place, code, message, { entry: entry.id, hint });
  return rejectEntry(entry, error);
}
