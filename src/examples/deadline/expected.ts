import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  waits: true,
  prints: [
    'app:nap Timeout true failed to call wasm method: nap: context deadline exceeded',
    'app:spin Timeout true failed to call wasm method: spin: context deadline exceeded',
    'a short nap: true',
  ],
  value: 2,
};
