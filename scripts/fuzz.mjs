/**
 * `npm run fuzz -- [seconds] [name …]`: the fuzzers with fresh seeds, each for so many seconds (60), those whose path contains one of the
 * names (`share/link`). `browser` is the one that runs in the built page. A fault prints `FUZZ_SEED=…`, which tries that case again:
 * `FUZZ_SEED=… npm run unit -- fuzz garbage`.
 */
import { ensurePackages, run } from './install.mjs';

ensurePackages();
const [first, ...rest] = process.argv.slice(2);
const isDuration = /^\d+$/.test(first ?? '');
const names = isDuration ? rest : process.argv.slice(2);
const env = { ...process.env, FUZZ_SECONDS: isDuration ? first : '60' };
const units = names.filter((name) => name !== 'browser');

if (names.length === 0 || units.length > 0)
  run('npx', ['vitest', 'run', ...(units.length > 0 ? units : ['fuzz', 'garbage'])], { env });
if (names.length === 0 || names.includes('browser')) {
  const { ensureBrowser } = await import('./browser.mjs');
  run('npx', ['vite', 'build', '--logLevel', 'warn']);
  run('npx', ['playwright', 'test', 'fuzz-binaries'], { env: { ...env, CHROMIUM_PATH: await ensureBrowser() } });
}
