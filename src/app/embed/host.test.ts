import { expect, test } from 'vitest';
import type { HostRequest } from './messages.ts';
import { listenToHost, notStarted, type Answerer, type HostWindow } from './host.ts';

interface Scene {
  readonly sent: { readonly data: unknown; readonly target: string }[];
  readonly asked: HostRequest[];
  readonly say: (data: unknown, from?: { readonly source?: unknown; readonly origin?: string }) => Promise<void>;
  readonly dispose: () => void;
}

function setUp({ origin = null, answer }: { origin?: string | null; answer?: Answerer } = {}): Scene {
  const sent: Scene['sent'] = [];
  const asked: HostRequest[] = [];
  const listeners = new Set<(event: MessageEvent<unknown>) => void>();
  const parent = { postMessage: (data: unknown, target: string) => void sent.push({ data, target }) };
  const page: HostWindow = {
    parent,
    addEventListener: (_type, listener) => void listeners.add(listener),
    removeEventListener: (_type, listener) => void listeners.delete(listener),
  };
  const dispose = listenToHost({
    page,
    origin,
    answer: answer ?? ((request) => (asked.push(request), Promise.resolve('done'))),
  });
  return {
    sent,
    asked,
    dispose,
    say: async (data, { source = parent, origin: from = 'https://docs.example.com' } = {}) => {
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what is read of an event
      const event = { data, source, origin: from } as MessageEvent<unknown>;
      for (const listener of listeners) listener(event);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

const run = { wippy: 1, id: 7, method: 'run' };

test('the page around this one is answered, at the origin that it asked from', async () => {
  const { say, sent, asked } = setUp();
  await say(run);
  expect(asked).toEqual([{ method: 'run' }]);
  expect(sent).toEqual([{ data: { wippy: 1, id: 7, ok: true, value: 'done' }, target: 'https://docs.example.com' }]);
});

test('nobody else is heard: not other windows, not other origins where one is named, not what is none of ours', async () => {
  const { say, sent, asked } = setUp({ origin: 'https://docs.example.com' });
  await say(run, { source: { postMessage: () => undefined } });
  await say(run, { source: null });
  await say(run, { origin: 'https://evil.example.com' });
  await say({ method: 'run' });
  expect([sent, asked]).toEqual([[], []]);
  await say(run);
  expect(asked).toHaveLength(1);
});

test('what is refused says why, and so does a page that nobody has pressed yet', async () => {
  const { say, sent } = setUp({ answer: notStarted });
  await say({ ...run, method: 'eval' });
  await say(run);
  expect(sent.map(({ data }) => data)).toEqual([
    { wippy: 1, id: 7, ok: false, error: 'method must be one of open, files, run, call, stop, link' },
    { wippy: 1, id: 7, ok: false, error: 'the visitor has not started the page yet' },
  ]);
});

test('who has stopped listening hears nothing', async () => {
  const { say, asked, dispose } = setUp();
  dispose();
  await say(run);
  expect(asked).toEqual([]);
});
