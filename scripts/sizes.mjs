/**
 * Size budgets of the built page, gzip: what the page loads before Run, and what it loads until the first result. Follows the
 * static imports from `index.html`; what is loaded on demand (Monaco, dialogs) does not count until then.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './install.mjs';

const DIST = join(root, 'dist');
const KB = 1000;
const BUDGETS = { shell: 200 * KB, 'first result': 460 * KB };
/**
 * The worker that a first result needs: the kernel's. The example comes compiled (`vite/ready-modules.ts`), and its calls need no guest
 * (`workers/kernel/attempts.ts`), so that guests come after it.
 */
const FIRST_RESULT_WORKERS = /^kernel\.worker-/;

const gzipBytes = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** `file` and all that it imports statically. */
function withImports(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.endsWith('.js')) return seen;
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']/g))
    withImports(join(dirname(file), path), seen);
  return seen;
}

const index = join(DIST, 'index.html');
const shell = new Set([index]);
for (const [, path] of readFileSync(index, 'utf8').matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g))
  for (const file of withImports(join(DIST, path))) shell.add(file);
const workers = readdirSync(join(DIST, 'assets'))
  .filter((name) => FIRST_RESULT_WORKERS.test(name))
  .flatMap((name) => [...withImports(join(DIST, 'assets', name))]);
if (workers.length === 0) throw new Error('the workers of the first result were not found in the build');

const sizes = { shell: [...shell], 'first result': [...new Set([...shell, ...workers])] };
let isOver = false;
for (const [name, files] of Object.entries(sizes)) {
  const total = files.reduce((sum, file) => sum + gzipBytes(file), 0);
  isOver ||= total > BUDGETS[name];
  console.log(`${name}: ${(total / KB).toFixed(1)} kB of ${BUDGETS[name] / KB} kB gzip`);
  if (process.argv.includes('--files'))
    for (const file of files)
      console.log(`  ${(gzipBytes(file) / KB).toFixed(1).padStart(7)} kB  ${relative(DIST, file)}`);
}
if (isOver) {
  console.error('The page has outgrown its budget.');
  process.exit(1);
}
