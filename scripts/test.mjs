/** `npm test`: installs what is missing, then types, lint, format, unit tests, the built page, and the page in a real browser. */
import { ensurePackages, run } from './install.mjs';

ensurePackages();
const { ensureBrowser } = await import('./browser.mjs');
const env = { ...process.env, CHROMIUM_PATH: await ensureBrowser() };

const steps = [
  ['types', ['tsc', '-b']],
  ['lint', ['oxlint', '--deny-warnings']],
  ['format', ['oxfmt', '--check']],
  ['unit tests', ['vitest', 'run']],
  ['build', ['vite', 'build', '--logLevel', 'warn']],
  ['size budgets', ['node', 'scripts/sizes.mjs']],
  ['browser tests', ['playwright', 'test']],
];

for (const [name, [command, ...args]] of steps) {
  console.log(`\n── ${name}`);
  const startMs = Date.now();
  if (command === 'node') run(process.execPath, args, { env });
  else run('npx', [command, ...args], { env });
  console.log(`── ${name}: passed in ${((Date.now() - startMs) / 1000).toFixed(1)} s`);
}
