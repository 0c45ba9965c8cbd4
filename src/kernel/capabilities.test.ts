import { expect, test } from 'vitest';
import { isCoreProfile, matchProfile, profileTokens } from '../contract/profiles.ts';
import { createTestKernel } from './testing/test-kernel.ts';

/** Every spelling that is accepted, some that are odd, and some that are none. */
const TOKENS = [
  ...profileTokens(),
  'wasi:CLI@0.2.0',
  ' wasi1 ',
  'anything:funcs',
  'wasi:nope',
  'nope',
  'wasi:cli/none',
];

test.each(TOKENS)('a text that declares “%s” boots, or is refused by name', async (token) => {
  const { kernel, settle } = createTestKernel();
  const report = await settle(
    kernel.open({
      '_index.yaml': `version: "1.0"
namespace: app
entries:
  - name: f
    kind: function.wat
    source: "(module (func (export \\"f\\")))"
    method: f
    wit: "f: func()"
    imports: [${JSON.stringify(token)}]
`,
    }),
  );
  const match = matchProfile(token);
  const shown = token.includes(':') ? token : `:${token}`;
  const wanted = !match
    ? `unsupported wasm host import: ${shown}`
    : isCoreProfile(match.profile)
      ? null
      : `wasm host import requires component module: ${shown}`;
  if (wanted === null) return expect(report.error).toBeUndefined();
  expect(report.error).toMatchObject({
    kind: 'Invalid',
    message: `failed to load state: operation failed for entry app:f: ${wanted}`,
  });
  const found = report.diagnostics.find(({ severity }) => severity === 'error');
  expect(found).toMatchObject({ file: '_index.yaml', line: 9, column: 15, message: wanted });
});
