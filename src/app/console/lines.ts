/**
 * Puts the rows of the console in the order they are read in: runs one after the other, in each of them calls above
 * what they called and wrote. Rows arrive the other way round, since a call is told of when it has ended.
 */
import type { CallRecord, ConsoleEntry } from '../../contract/api.ts';
import type { ConsoleRow, RunRecord } from '../stores/console-store.ts';
import { isError, isFiltering, matcher, type ConsoleFilter } from '../model/filter.ts';

export type ConsoleLine =
  | {
      readonly kind: 'run';
      readonly key: string;
      readonly run: RunRecord;
      readonly rows: number;
      readonly errors: number;
      readonly collapsed: boolean;
    }
  | { readonly kind: 'row'; readonly key: number; readonly row: ConsoleRow; readonly depth: number };

export interface LinesInput {
  readonly rows: readonly ConsoleRow[];
  readonly runs: readonly RunRecord[];
  readonly collapsed: ReadonlySet<number>;
  readonly filter: ConsoleFilter;
}

export function consoleLines({ rows, runs, collapsed, filter }: LinesInput): readonly ConsoleLine[] {
  const filtering = isFiltering(filter);
  const matches = matcher(filter);
  const lines: ConsoleLine[] = [];
  let start = 0;
  for (const run of runs) {
    let end = start;
    while (end < rows.length && rows[end]?.run === run.id) end++;
    const own = rows.slice(start, end);
    start = end;
    const shown = filtering ? own.filter((row) => matches(row.entry)) : own;
    if (filtering && shown.length === 0) continue;
    const isCollapsed = collapsed.has(run.id);
    let errors = 0;
    for (const row of shown) if (isError(row.entry)) errors++;
    lines.push({ kind: 'run', key: `run ${run.id}`, run, rows: shown.length, errors, collapsed: isCollapsed });
    if (isCollapsed) continue;
    // Rows are nested before they are filtered: what is shown stays at its depth.
    const kept = filtering ? new Set(shown) : null;
    for (const line of nested(own)) if (!kept || kept.has(line.row)) lines.push(line);
  }
  return lines;
}

type RowLine = Extract<ConsoleLine, { kind: 'row' }>;

interface Node {
  readonly row: ConsoleRow;
  readonly children: Node[];
  /** Position of what arrived first in this subtree. */
  first: number;
  claimed: boolean;
}

/** Clocks of workers are read in whole milliseconds at times. */
const clockSlackMs = 2;

function nested(rows: readonly ConsoleRow[]): readonly RowLine[] {
  if (!rows.some((row) => row.entry.call))
    return rows.map((row) => ({ kind: 'row', key: row.key, row, depth: row.entry.location ? 1 : 0 }));
  const nodes: Node[] = [];
  const waitingCalls = new Map<number, Node[]>();
  /** By the call they were written in, else by their writer. */
  const waitingTexts = new Map<number | string, Node[]>();

  for (const [index, row] of rows.entries()) {
    const node: Node = { row, children: [], first: index, claimed: false };
    nodes.push(node);
    const { call } = row.entry;
    if (!call) {
      const writer = row.entry.callId ?? writerOf(row.entry);
      if (writer !== null) append(waitingTexts, writer, node);
      continue;
    }
    for (const text of waitingTexts.get(call.id) ?? []) adopt(node, text);
    waitingTexts.delete(call.id);
    // Rows of the callee that came while it ran, from writers that do not know their call.
    const began = row.entry.time - call.durationMs - clockSlackMs;
    const texts = waitingTexts.get(call.target) ?? [];
    for (const text of texts) if (text.row.entry.time >= began) adopt(node, text);
    if (texts.length > 0)
      waitingTexts.set(
        call.target,
        texts.filter((text) => !text.claimed),
      );
    for (const child of waitingCalls.get(call.id) ?? []) adopt(node, child);
    waitingCalls.delete(call.id);
    if (call.parent !== null) append(waitingCalls, call.parent, node);
  }

  placeNotices(nodes);
  const lines: RowLine[] = [];
  const visit = (node: Node, depth: number): void => {
    lines.push({ kind: 'row', key: node.row.key, row: node.row, depth });
    for (const child of node.children.toSorted(byFirst)) visit(child, depth + 1);
  };
  for (const node of nodes.filter((item) => !item.claimed).toSorted(byFirst)) {
    // What waits for its caller to end is below it already, so that nothing moves sideways later.
    const { entry } = node.row;
    visit(node, Number(entry.call ? isCalledByEntry(entry.call) : (entry.callId ?? entry.location) !== undefined));
  }
  return lines;
}

/** What was said between the rows of a call, as of rows left out there, stands between them, whichever call they were of. */
function placeNotices(nodes: readonly Node[]): void {
  const roots = nodes.filter((node) => !node.claimed);
  const calls = roots.filter((node) => node.row.entry.call);
  for (const notice of roots) {
    if (notice.row.entry.source !== 'system') continue;
    let around: Node | undefined;
    for (let inner = enclosing(calls, notice); inner; inner = enclosing(inner.children, notice)) around = inner;
    if (around) adopt(around, notice);
  }
}

/** The call that began before `node` came and ended after it. */
function enclosing(calls: readonly Node[], node: Node): Node | undefined {
  return calls.find((call) => call.row.entry.call && call.first < node.first && node.row.key < call.row.key);
}

/** The page and chunks given to `eval` call too, but are no rows to stand below of. */
function isCalledByEntry({ parent, caller }: CallRecord): boolean {
  return parent !== null && (caller === '' || caller.includes(':'));
}

function adopt(parent: Node, child: Node): void {
  child.claimed = true;
  parent.children.push(child);
  parent.first = Math.min(parent.first, child.first);
}

function append<K>(map: Map<K, Node[]>, key: K, node: Node): void {
  const list = map.get(key);
  if (list) list.push(node);
  else map.set(key, [node]);
}

const byFirst = (left: Node, right: Node): number => left.first - right.first;

/** `app:main:12` was written by `app:main`. */
export function writerOf({ location }: Pick<ConsoleEntry, 'location'>): string | null {
  if (!location) return null;
  const place = /^(.+):\d+$/.exec(location);
  return place?.[1]?.includes(':') ? place[1] : location;
}
