import { describe, expect, it, vi } from 'vitest';
import { ToolchainClient } from './toolchain.ts';
import { workers, createClient, message, useFakeWorkers } from './testing/toolchain-workers.ts';

useFakeWorkers();

describe('the toolchain client', () => {
  it('says in the log how long starts and jobs took and what was given up, while somebody listens', async () => {
    const client = createClient();
    const texts: string[] = [];
    const undo = client.onLog(({ source, text }) => texts.push(`${source}: ${text}`));
    const first = client.compileWat('a');
    vi.advanceTimersByTime(20);
    workers[0]!.ready();
    vi.advanceTimersByTime(8);
    workers[0]!.answer();
    await first;
    const slow = client.compileWat('slow');
    vi.advanceTimersByTime(100);
    await slow;
    expect(texts).toEqual([
      'toolchain: the worker started in 20.0 ms',
      'toolchain: compileWat took 8.0 ms',
      'toolchain: the worker is ended',
      'toolchain: compileWat failed (the compiler did not finish in time) after 100 ms',
    ]);
    undo();
    void client.compileWat('b');
    workers[1]!.ready();
    workers[1]!.answer();
    expect(texts).toHaveLength(4);
  });

  it('needs no worker for a text whose module comes with the page', async () => {
    const client = createClient({ ready: [['(module)', btoa('\0asm')]] });
    expect(await client.compileWat('(module)')).toEqual({
      ok: true,
      value: { bytes: Uint8Array.of(0, 0x61, 0x73, 0x6d) },
    });
    expect(workers).toHaveLength(0);
    void client.compileWat('(module )');
    expect(workers).toHaveLength(1);
  });

  it('starts no worker before the first job and sends one job at a time', async () => {
    const client = createClient();
    expect(workers).toHaveLength(0);
    const first = client.compileWat('a');
    const second = client.compileWat('b');
    expect(workers[0]!.requests).toHaveLength(0);
    workers[0]!.ready();
    expect(workers[0]!.requests).toHaveLength(1);
    workers[0]!.answer();
    expect(message(await first)).toBe('ok');
    expect(workers[0]!.requests.map((request) => request.input)).toEqual([{ source: 'a' }, { source: 'b' }]);
    workers[0]!.answer();
    expect(message(await second)).toBe('ok');
  });

  it('replaces a worker that misses the deadline and goes on with the next job', async () => {
    const client = createClient();
    const slow = client.compileWat('slow');
    const next = client.compileWat('next');
    workers[0]!.ready();
    vi.advanceTimersByTime(100);
    expect(message(await slow)).toBe('the compiler did not finish in time');
    expect(workers[0]!.isTerminated).toBe(true);
    workers[1]!.ready();
    workers[1]!.answer();
    expect(message(await next)).toBe('ok');
  });

  it('does not count the start against the deadline of the job', async () => {
    const client = createClient();
    const job = client.compileWat('a');
    vi.advanceTimersByTime(900);
    workers[0]!.ready();
    vi.advanceTimersByTime(90);
    workers[0]!.answer();
    expect(message(await job)).toBe('ok');
  });

  it('answers when the worker never starts, fails to load, breaks or cannot be made', async () => {
    const client = createClient();
    const silent = client.compileWat('a');
    vi.advanceTimersByTime(1000);
    expect(message(await silent)).toBe('the compiler did not start in time');
    const broken = client.compileWat('b');
    workers[1]!.fail('no such script');
    expect(message(await broken)).toBe('the compiler could not run: no such script');
    const failed = client.warmUp({ compiler: true });
    workers[2]!.ready();
    workers[2]!.say({ type: 'failed', id: workers[2]!.requests[0]!.id, message: 'bug' });
    expect(await failed).toBe(false);
    const refused = new ToolchainClient({
      createWorker: () => {
        throw new Error('blocked');
      },
    });
    expect(message(await refused.compileWat('c'))).toBe('the compiler could not start: blocked');
  });

  it('drops late answers and settles every job when disposed', async () => {
    const client = createClient();
    const first = client.compileWat('a');
    const second = client.compileWat('b');
    workers[0]!.ready();
    workers[0]!.say({ type: 'done', id: 999, output: null });
    client.dispose();
    expect(message(await first)).toBe('the compiler was stopped');
    expect(message(await second)).toBe('the compiler was stopped');
    expect(message(await client.compileWat('c'))).toBe('the compiler was stopped');
    expect(vi.getTimerCount()).toBe(0);
  });
});
