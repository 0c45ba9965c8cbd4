/**
 * `npm run soak [-- MINUTES]`: the built page runs its examples one after the other, each to its end and then stopped in mid-flight,
 * for so many minutes (20 where none are said). After each round it counts what is left: guests, processes, Lua's memory and the page's heap, which
 * must be where they were after the first rounds. Fails on a mistake of ours in the console, a call that does not come back, and growth.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, root, run } from './install.mjs';
import { levelOf } from './levels.mjs';

ensurePackages();
const { ensureBrowser } = await import('./browser.mjs');
const { chromium } = await import('@playwright/test');
const { preview } = await import('vite');

const PORT = 4320;
const DEFAULT_MINUTES = 20;
/** Examples that are texts only and whose `app:main` comes to a good end. */
const EXAMPLES = ['hello', 'parallel', 'pools', 'supervisor', 'pipeline', 'identity', 'deadline', 'strings'];
/** After so many rounds caches are as full as they get. */
const WARM_ROUNDS = 2;
/** What a level may differ by: what the engine has not let go of yet. */
const HEAP_SLACK_BYTES = 8 * 1024 * 1024;
/** Worlds that are kept warm, where the last calls had ended before Stop came. */
const LUA_SLACK_BYTES = 4 * 1024 * 1024;

const minutes = Number(process.argv[2] ?? DEFAULT_MINUTES);
if (!(minutes > 0)) throw new Error(`minutes expected, got ${process.argv[2]}`);

run('npx', ['vite', 'build', '--logLevel', 'warn']);
const server = await preview({ root, preview: { port: PORT, strictPort: true }, logLevel: 'error' });
const browser = await chromium.launch({
  executablePath: await ensureBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const faults = [];
try {
  const page = await (await browser.newContext()).newPage();
  page.on('pageerror', (error) => faults.push(`the page: ${error.message}`));
  await page.goto(`http://localhost:${PORT}/`);
  await page.waitForFunction(() => globalThis.playground !== undefined);
  const session = await page.context().newCDPSession(page);
  const projects = EXAMPLES.map((name) => ({ name, files: filesOf(name) }));
  const endMs = Date.now() + minutes * 60_000;
  const levels = [];
  let calls = 0;
  while (Date.now() < endMs || levels.length <= WARM_ROUNDS) {
    for (const { name, files } of projects) {
      const answers = await page.evaluate(soakOne, files);
      calls += answers.length;
      for (const answer of answers) if (answer !== null) faults.push(`${name}: ${answer}`);
    }
    levels.push(await clearedLevelOf(page, session));
    console.log(`round ${levels.length}, ${calls} calls: ${JSON.stringify(levels.at(-1))}`);
  }
  judge(levels);
} finally {
  await browser.close();
  await server.close();
}
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? `${minutes} minutes: nothing is left behind` : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

function filesOf(name) {
  const folder = join(root, 'src/examples', name);
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => /\.(?:yaml|lua|wat|wit)$/.test(file))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}

/** In the page: opens a project, runs it to its end, and again with Stop while it runs. Why it is no good, or null, for each call. */
async function soakOne(files) {
  const { playground } = globalThis;
  const report = await playground.open(files);
  if (!report.ok) return [JSON.stringify(report.diagnostics)];
  const answers = [];
  const ended = await playground.call('app:main');
  answers.push(ended.error && JSON.stringify(ended.error));
  const stopped = playground.call('app:main');
  await playground.state();
  await playground.stop();
  await stopped;
  answers.push(null);
  const { processes, guests } = await playground.state();
  const bug = playground.console().find(({ text }) => text?.startsWith('a mistake of the playground'));
  if (bug) answers.push(bug.text);
  if (processes.length > 0) answers.push(`${processes.length} processes after Stop`);
  if (guests.parked > 0) answers.push(`${guests.parked} parked guests after Stop`);
  return answers;
}

/** Without the rows and steps that the page remembers, which have an end of their own. */
async function clearedLevelOf(page, session) {
  await page.evaluate(async () => {
    await globalThis.playground.restart();
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === 'Clear')?.click();
  });
  return levelOf(page, session);
}

/** The last level beside the one after the warm rounds. */
function judge(levels) {
  const before = levels[WARM_ROUNDS];
  const after = levels.at(-1);
  if (after.workers > before.workers) faults.push(`guests: ${before.workers}, then ${after.workers}`);
  if (after.processes > before.processes) faults.push(`processes: ${before.processes}, then ${after.processes}`);
  if (after.luaBytes > before.luaBytes + LUA_SLACK_BYTES)
    faults.push(`bytes of Lua: ${before.luaBytes}, then ${after.luaBytes}`);
  if (after.heapBytes > before.heapBytes + HEAP_SLACK_BYTES)
    faults.push(`bytes of the page's heap: ${before.heapBytes}, then ${after.heapBytes}`);
}
