import { expect, test } from 'vitest';
import type { EntryId, EntryReport } from '../../contract/api.ts';
import { presentReports } from './present-reports.ts';

const report = (id: string): EntryReport => ({ id: id as EntryId, kind: 'function.lua', status: 'ready' });
const registry = (...names: readonly string[]) => ({
  '_index.yaml': `namespace: app\nentries:\n${names.map((name) => `  - name: ${name}\n    kind: function.lua\n`).join('')}`,
});

test('an entry that was booted and is written no more is gone, one that only the boot can find stays', () => {
  const reports = [report('app:one'), report('app:two'), report('other:made')];
  const booted = registry('one', 'two');
  expect(presentReports(reports, booted, registry('two', 'three'))).toEqual([report('app:two'), report('other:made')]);
  expect(presentReports(reports, booted, registry('one', 'two', 'three'))).toBe(reports);
  expect(presentReports(reports, booted, booted)).toBe(reports);
  expect(presentReports(null, null, booted)).toBeNull();
});
