import { defineConfig } from 'vitest/config';
import { readyModulesPlugin } from './scripts/vite/ready-modules.ts';
import { wasiAdapterPlugin } from './scripts/vite/wasi-adapter.ts';

export default defineConfig({
  plugins: [readyModulesPlugin(), wasiAdapterPlugin()],
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
