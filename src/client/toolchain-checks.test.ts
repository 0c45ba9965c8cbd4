import { describe, expect, it, vi } from 'vitest';
import type { Diagnostic } from '../contract/api.ts';
import { workers, createClient, useFakeWorkers } from './testing/toolchain-workers.ts';

useFakeWorkers();

describe('checks', () => {
  const first = (found: readonly Diagnostic[]): string => found[0]?.message ?? '';
  /** Lets what was asked reach the worker. */
  const turn = async (): Promise<void> => {
    for (let tick = 0; tick < 5; tick++) await Promise.resolve();
  };

  it('send what has changed since the last one', async () => {
    const client = createClient();
    const one = client.check({ a: '1', b: '1' });
    await turn();
    workers[0]!.ready();
    workers[0]!.checked('one');
    expect(first(await one)).toBe('one');
    const two = client.check({ a: '2', b: '1' });
    await turn();
    workers[0]!.checked('two');
    expect(first(await two)).toBe('two');
    expect(workers[0]!.checks()).toEqual([
      {
        base: 0,
        version: 1,
        changes: [
          ['a', '1'],
          ['b', '1'],
        ],
        options: {},
      },
      { base: 1, version: 2, changes: [['a', '2']], options: {} },
    ]);
  });

  it('are two where one is to have notes that the other is not', async () => {
    const client = createClient();
    const plain = client.check({ a: '1' }, { nativeMarks: false });
    const noted = client.check({ a: '1' }, { nativeMarks: true });
    await turn();
    workers[0]!.ready();
    workers[0]!.checked('plain');
    expect(first(await plain)).toBe('plain');
    await turn();
    workers[0]!.checked('noted');
    expect(first(await noted)).toBe('noted');
    expect(workers[0]!.checks().map(({ options }) => options)).toEqual([{ nativeMarks: false }, { nativeMarks: true }]);
  });

  it('are one at a time: of those that wait only the last is made, and all get its answer', async () => {
    const client = createClient();
    const running = client.check({ a: '1' });
    await turn();
    workers[0]!.ready();
    const waiting = ['2', '3', '4'].map((text) => client.check({ a: text }));
    await turn();
    workers[0]!.checked('old');
    await turn();
    workers[0]!.checked('new');
    expect(first(await running)).toBe('old');
    expect((await Promise.all(waiting)).map(first)).toEqual(['new', 'new', 'new']);
    expect(workers[0]!.checks().map((input) => input.changes)).toEqual([[['a', '1']], [['a', '4']]]);
  });

  it('let compiling go first', async () => {
    const client = createClient();
    const running = client.compileWat('x');
    workers[0]!.ready();
    const check = client.check({ a: '1' });
    await turn();
    const compiling = client.compileWat('y');
    workers[0]!.answer();
    await running;
    workers[0]!.answer();
    await compiling;
    workers[0]!.checked('done');
    expect(first(await check)).toBe('done');
    expect(workers[0]!.requests.map((request) => request.job)).toEqual(['compileWat', 'compileWat', 'check']);
  });

  it('send everything again to a new worker, or when the worker lost its copy', async () => {
    const client = createClient();
    const slow = client.check({ a: '1' });
    await turn();
    workers[0]!.ready();
    vi.advanceTimersByTime(100);
    expect(await slow).toMatchObject([
      {
        file: 'a',
        code: 'toolchain',
        message: 'the project could not be checked: the compiler did not finish in time',
      },
    ]);
    const next = client.check({ a: '2' });
    await turn();
    workers[1]!.ready();
    workers[1]!.say({ type: 'done', id: workers[1]!.requests[0]!.id, output: { status: 'unknown-base' } });
    await turn();
    workers[1]!.checked('new');
    expect(first(await next)).toBe('new');
    expect(workers[1]!.checks().map((input) => [input.base, input.changes])).toEqual([
      [0, [['a', '2']]],
      [0, [['a', '2']]],
    ]);
  });
});
