import { useMemo } from 'react';
import { hasTests } from '../model/has-tests.ts';
import { useRun } from './context.ts';
import { useSettledFiles } from './use-settled-files.ts';

/** Whether the project marks entries as tests, as of the last pause in typing. */
function useHasTests(): boolean {
  const files = useSettledFiles();
  return useMemo(() => hasTests(files), [files]);
}

/** Which panes there is a way to: tests and memory have one where there is anything, and while they are in front. */
export function useShownPanes(current: string): (pane: { readonly id: string }) => boolean {
  const hasAny = useHasTests();
  const isInspected = useRun((state) => state.inspected !== null);
  return ({ id }) => id === current || (id === 'tests' ? hasAny : id !== 'memory' || isInspected);
}
