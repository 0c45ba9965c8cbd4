import { defineConfig } from 'vitest/config';
import { readyModulesPlugin } from './scripts/vite/ready-modules.ts';
import { wasiAdapterPlugin } from './scripts/vite/wasi-adapter.ts';

export default defineConfig({
  plugins: [readyModulesPlugin(), wasiAdapterPlugin()],
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    setupFiles: ['fast-check-seed', 'fail-on-bugs', 'as-found'].map((name) => `src/base/testing/${name}.ts`),
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    // The files of a process share their modules: none changes what another sees, and a third of the time is saved.
    isolate: false,
    // No test waits for the clock; a machine with other work may still take several times as long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
