import { expect, it } from 'vitest';
import type { EntryId } from '../../contract/api.ts';
import { PlainReader } from '../../contract/plain.ts';
import type { Outcome } from '../scheduler/process.ts';
import { NO_CONTEXT } from '../security/context.ts';
import { withTransport } from './wasm-transport.ts';

it('whose code cannot be fetched has calls fail for now, and the entry is tried again the next time', async () => {
  const entry = { id: 'app:f' as EntryId, config: { transport: 'wasi-http' } };
  const loaded = await withTransport(
    entry as Parameters<typeof withTransport>[0],
    { status: 'ready', diagnostics: [], create: () => expect.fail('made without what answers requests') },
    () => Promise.reject(new Error('offline')),
  );
  if (loaded.status === 'rejected' || !loaded.create) throw new Error('the entry is gone');
  expect(loaded.isTransient).toBe(true);
  const ended: Outcome[] = [];
  loaded.create({} as Parameters<NonNullable<typeof loaded.create>>[0]).start({
    frame: { call: 1, target: 'app:f', parent: null, context: NO_CONTEXT },
    args: new PlainReader([]),
    done: (outcome) => ended.push(outcome),
    started: () => {},
    yielded: () => {},
    resumed: () => {},
  });
  expect(ended).toMatchObject([
    {
      failure: { kind: 'Unavailable', message: 'what answers requests could not be loaded: offline', retryable: true },
    },
  ]);
});
