/**
 * `npm run smoke`: the built page in the browsers that Playwright cannot drive, each where it is installed: Firefox
 * (`firefox`, `firefox-esr`) and WebKitGTK (`WebKitWebDriver`, on an X display or under `Xvfb`), the latter with shared memory and
 * without. The first example must be shown, Lua must run, and a call of WebAssembly that does not wait for its host must come back,
 * with shared memory and without.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { preview } from 'vite';
import { ensurePackages, root, run } from './install.mjs';

ensurePackages();
const PORT = 4319;
const URL_ROOT = `http://localhost:${PORT}/`;
/** Far beyond what any of it takes. */
const PATIENCE_MS = 120_000;

/** Runs in the page: a call from Lua into WebAssembly, and of Lua alone. */
const question = async () => {
  const { playground } = globalThis;
  await playground.open({
    '_index.yaml':
      'version: "1.0"\nnamespace: app\nentries:\n  - {name: compute, kind: function.wat, source: file://compute.wat, wit: "compute: func(a: s32, b: s32) -> s32", method: compute}\n' +
      '  - {name: main, kind: function.lua, source: file://main.lua, method: main, modules: [funcs]}\n',
    'compute.wat':
      '(module (func (export "compute") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1))))',
    'main.lua': 'return { main = function() return require("funcs").call("app:compute", 6, 7) end }',
  });
  const called = await playground.call('app:main');
  const lua = await playground.eval('return 6 * 7');
  return {
    shared: typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated,
    called,
    lua,
    text: document.body.innerText,
  };
};

function judge(answer, expectShared) {
  const faults = [];
  if (answer.shared !== expectShared) faults.push(`shared memory is ${answer.shared ? '' : 'not '}there`);
  if (answer.lua.values?.[0] !== 42) faults.push(`Lua answered ${JSON.stringify(answer.lua)}`);
  if (answer.called.value !== 42 || answer.called.error !== null)
    faults.push(`app:main answered ${JSON.stringify(answer.called)}`);
  if (!/compute/.test(answer.text)) faults.push('the page shows no project');
  return faults;
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

async function firefox(executablePath) {
  const { default: puppeteer } = await import('puppeteer-core');
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(URL_ROOT);
    await page.waitForFunction('"playground" in globalThis && document.body.innerText.includes("compute")');
    return judge(await page.evaluate(question), true);
  } finally {
    await browser.close();
  }
}

async function webkit(driver, { shared }) {
  const env = { ...process.env, ...(shared ? { JSC_useSharedArrayBuffer: '1' } : {}) };
  let display = null;
  if (!env.DISPLAY) {
    const server = find('Xvfb');
    if (!server) return ['it needs a display: set DISPLAY or install Xvfb'];
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
    await session.manage().setTimeouts({ script: PATIENCE_MS, pageLoad: PATIENCE_MS });
    await session.get(URL_ROOT);
    await session.wait(
      () => session.executeScript('return "playground" in globalThis && document.body.innerText.includes("compute")'),
      PATIENCE_MS,
    );
    const answer = await session.executeAsyncScript(
      `const done = arguments[arguments.length - 1]; (${question})().then(done, (error) => done({ error: String(error) }))`,
    );
    return 'error' in answer ? [answer.error] : judge(answer, shared);
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
const runs = [
  ['Firefox', firefoxFile, () => firefox(firefoxFile)],
  ['WebKit with shared memory', webkitFile, () => webkit(webkitFile, { shared: true })],
  ['WebKit without shared memory', webkitFile, () => webkit(webkitFile, { shared: false })],
];
let hasFailed = false;
for (const [name, file, attempt] of runs) {
  if (!file) {
    console.log(`── ${name}: not installed, not tried`);
    continue;
  }
  const faults = await attempt().catch((error) => [
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  ]);
  hasFailed ||= faults.length > 0;
  console.log(
    `── ${name}: ${faults.length === 0 ? 'passed' : `failed\n${faults.map((fault) => `   ${fault}`).join('\n')}`}`,
  );
}
await new Promise((resolve) => server.httpServer.close(resolve));
server.httpServer.closeAllConnections?.();
process.exit(hasFailed ? 1 : 0);
