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
    workers: { kernel: () => kernel, guest: () => new FakeWorker() },
    toolchain,
    isolated: false,
    guestBudget: 1,
  });
});

const translate = (id: number): void =>
  kernel.say({ type: 'tool', id, job: 'translate', input: { bytes: new Uint8Array([id]), digest: String(id) } });
const compile = (id: number): void =>
  kernel.say({ type: 'tool', id, job: 'compileWat', input: { source: String(id) } });
const ready = (): void => tools.at(-1)!.say({ type: 'ready', version: 1 });
const replies = (): ToolReply[] => kernel.heard.filter((message) => message.type === 'tool-answer');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('jobs of a kernel', () => {
  it('end when the kernel does not want them any more: those that wait and a translation at work', async () => {
    translate(1);
    translate(2);
    translate(3);
    ready();
    kernel.say({ type: 'cancel-tools', ids: [1, 2, 99] });
    await turn();
    expect(replies().map(({ id, answer }) => [id, answer.ok])).toEqual([
      [2, false],
      [1, false],
    ]);
    expect(tools[0]!.isTerminated).toBe(true);
    expect(tools).toHaveLength(2);
    ready();
    expect(tools[1]!.heard.map(({ input }) => input)).toMatchObject([{ digest: '3' }]);
    tools[1]!.say({
      type: 'done',
      id: tools[1]!.heard[0]!.id,
      output: { ok: true, value: { source: 's', modules: [] } },
    });
    await turn();
    expect(replies().at(-1)).toMatchObject({ id: 3, answer: { ok: true } });
  });

  it('go with the kernel, and those of the next one have the toolchain to themselves', async () => {
    translate(1);
    compile(2);
    ready();
    runtime.dispose('replaced');
    await turn();
    expect(tools[0]!.isTerminated).toBe(true);
    expect(tools).toHaveLength(1);
    const compiling = toolchain.compileWat('next');
    ready();
    expect(tools[1]!.heard.map(({ input }) => input)).toEqual([{ source: 'next' }]);
    tools[1]!.say({ type: 'done', id: tools[1]!.heard[0]!.id, output: { ok: false, error: [] } });
    expect(await compiling).toEqual({ ok: false, error: [] });
  });
});
