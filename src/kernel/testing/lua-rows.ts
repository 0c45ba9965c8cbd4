/** Tables of what Lua code gives, a test a row. A table is one project, whose functions are the rows. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { CallResult, PlainValue } from '../../contract/api.ts';
import { main, project } from './lua-project.ts';
import { createTestKernel } from './test-kernel.ts';

/** The name, the body of a method, and what it returns. */
export type Row = readonly [name: string, body: string, value: PlainValue];

/** `others`: sources of further entries of the project, by name. */
export function gives(title: string, rows: readonly Row[], others: Readonly<Record<string, string>> = {}): void {
  const call = calling(
    title,
    rows.map(([, body]) => body),
    others,
  );
  describe(title, () => {
    for (const [index, [name, , expected]] of rows.entries())
      test(name, async () => {
        const { value, error } = await call(index);
        expect(error).toBeNull();
        expect(value).toEqual(expected);
      });
  });
}

/** How a call of a native fails: a raised text without its position, or `first, err` with kind and message. */
export type Refusal =
  | { readonly raised: string }
  | {
      readonly returned: string;
      readonly kind?: string;
      readonly retryable?: boolean | null;
      readonly first?: string;
    };

/** The call, and how it fails. */
export function refuses(title: string, rows: readonly (readonly [call: string, refusal: Refusal])[]): void {
  const call = calling(
    title,
    rows.map(([expression]) => told(expression)),
  );
  describe(title, () => {
    for (const [index, [expression, refusal]] of rows.entries())
      test(expression, async () => {
        const { value, error } = await call(index);
        expect(error).toBeNull();
        if ('raised' in refusal) expect(value).toEqual(refusal);
        else {
          const { returned, kind = 'Invalid', retryable = false, first = 'nil' } = refusal;
          expect(value).toEqual({ first, returned, kind, retryable: retryable === null ? 'nil' : String(retryable) });
        }
      });
  });
}

/** A body that returns what became of the expression. */
function told(expression: string): string {
  return `
local all = {pcall(function() return ${expression} end)}
if not all[1] then return {raised = (tostring(all[2]):gsub("^[%w_.:]+:%d+: ", ""))} end
local err = all[3]
if type(err) ~= "userdata" then return {answered = tostring(all[2])} end
return {first = tostring(all[2]), returned = err:message(), kind = err:kind(), retryable = tostring(err:retryable())}`;
}

function calling(
  title: string,
  bodies: readonly string[],
  others: Readonly<Record<string, string>> = {},
): (index: number) => Promise<CallResult> {
  const { kernel, settle } = createTestKernel();
  const sources = Object.fromEntries(bodies.map((body, index) => [`row${index}`, main(body)]));
  beforeAll(async () => {
    const report = await settle(kernel.open(project({ ...sources, ...others })));
    if (!report.ok) throw new Error(`${title}: ${JSON.stringify(report.error ?? report.diagnostics)}`);
  });
  return (index) => settle(kernel.call(`app:row${index}`, []));
}
