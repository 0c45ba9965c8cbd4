/**
 * `node scripts/core-suite.mjs FOLDER …`: runs scripts of the core specification's test suite in Chromium, each module as it was
 * written, metered, stoppable and pausable, and tells what is not the same. A folder has, for each script, a folder with `suite.json` and its
 * modules, as `wasm-tools json-from-wast` makes them. Fails where a form differs.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensurePackages } from './install.mjs';

ensurePackages();
const { ensureBrowser } = await import('./browser.mjs');
const { chromium } = await import('@playwright/test');
const { build } = await import('rolldown');

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Which folders of scripts? See the head of this file.');
  process.exit(1);
}

const { output } = await build({
  input: 'src/conformance/core-suite/compare-forms.ts',
  write: false,
  output: { format: 'iife', name: 'suite' },
});
// Debian's headless shell crashes where an access is out of bounds.
const browser = await chromium.launch({
  executablePath: await ensureBrowser({ isWhole: true }),
  args: ['--no-sandbox'],
});
let faults = 0;
const totals = { scripts: 0, ran: 0, skipped: 0, forgotten: 0 };
for (const folder of folders) {
  for (const name of readdirSync(folder).toSorted()) {
    const place = join(folder, name);
    if (!existsSync(join(place, 'suite.json'))) continue;
    const page = await browser.newPage();
    await page.addScriptTag({ content: output[0].code });
    const files = Object.fromEntries(
      readdirSync(place)
        .filter((file) => file.endsWith('.wasm'))
        .map((file) => [file, readFileSync(join(place, file), 'base64')]),
    );
    const title = `${basename(folder)}/${name}`;
    const found = await page
      .evaluate(
        ([script, base64]) => {
          const bytes = new Map(
            Object.entries(base64).map(([file, text]) => [
              file,
              Uint8Array.from(atob(text), (one) => one.charCodeAt(0)),
            ]),
          );
          return globalThis.suite.compareForms(JSON.parse(script), (file) => bytes.get(file));
        },
        [readFileSync(join(place, 'suite.json'), 'utf8'), files],
      )
      .catch((error) => ({
        ran: 0,
        skipped: 0,
        ofTheEngine: [],
        forgotten: 0,
        differences: [` ${error.message.split('\n')[0]}`],
      }));
    await page.close();
    totals.scripts++;
    totals.ran += found.ran;
    totals.skipped += found.skipped;
    totals.forgotten += found.forgotten;
    faults += found.differences.length;
    if (found.ofTheEngine.length > 0)
      console.log(`${title}: the engine has ${found.ofTheEngine.length} answers of its own`);
    for (const difference of found.differences) console.log(`${title}:${difference}`);
  }
}
await browser.close();
console.log(
  `${totals.scripts} scripts: ${totals.ran} commands in three forms, ${totals.skipped} left out, ${totals.forgotten} attempts forgotten, ${faults} differ`,
);
process.exit(faults === 0 ? 0 : 1);
