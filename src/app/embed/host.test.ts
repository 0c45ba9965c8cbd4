import { describe, expect, test } from 'vitest';
import type { HostRequest } from './messages.ts';
import { createFakeProject } from '../testing/fake-project.ts';
import type { RunStore, RuntimeState } from '../stores/runtime-state.ts';
import { createStore } from 'zustand/vanilla';
import { answerWith, listenToHost, notStarted, type Answerer, type HostWindow } from './host.ts';

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

describe('what an embedder may ask for', () => {
  /** A runtime of which a test says what it does. */
  function fakeRun(start: Partial<RuntimeState>): RunStore {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what is asked of it
    return createStore<RuntimeState>()(() => ({ busy: false, phase: 'idle', outcome: null, ...start }) as RuntimeState);
  }
  const link = (): Promise<string> => Promise.resolve('');

  test('is no project of the visitor’s own, and none takes its place on screen', async () => {
    const opened: unknown[] = [];
    const openLink = async (what: unknown): Promise<void> => void opened.push(what);
    const project = createFakeProject({ origin: 'project', openLink });
    const answer = answerWith({ project, run: fakeRun({}) }, link);
    const open: HostRequest = { method: 'open', name: 'x', files: {} };
    for (const request of [open, { method: 'files' }, { method: 'run' }, { method: 'link' }] as const)
      await expect(answer(request)).rejects.toThrow('one of the visitor’s own');
    expect(opened).toEqual([]);
    project.setState({ id: 'two', origin: 'link' });
    await answer(open);
    expect(opened).toHaveLength(1);
  });

  test('is never answered with an older result, nor called when its boot was stopped', async () => {
    const project = createFakeProject({ origin: 'link' });
    const result = { value: 1, error: null, durationMs: 1 };
    const outcome = { kind: 'called', target: 'app:main', result, text: '', isStopped: false } as const;
    const calls: unknown[] = [];
    const runtime = fakeRun({
      outcome,
      run: () => Promise.resolve(),
      boot: () => Promise.resolve(false),
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what is asked of it
      running: {
        call: (target: string) => Promise.resolve(void calls.push(target)),
      } as unknown as RuntimeState['running'],
    });
    const answer = answerWith({ project, run: runtime }, link);
    await expect(answer({ method: 'run' })).rejects.toThrow('nothing was called');
    await expect(answer({ method: 'call', target: 'app:main', args: [] })).rejects.toThrow('nothing was called');
    expect(calls).toEqual([]);
  });
});
