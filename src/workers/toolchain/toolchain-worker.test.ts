/** The worker's own file on this thread, with the page's client at the other end. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ToolchainClient } from '../../client/toolchain.ts';
import type { WorkerLike, WorkerMessageLike } from '../../client/worker-like.ts';

/** Messages are copied as between threads. */
class Wire implements WorkerLike {
  toPage: ((event: WorkerMessageLike) => void) | null = null;
  toWorker: ((event: WorkerMessageLike) => void) | null = null;
  /** Bytes that went to the worker in checks. */
  readonly sent: unknown[] = [];
  readonly #early: unknown[] = [];

  postMessage(message: unknown): void {
    this.sent.push(message);
    this.toWorker?.({ data: structuredClone(message) });
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    if (type !== 'message') return;
    this.toPage = listener as (event: WorkerMessageLike) => void;
    // A browser keeps what a worker says before anybody listens.
    queueMicrotask(() => this.#early.splice(0).forEach((data) => this.toPage?.({ data })));
  }
  terminate(): void {}
  answer(message: unknown, transfer: Transferable[] = []): void {
    const data: unknown = structuredClone(message, { transfer });
    if (this.toPage) this.toPage({ data });
    else this.#early.push(data);
  }
}

const wire = new Wire();
const client = new ToolchainClient({ createWorker: () => wire });

beforeAll(async () => {
  vi.stubGlobal('self', {
    addEventListener: (_: string, listener: (event: WorkerMessageLike) => void) => (wire.toWorker = listener),
    postMessage: (message: unknown, transfer?: Transferable[]) => wire.answer(message, transfer),
  });
  await import('./toolchain.worker.ts');
});

const WAT = '(module (func (export "f") (result i32) (i32.const 1)))';
const files = {
  '_index.yaml':
    'namespace: app\nname: f\nkind: function.wat\nmethod: f\nwit: "f: func() -> s32"\nsource: file://f.wat\n',
  'f.wat': WAT,
};

describe('the toolchain worker', () => {
  it('compiles a text as often as it is asked, also one that it keeps', async () => {
    for (let time = 0; time < 3; time++) {
      const compiled = await client.compileWat(WAT);
      expect(compiled.ok && compiled.value.bytes.length).toBeGreaterThan(20);
    }
  });

  it('checks a project, and again by what has changed', async () => {
    expect(await client.check(files)).toEqual([]);
    const found = await client.check({ ...files, 'f.wat': WAT.replace('i32.const', 'i32.cnst') });
    expect(found).toMatchObject([{ file: 'f.wat', line: 1, column: 42, severity: 'error' }]);
    expect(await client.check(files)).toEqual([]);
    expect(wire.sent.at(-1)).toMatchObject({ job: 'check', input: { changes: [['f.wat', WAT]] } });
    const gone = await client.check({ '_index.yaml': files['_index.yaml'] });
    expect(gone).toMatchObject([{ file: '_index.yaml', line: 6, code: 'file-reference' }]);
  });

  it('starts over with a client that knows nothing of it', async () => {
    const other = new ToolchainClient({ createWorker: () => wire });
    const found = other.check({ 'a.yaml': 'namespace: app\nname: x\n' });
    await expect.poll(() => wire.toPage, { interval: 1 }).not.toBeNull();
    wire.answer({ type: 'ready', version: 2 });
    expect(await found).toMatchObject([{ file: 'a.yaml' }]);
  });
});
