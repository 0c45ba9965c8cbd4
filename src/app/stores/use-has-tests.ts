import { useMemo } from 'react';
import { hasTests } from '../model/has-tests.ts';
import { useSettledFiles } from './use-settled-files.ts';

/** Whether the project marks entries as tests, as of the last pause in typing. */
export function useHasTests(): boolean {
  const files = useSettledFiles();
  return useMemo(() => hasTests(files), [files]);
}
