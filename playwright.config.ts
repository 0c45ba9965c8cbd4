import { defineConfig } from '@playwright/test';

/** `E2E_PORT` lets two runs stand beside each other. */
const PORT = Number(process.env.E2E_PORT ?? 4317);

/** Runs the built page. `npm test` names the browser; run alone, Playwright's own is taken. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  // A machine of continuous integration may stall for seconds; what fails twice is broken, what fails once is reported as flaky.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: !!process.env.CI,
  // No test waits for the clock; a machine with other work may still take several times as long.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${PORT}/`,
    viewport: { width: 1440, height: 900 },
    // What glides in is there at once: no test waits for it, and half of the frames are not drawn.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A page lives for seconds here: most of what is compiled to be fast, or moved to be collected rarely, never pays. A fifth less work.
        '--js-flags=--min-semi-space-size=32,--interrupt-budget=500000,--invocation-count-for-maglev=1000',
      ],
    },
  },
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort`,
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: false,
  },
});
