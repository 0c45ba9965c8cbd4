/** Clock and globals are the next file's as well, in the same process: each file leaves them as it found them. */
import { afterAll, vi } from 'vitest';

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
