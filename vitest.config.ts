import { defineConfig } from 'vitest/config';
import { readyModulesPlugin } from './scripts/vite/ready-modules.ts';
import { wasiAdapterPlugin } from './scripts/vite/wasi-adapter.ts';

/**
 * They measure the heap of their process, are a worker in it, ask jco and its tools, which take nothing any more once they have crashed, or
 * are other test files in another way, which must not have been loaded before.
 */
const ALONE = [
  'src/guest/hosts/repeated.test.ts',
  'src/kernel/lua/vm/accounts.test.ts',
  'src/workers/toolchain/toolchain-worker.test.ts',
  'src/toolchain/javascript-module.test.ts',
  'src/workers/toolchain/validator-crash.test.ts',
  'src/toolchain/world-crash.test.ts',
  'src/guest/component/component-oracle.test.ts',
  'src/guest/component/component-echo.test.ts',
];

export default defineConfig({
  plugins: [readyModulesPlugin(), wasiAdapterPlugin()],
  test: {
    setupFiles: ['fast-check-seed', 'fail-on-bugs', 'as-found'].map((name) => `src/base/testing/${name}.ts`),
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    // MB of young objects, which the tests make by the million: collected less often, a tenth of the time is saved.
    execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=32'],
    // No test waits for the clock; a machine with other work may still take several times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    projects: [
      {
        extends: true,
        // The files of a process share their modules: none changes what another sees, and a third of the time is saved.
        test: {
          name: 'shared',
          isolate: false,
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ALONE,
        },
      },
      { extends: true, test: { name: 'alone', isolate: true, include: ALONE } },
    ],
  },
});
