/** Makes sure that the packages of the lock file are there. Uses nothing but Node, because nothing else may be there yet. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.installed');

/** What decides the content of node_modules: the lock file, the manifest's scripts and the patches. */
function fingerprint() {
  const hash = createHash('sha256');
  const patches = readdirSync(join(root, 'patches')).map((name) => join('patches', name));
  for (const file of ['package-lock.json', 'package.json', ...patches]) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Runs a command of this project in the foreground; ends the process with its code if it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

export function ensurePackages() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing packages …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stamp, wanted);
}
