import type { CoreFunction } from '../../contract/ports.ts';
import type { PromiseIntegration } from '../../guest/promise-integration.ts';

/**
 * In the place of an engine that suspends: core code goes on with 0 from where it would be suspended, and its export ends when what it
 * waits for is there, or fails with it. One for each test.
 */
export function fakeSuspension(): PromiseIntegration {
  const waits: Promise<unknown>[] = [];
  return {
    imported:
      (fn: CoreFunction) =>
      (...args: unknown[]) => {
        const returned: unknown = fn(...args);
        if (!(returned instanceof Promise)) return returned;
        waits.push(returned);
        return 0;
      },
    entered:
      (fn) =>
      async (...args) => {
        const returned: unknown = fn(...args);
        await Promise.all(waits.splice(0));
        return returned;
      },
  };
}
