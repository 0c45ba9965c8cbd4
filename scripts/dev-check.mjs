/** `npm run dev:check`: types, lint, format, and the unit tests that what has changed since the last commit can reach. Seconds, for between two edits. */
import { ensurePackages, run } from './install.mjs';

ensurePackages();
run('npx', ['tsc', '-b']);
run('npx', ['oxlint', '--deny-warnings']);
run('npx', ['oxfmt', '--check']);
run('npx', ['vitest', 'run', '--changed', '--passWithNoTests']);
