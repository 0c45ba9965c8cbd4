import { expect, test } from 'vitest';
import type { CallRecord, ConsoleEntry } from '../../contract/api.ts';
import { entryJson, entryMarkdown } from './copy-as.ts';

const call: CallRecord = {
  id: 2,
  parent: null,
  target: 'app:sum',
  arguments: [18446744073709551615n, { tags: ['a'] }],
  value: { total: 1 },
  error: null,
  durationMs: 3,
  caller: '',
};
const row = (part: Partial<ConsoleEntry>): ConsoleEntry => ({
  id: 1,
  time: 0,
  source: 'call',
  level: 'info',
  text: '',
  ...part,
});

test('as JSON a call has all its digits, and what came of it', () => {
  expect(entryJson(row({ call }))).toBe(
    '{"target": "app:sum", "arguments": [18446744073709551615, {"tags": ["a"]}], "value": {"total": 1}, "error": null, "durationMs": 3}',
  );
});

test('as Markdown it is Lua that can be run, with the answer below', () => {
  expect(entryMarkdown(row({ call }))).toBe(
    '```lua\nfuncs.call("app:sum", int64("18446744073709551615"), {tags = {"a"}})\n-- → {total = 1}, nil\n-- 3.0 ms\n```\n',
  );
  const error = { from: 'runtime', kind: 'Invalid', message: 'no', retryable: null, details: null } as const;
  expect(entryMarkdown(row({ call: { ...call, arguments: [], value: null, error } }))).toContain(
    '-- → nil, Invalid: no\n',
  );
});

test('what a typed line gave has all its values', () => {
  const result = { values: [1, null], error: null, durationMs: 3 };
  expect(entryJson(row({ source: 'result', result }))).toBe('{"values": [1, null], "error": null, "durationMs": 3}');
  expect(entryMarkdown(row({ source: 'result', result }))).toBe('```lua\n-- → 1, nil\n-- 3.0 ms\n```\n');
});
