import type { Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Thread time, microseconds: what the thread itself was busy for, whatever else the machine did meanwhile. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * Does `work` and tells how long the longest task of the page's thread kept it busy meanwhile, in milliseconds of its own
 * time: a task that has to wait for a core on a busy machine is no longer one.
 */
export async function longestTask<T>(
  page: Page,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly longestMs: number; readonly tasks: number }> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as readonly TraceEvent[])));
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel'] },
    transferMode: 'ReportEvents',
  });
  const result = await work();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const pages = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf),
  );
  const tasks = events.filter(
    (event) => event.ph === 'X' && event.name.endsWith('RunTask') && pages.has(threadOf(event)),
  );
  const longestMs = Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1000));
  return { result, longestMs, tasks: tasks.length };
}
