/**
 * Finds a Chromium for the tests: the one Playwright brought, else one of the system, else it installs one if it can. Of both
 * the headless shell comes first, which is Chromium without a browser's own windows: the same pages take it a third less work.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];
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

function systemBrowser(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES];
  return candidates.find(isExecutable) ?? null;
}

/** `…/chromium-1255/chrome-linux64/chrome` has its shell in `…/chromium_headless_shell-1255/`. */
function playwrightShell(browser) {
  const [folder, revision] = /^(.*)[\\/]chromium-(\d+)[\\/]/.exec(browser)?.slice(1) ?? [];
  const own = folder === undefined ? null : join(folder, `chromium_headless_shell-${revision}`);
  if (own === null || !existsSync(own)) return null;
  const file = readdirSync(own, { recursive: true }).find((path) => /headless[-_]shell(?:\.exe)?$/.test(path));
  return file === undefined ? null : join(own, file);
}

async function playwrightBrowser(isShellWanted) {
  const { chromium } = await import('@playwright/test');
  const file = chromium.executablePath();
  const shell = isShellWanted ? playwrightShell(file) : null;
  return [shell, file].find((path) => path && existsSync(path)) ?? null;
}

async function find(isShellWanted) {
  const names = isShellWanted ? [...SHELLS, ...NAMES] : NAMES;
  return (await playwrightBrowser(isShellWanted)) ?? systemBrowser(names);
}

function install() {
  const attempt = (command, args) => spawnSync(command, args, { stdio: 'inherit' }).status === 0;
  console.log('No Chromium found, trying to install one …');
  // The system's packages first: they bring the libraries that a browser needs as well.
  const isDebian = process.platform === 'linux' && process.getuid?.() === 0 && attempt('apt-get', ['update']);
  const packages = (browsers) =>
    isDebian && attempt('apt-get', ['install', '-y', '--no-install-recommends', ...browsers, 'fonts-dejavu-core']);
  if (packages(['chromium', 'chromium-headless-shell']) || packages(['chromium'])) return;
  attempt('npx', ['playwright', 'install', 'chromium']);
}

/**
 * Path of a Chromium: the headless shell if there is one, or where `isWhole` a browser as people have it. Ends the process with
 * advice when there is none and none can be had.
 */
export async function ensureBrowser({ isWhole = false } = {}) {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const found = await find(!isWhole);
  if (found) return found;
  install();
  const installed = await find(!isWhole);
  if (installed) return installed;
  console.error(
    'The browser tests need Chromium. Install it (Debian: apt-get install chromium; elsewhere: npx playwright install chromium)\n' +
      'or name one in CHROMIUM_PATH, then run npm test again.',
  );
  process.exit(1);
}
