/**
 * `npm run dev:check`: types, and of what has changed since the last commit lint, format and the unit tests that can reach it.
 * Seconds, for between two edits.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, root, run } from './install.mjs';

const beganAt = performance.now();
// Whatever comes of it.
process.on('exit', () => console.log(`dev:check took ${((performance.now() - beganAt) / 1000).toFixed(1)} s`));
ensurePackages();
const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
const changed = [
  ...git('diff', '--name-only', '--relative', 'HEAD'),
  ...git('ls-files', '--others', '--exclude-standard'),
];
const sources = changed.filter((file) => /\.(?:ts|tsx|mjs)$/.test(file) && existsSync(join(root, file)));

run('npx', ['tsc', '-b']);
if (sources.length > 0) {
  run('npx', ['oxlint', '--deny-warnings', ...sources]);
  run('npx', ['oxfmt', '--check', ...sources]);
}
run('npx', ['vitest', 'run', '--changed', '--passWithNoTests']);
