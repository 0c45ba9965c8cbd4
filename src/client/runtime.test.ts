import { beforeEach, describe, expect, it } from 'vitest';
import type { KernelToPage, PageToKernel, ToolReply } from '../protocol/messages.ts';
import type { ToolchainRequest, ToolchainResponse } from '../protocol/toolchain-messages.ts';
import { Runtime } from './runtime.ts';
import { ToolchainClient } from './toolchain.ts';
import type { WorkerLike } from './worker-like.ts';

class FakeWorker<In> implements WorkerLike {
  #hear: ((event: { readonly data: unknown }) => void) | null = null;
  readonly heard: In[] = [];
  isTerminated = false;
  postMessage(message: unknown): void {
    this.heard.push(message as In);
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    if (type === 'message') this.#hear = listener as (event: { readonly data: unknown }) => void;
  }
  terminate(): void {
    this.isTerminated = true;
  }
  say(message: KernelToPage | ToolchainResponse): void {
    this.#hear?.({ data: message });
  }
}

let kernel: FakeWorker<PageToKernel>;
let tools: FakeWorker<ToolchainRequest>[];
let toolchain: ToolchainClient;
let runtime: Runtime;
beforeEach(() => {
  tools = [];
  toolchain = new ToolchainClient({
    createWorker: () => {
      const worker = new FakeWorker<ToolchainRequest>();
      tools.push(worker);
      return worker;
    },
  });
  kernel = new FakeWorker();
  runtime = new Runtime({
    workers: { kernel: () => kernel, network: () => new FakeWorker(), guest: () => new FakeWorker() },
    toolchain,
    backend: 'messages',
    guestBudget: 1,
  });
});

const compile = (id: number): void =>
  kernel.say({ type: 'tool', id, job: 'compileWat', input: { source: String(id) } });
const ready = (): void => tools.at(-1)!.say({ type: 'ready', version: 1 });
const replies = (): ToolReply[] => kernel.heard.filter((message) => message.type === 'tool-answer');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('jobs of a kernel', () => {
  it('that wait end when the kernel does not want them any more, and the one at work comes to its end', async () => {
    for (const id of [1, 2, 3]) compile(id);
    ready();
    kernel.say({ type: 'cancel-tools', ids: [1, 2, 99] });
    await turn();
    expect(replies().map(({ id, answer }) => [id, answer.ok])).toEqual([[2, false]]);
    tools[0]!.say({ type: 'done', id: tools[0]!.heard[0]!.id, output: { ok: false, error: [] } });
    await turn();
    expect(tools[0]!.heard.map(({ input }) => input)).toEqual([{ source: '1' }, { source: '3' }]);
    tools[0]!.say({
      type: 'done',
      id: tools[0]!.heard[1]!.id,
      output: { ok: true, value: { bytes: new Uint8Array(1) } },
    });
    await turn();
    expect(replies().at(-1)).toMatchObject({ id: 3, answer: { ok: true } });
    expect(tools).toHaveLength(1);
  });

  it('go with the kernel, and those of the next one do not wait for them', async () => {
    for (const id of [1, 2]) compile(id);
    ready();
    runtime.dispose('replaced');
    await turn();
    const compiling = toolchain.compileWat('next');
    tools[0]!.say({ type: 'done', id: tools[0]!.heard[0]!.id, output: { ok: false, error: [] } });
    await turn();
    expect(tools[0]!.heard.map(({ input }) => input)).toEqual([{ source: '1' }, { source: 'next' }]);
    tools[0]!.say({ type: 'done', id: tools[0]!.heard[1]!.id, output: { ok: false, error: [] } });
    expect(await compiling).toEqual({ ok: false, error: [] });
  });
});
