/** Runs of projects with Lua processes, for tests. */
import { expect, test } from 'vitest';
import type { PlainValue } from '../../contract/api.ts';
import { processProject } from './process-project.ts';
import { createTestKernel, type TestKernel } from './test-kernel.ts';

export type Bodies = Readonly<Record<string, string>>;

/** A kernel with {@link processProject} of these open. */
export async function opened(bodies: Bodies): Promise<TestKernel> {
  const made = createTestKernel();
  const report = await made.settle(made.kernel.open(processProject(bodies)));
  expect(report).toMatchObject({ ok: true, diagnostics: [] });
  return made;
}

/** Calls `app:main` and stops all; `left`: what still ran after the call. */
export async function run(bodies: Bodies) {
  const { kernel, sink, settle } = await opened(bodies);
  const result = await settle(kernel.call('app:main', []));
  const left = kernel.state().processes.map(({ target }) => target);
  await kernel.stop();
  expect(kernel.state().processes).toEqual([]);
  return { ...result, sink, left };
}

export type Row = readonly [name: string, bodies: Bodies, expected: PlainValue];

/** A test for each: what `app:main` returns. */
export function rows(all: readonly Row[]): void {
  for (const [name, bodies, expected] of all)
    test(name, async () => {
      const { value, error } = await run(bodies);
      expect(error).toBeNull();
      expect(value).toEqual(expected);
    });
}
