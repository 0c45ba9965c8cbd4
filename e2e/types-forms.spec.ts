/** What the table of e2e/types.spec.ts leaves out: values near the limit. */
import { buildGuests, digestOf, projectOf } from '../src/conformance/mapping/rows/build.ts';
import { echoOf, list, u8 } from '../src/conformance/mapping/rows/row.ts';
import { expect, test } from './fixtures/api-test.ts';

// Hundreds of megabytes, on a machine that may have other work.
test.describe.configure({ timeout: 600_000 });

test('a value of a hundred megabytes goes and comes in both forms, one beyond the limit is refused', async ({
  page,
}) => {
  const guest = echoOf('bytes', list(u8));
  const built = await buildGuests([guest]);
  expect(new Set(built.map(({ bytes }) => digestOf(bytes))).size).toBe(2);
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    const results: Record<string, unknown> = {};
    for (const form of ['core', 'component']) {
      const bytes = new Uint8Array(100 * 1024 * 1024);
      // No UTF-8, so it comes back as bytes.
      bytes.fill(0xff);
      bytes[12_345_678] = 7;
      const { value, error } = await playground.call(`app:bytes-${form}`, bytes);
      results[form] = value instanceof Uint8Array ? [value.length, value[12_345_678], value.at(-1)] : error;
      if (form === 'component') {
        // Before its form is asked for: `mapper.test.ts` has the core one.
        const refused = await playground.call(`app:bytes-${form}`, new Uint8Array(256 * 1024 * 1024 + 1));
        results['refused'] =
          refused.error?.from === 'runtime' ? [refused.error.kind, refused.error.message] : refused.value === null;
      }
      results[`${form} after`] = (await playground.call(`app:bytes-${form}`, 'x')).value;
    }
    return results;
  }, projectOf(built));
  expect(seen).toEqual({
    core: [104_857_600, 7, 255],
    'core after': 'x',
    component: [104_857_600, 7, 255],
    refused: ['Invalid', expect.stringMatching(/ of more than 268435456 bytes cannot be passed$/)],
    'component after': 'x',
  });
});
