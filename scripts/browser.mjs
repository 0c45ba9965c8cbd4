/** Finds a Chromium for the tests: the one Playwright brought, else one of the system, else it installs one if it can. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function systemBrowser() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES];
  return candidates.find(isExecutable) ?? null;
}

async function playwrightBrowser() {
  const { chromium } = await import('@playwright/test');
  const file = chromium.executablePath();
  return file && existsSync(file) ? file : null;
}

function install() {
  const attempt = (command, args) => spawnSync(command, args, { stdio: 'inherit' }).status === 0;
  console.log('No Chromium found, trying to install one …');
  // The system's packages first: they bring the libraries that a browser needs as well.
  const isDebian = process.platform === 'linux' && process.getuid?.() === 0 && attempt('apt-get', ['update']);
  if (isDebian && attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']))
    return;
  attempt('npx', ['playwright', 'install', 'chromium']);
}

/** Path of a Chromium; ends the process with advice when there is none and none can be had. */
export async function ensureBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const found = (await playwrightBrowser()) ?? systemBrowser();
  if (found) return found;
  install();
  const installed = (await playwrightBrowser()) ?? systemBrowser();
  if (installed) return installed;
  console.error(
    'The browser tests need Chromium. Install it (Debian: apt-get install chromium; elsewhere: npx playwright install chromium)\n' +
      'or name one in CHROMIUM_PATH, then run npm test again.',
  );
  process.exit(1);
}
