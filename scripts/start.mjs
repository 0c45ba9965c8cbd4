/** `npm start`: installs what is missing and serves the page for development. */
import { ensurePackages, run } from './install.mjs';

ensurePackages();
run('npx', ['vite', ...process.argv.slice(2)]);
