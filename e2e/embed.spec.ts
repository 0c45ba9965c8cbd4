import { expect, test } from './fixtures/test.ts';
import { violations } from './pages/axe.ts';

const host = `<!doctype html><title>host</title><iframe id="frame" width="900" height="600" src="./?embed#example=hello"></iframe>
<script>
  const frame = document.querySelector('#frame');
  globalThis.ask = (id, part) => new Promise((resolve) => {
    addEventListener('message', function hear({ data }) {
      if (data.id !== id) return;
      removeEventListener('message', hear);
      resolve(data);
    });
    frame.contentWindow.postMessage({ wippy: 1, id, ...part }, location.origin);
  });
  globalThis.told = [];
  addEventListener('message', ({ data }) => data.event && told.push(data.event));
</script>`;

test('an embedded page is a poster until it is pressed, and then answers the page around it', async ({ page }) => {
  const ask = (id: number, part: object) =>
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- of the page above
    page.evaluate(([one, what]) => (globalThis as never as { ask(id: number, part: object): unknown }).ask(one, what), [
      id,
      part,
    ] as const);
  await page.route('**/host.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
      body: host,
    }),
  );
  await test.step('the poster is well for assistive technology in both colours', async () => {
    await page.goto('./?embed#example=hello');
    await expect(page.getByRole('button', { name: 'Run and edit' })).toBeVisible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => violations(page), colorScheme).toEqual([]);
    }
  });
  await page.goto('./host.html');
  const frame = page.frameLocator('#frame');
  await expect(frame.getByRole('region', { name: 'Code of main.lua' })).toContainText(
    'funcs.call("app:compute", 6, 7)',
  );
  await expect(frame.getByText('the answer is 42')).toBeVisible();
  expect(await ask(1, { method: 'run' })).toMatchObject({ ok: false, error: expect.stringContaining('not started') });

  await frame.getByRole('button', { name: 'Run and edit' }).click();
  await expect(frame.locator('[data-source="call"]').first()).toBeVisible();
  await expect(frame.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await page.waitForFunction(() => (globalThis as never as { told: string[] }).told.includes('ready'));
  expect(await ask(2, { method: 'call', target: 'app:compute', args: [6, 9] })).toMatchObject({
    ok: true,
    value: { value: 54, error: null },
  });
  expect(await ask(3, { method: 'eval', lua: 'return 1' })).toMatchObject({ ok: false });
  expect(await ask(4, { method: 'open', files: { 'main.lua': 'return 1' }, name: 'From the host' })).toMatchObject({
    ok: true,
  });
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('From the host');
  expect(await ask(5, { method: 'files' })).toMatchObject({ ok: true, value: { 'main.lua': 'return 1' } });
});
