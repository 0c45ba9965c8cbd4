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
const PART_FILES = JSON.parse(readFileSync(join(root, 'scripts/vite/kernel-parts.json'), 'utf8'));
const BUDGETS = { shell: 170 * KB, 'first result': 391 * KB, 'first result of a component': 376 * KB };
/**
 * What a first result needs besides the page. The example comes compiled and read (`vite/ready-modules.ts`), and its calls need no guest
 * (`workers/kernel/attempts.ts`), so that guests come after it; but it has Lua. A component has its definitions to be read, and needs a
 * guest where it imports anything.
 */
const PARTS = {
  'first result': ['kernel.worker', PART_FILES.lua],
  'first result of a component': ['kernel.worker', 'guest.worker', PART_FILES.yaml, PART_FILES.components],
};

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

function partOf(name) {
  const file = readdirSync(join(DIST, 'assets')).find((one) => one.startsWith(`${name}-`) && one.endsWith('.js'));
  if (!file) throw new Error(`${name} was not found in the build`);
  return [...withImports(join(DIST, 'assets', file))];
}

const sizes = { shell: [...shell] };
for (const [name, parts] of Object.entries(PARTS)) sizes[name] = [...new Set([...shell, ...parts.flatMap(partOf)])];
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
