import type { Request } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/same-page-test.ts';
import { test as apiTest } from './fixtures/api-test.ts';
import { violations } from './pages/axe.ts';

/** Guest halves, kernel halves that are fetched, the server, and modules of Lua for files, environment, requests. */
const HOST_CODE =
  /\/assets\/(host-|guest-request|http-client|serve|wasi-transport|network|socket-work|response-body|HttpPane|EnvironmentDialog|lua-(http|fs|env|store|events))/;

test('an endpoint is added, asked, and asked again; nothing leaves the page', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const hostCode: string[] = [];
  const hear = (request: Request): void => {
    // What the service worker keeps for the time without a network is none of the page's.
    if (!request.serviceWorker() && HOST_CODE.test(request.url())) hostCode.push(request.url());
  };
  page.context().on('request', hear);
  await openPlayground(page);
  await test.step('nothing of the hosts is fetched by a page whose project uses none', async () => {
    expect(await page.evaluate(() => playground.call('app:main'))).toMatchObject({ value: 42, error: null });
    expect(hostCode).toEqual([]);
  });
  await page.getByRole('tab', { name: 'HTTP' }).click();
  const pane = page.getByRole('region', { name: 'HTTP' });
  await pane.getByRole('button', { name: 'Add an endpoint' }).click();
  await expect(pane.getByRole('textbox', { name: 'Path' })).toHaveValue('/hello');
  // Its names are the names of today.
  expect(hostCode).not.toEqual([]);
  page.context().off('request', hear);
  await pane.getByRole('button', { name: 'Send' }).click();
  await expect(pane.getByRole('status')).toContainText('200 OK');
  await expect(pane.getByLabel('Body of the answer')).toContainText('"message": "Hello, world!"');
  await pane.getByRole('textbox', { name: 'Path' }).fill('/nothing');
  await pane.getByRole('textbox', { name: 'Path' }).press('Enter');
  await expect(pane.getByRole('status')).toContainText('404 Not Found');
  await pane.getByRole('list', { name: 'Sent requests' }).getByRole('button').last().click();
  await expect(pane.getByRole('status')).toContainText('200 OK');
  await expect.poll(() => violations(page, '[aria-label="HTTP"]')).toEqual([]);
  const { origin } = new URL(page.url());
  expect(asked.filter((url) => /^https?:/.test(url) && new URL(url).origin !== origin)).toEqual([]);
});

apiTest('http_client reaches another machine, by the network worker', async ({ page }) => {
  const far = 'https://far.example/**';
  await page
    .context()
    .route(far, (route) => route.fulfill({ body: 'from afar', headers: { 'access-control-allow-origin': '*' } }));
  await page.evaluate(() => playground.open({ '_index.yaml': 'version: "1.0"\nnamespace: app\nentries: []\n' }));
  const { values } = await page.evaluate(() =>
    playground.eval('local r, err = require("http_client").get("https://far.example/x") return r and r.body, err'),
  );
  expect(values).toEqual(['from afar', null]);
  await page.context().unroute(far);
});
