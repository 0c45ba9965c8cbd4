/**
 * `npm run smoke`: the built page in the browsers that Playwright cannot drive, each where it is installed: Firefox
 * (`firefox`, `firefox-esr`) and WebKitGTK (`WebKitWebDriver`, on an X display or under `Xvfb`), the latter with shared memory and
 * without. The first example must be shown; then `smoke-suite.mjs`: every example must print and return what it says, and Stop must end
 * whatever runs. What nothing in a browser can do must fail there. Prints a table, a column a browser. `npm run smoke -- --only=Firefox` tries those whose names hold the word.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { preview } from 'vite';
import { ensurePackages, root, run } from './install.mjs';
import { cannotAnswer, PATIENCE_MS, suite, waitingAbilities } from './smoke-suite.mjs';

ensurePackages();
const PORT = 4319;
const URL_ROOT = `http://localhost:${PORT}/`;
const MAIN = 'globalThis.playground && document.body.innerText.includes("compute")';

/**
 * The answers to all questions by their names, each a list of what went wrong, and the questions that this browser cannot answer.
 * `evaluate` runs a function in the page.
 */
async function ask(questions, expectShared, evaluate) {
  const answers = new Map();
  const abilities = await evaluate(waitingAbilities, null);
  const isShared = abilities.hasSharedMemory;
  answers.set('the page, its first example', isShared === expectShared ? [] : [`shared memory: ${isShared}`]);
  for (const { name, work, given } of questions)
    answers.set(name, await evaluate(work, given).catch((error) => [String(error)]));
  return { answers, cannot: cannotAnswer(questions, abilities) };
}

function find(...names) {
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of names) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  return null;
}

async function firefox(executablePath, questions) {
  const { default: puppeteer } = await import('puppeteer-core');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    protocolTimeout: 2 * PATIENCE_MS,
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(URL_ROOT);
    await page.waitForFunction(MAIN);
    return await ask(questions, true, (work, given) => page.evaluate(work, given));
  } finally {
    await browser.close();
  }
}

async function webkit(driver, { shared }, questions) {
  const env = { ...process.env, ...(shared ? { JSC_useSharedArrayBuffer: '1' } : {}) };
  let display = null;
  if (!env.DISPLAY) {
    const server = find('Xvfb');
    if (!server) throw new Error('it needs a display: set DISPLAY or install Xvfb');
    env.DISPLAY = ':97';
    display = spawn(server, [env.DISPLAY, '-screen', '0', '1440x900x24'], { stdio: 'ignore' });
  }
  const port = 4321;
  const service = spawn(driver, [`--port=${port}`], { env, stdio: 'ignore' });
  const { Builder, Capabilities } = await import('selenium-webdriver');
  let session = null;
  try {
    await answering(`http://127.0.0.1:${port}/status`);
    const miniBrowser = [
      '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
      '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser',
    ].find(existsSync);
    const capabilities = new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { ...(miniBrowser ? { binary: miniBrowser } : {}), args: ['--automation'] },
    });
    session = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
    await session.manage().setTimeouts({ script: 2 * PATIENCE_MS, pageLoad: PATIENCE_MS });
    await session.get(URL_ROOT);
    await session.wait(() => session.executeScript(`return Boolean(${MAIN})`), PATIENCE_MS);
    return await ask(questions, shared, async (work, given) => {
      const answer = await session.executeAsyncScript(
        `const [given, done] = arguments; Promise.resolve((${work})(given)).then((value) => done({ value }), (error) => done({ error: String(error) }))`,
        given,
      );
      if ('error' in answer) throw new Error(answer.error);
      return answer.value;
    });
  } finally {
    await session?.quit().catch(() => {});
    service.kill();
    display?.kill();
  }
}

async function answering(url) {
  const endMs = Date.now() + PATIENCE_MS;
  while (Date.now() < endMs) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${url}`);
}

const isBuilt = existsSync(join(root, 'dist', 'index.html'));
if (!isBuilt || !process.argv.includes('--built')) run('npx', ['vite', 'build', '--logLevel', 'warn']);
const server = await preview({ root, logLevel: 'error', preview: { port: PORT, strictPort: true } });
const [firefoxFile, webkitFile] = [find('firefox', 'firefox-esr'), find('WebKitWebDriver')];
const only = process.argv.find((one) => one.startsWith('--only='))?.slice('--only='.length) ?? '';
const engines = [
  { name: 'Firefox', file: firefoxFile, answer: (all) => firefox(firefoxFile, all) },
  { name: 'WebKit', file: webkitFile, answer: (all) => webkit(webkitFile, { shared: true }, all) },
  {
    name: 'WebKit, no shared memory',
    file: webkitFile,
    answer: (all) => webkit(webkitFile, { shared: false }, all),
  },
].filter(({ name }) => name.includes(only));

const questions = await suite();
const columns = [];
let hasFailed = false;
for (const { name, file, answer } of engines) {
  if (!file) {
    console.log(`── ${name}: not installed, not tried`);
    continue;
  }
  try {
    columns.push({ name, ...(await answer(questions)) });
  } catch (error) {
    hasFailed = true;
    console.log(`── ${name}: failed\n   ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
const rows = [...new Set(columns.flatMap(({ answers }) => [...answers.keys()]))];
const width = Math.max(0, ...rows.map((row) => row.length));
if (columns.length > 0) console.log(`${' '.repeat(width)}  ${columns.map(({ name }) => name).join('  ')}`);
for (const row of rows) {
  const cells = columns.map(({ name, cannot, answers }) => {
    const passed = answers.get(row)?.length === 0;
    const verdict = passed === cannot.includes(row) ? 'FAIL' : passed ? 'pass' : 'cannot';
    return verdict.padEnd(name.length);
  });
  console.log(`${row.padEnd(width)}  ${cells.join('  ')}`.trimEnd());
}
for (const { name, cannot, answers } of columns)
  for (const [row, faults] of answers) {
    const isExpected = cannot.includes(row);
    const passed = faults.length === 0;
    hasFailed ||= passed === isExpected;
    if (isExpected && passed) console.log(`── ${name}, ${row}: passed, and should not be able to`);
    for (const fault of isExpected ? [] : faults) console.log(`── ${name}, ${row}: ${fault.slice(0, 500)}`);
  }
await new Promise((resolve) => {
  server.httpServer.close(resolve);
  server.httpServer.closeAllConnections?.();
});
process.exit(hasFailed ? 1 : 0);
