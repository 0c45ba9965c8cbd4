/** What goes on while a run lasts, as one line beside Stop has it. */
import type { KernelState, ProcessInfo } from '../../contract/api.ts';
import { formatBytes } from './format-bytes.ts';

export interface RunningNow {
  /** The function or process that is at work, or that everything waits for. */
  readonly target: string;
  /** `running`, `waits for sleep` */
  readonly doing: string;
  /** What it takes, or null where nobody has told; `≥` where it may have grown since. */
  readonly memory: string | null;
  /** How many others are there. */
  readonly others: number;
}

/** `chosen`: the function of the run bar, which goes before others that do the same. Null where nothing is at work. */
export function runningNow(
  { processes, guests }: Pick<KernelState, 'processes' | 'guests'>,
  chosen: string | null,
): RunningNow | null {
  const best = processes.reduce<ProcessInfo | null>(
    (found, process) => (found === null || comesBefore(process, found, chosen) ? process : found),
    null,
  );
  if (best === null) return null;
  const { target, state } = best;
  const told = guests.list
    .filter((guest) => guest.target === target && guest.status !== 'terminating')
    .map((guest) => guest.memoryBytes ?? 0);
  const most = Math.max(0, ...told);
  // What the kernel counts of a call in a guest are its arguments alone.
  const own = told.length === 0 && best.memoryBytes > 0 ? formatBytes(best.memoryBytes) : null;
  return {
    target,
    doing: doing(state),
    memory: most > 0 ? `≥ ${formatBytes(most)}` : own,
    others: processes.length - 1,
  };
}

/** What computes goes before what is ready, that before what waits for others than calls, and what began later before what calls it. */
function comesBefore(a: ProcessInfo, b: ProcessInfo, chosen: string | null): boolean {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank < 0;
  if ((a.target === chosen) !== (b.target === chosen)) return a.target === chosen;
  return a.call > b.call;
}

function rankOf({ state }: ProcessInfo): number {
  if (state === 'running') return 0;
  if (state === 'ready') return 1;
  if (state === 'idle') return 4;
  return state === 'blocked(call)' ? 3 : 2;
}

function doing(state: string): string {
  const waits = /^blocked\((.*)\)$/.exec(state)?.[1];
  return waits === undefined ? (state === 'ready' ? 'running' : state) : `waits for ${waits}`;
}
