/** Runs every example on the whole runtime, with guests on threads of Node. */
import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { BootReport, CallResult, ConsoleEntry } from '../kernel/api.ts';
import type { KernelRequest, KernelToPage, ToolRequest } from '../protocol/messages.ts';
import { PROTOCOL_VERSION } from '../protocol/messages.ts';
import { createSignals } from '../protocol/signals.ts';
import { createChannel, createDoorbell } from '../protocol/sync-channel-layout.ts';
import { translateComponent } from '../toolchain/translate.ts';
import { compileWat } from '../toolchain/wat-compiler.ts';
import { KernelService } from '../workers/kernel-service.ts';
import { bundleGuest, realClock } from '../workers/testing/node-guests.ts';
import { examples } from './index.ts';
import { readBinary } from './testing/read-binary.ts';
import type { Expectation } from './types.ts';

// Node 20 has extended constants, which QuickJS is built with, behind a flag.
setFlagsFromString('--experimental-wasm-extended-const');

/** Does for the kernel what the page does. */
class NodePage {
  readonly console: ConsoleEntry[] = [];
  readonly #workers = new Map<number, Worker>();
  readonly #doorbell = createDoorbell();
  readonly #waiting = new Map<number, (result: unknown) => void>();
  readonly #service: KernelService;
  readonly #guestEntry: string;
  /** A pending `waitAsync` does not keep Node alive. */
  readonly #alive = setInterval(() => {}, 1000);
  #requests = 0;

  constructor(guestEntry: string) {
    this.#guestEntry = guestEntry;
    this.#service = new KernelService({
      post: (message) => this.#take(message),
      clock: realClock,
      random: { fill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) },
      digest: { sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')) },
      compile: (bytes) => WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>),
      report: (bug) => {
        throw bug;
      },
    });
    this.#service.take({ type: 'init', version: PROTOCOL_VERSION, doorbell: this.#doorbell, signals: createSignals(), guestBudget: 4 });
  }

  request<R>(request: DistributiveOmit<KernelRequest, 'id' | 'type'>): Promise<R> {
    const id = ++this.#requests;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve as (result: unknown) => void);
      this.#service.take({ type: 'request', id, ...request });
    });
  }

  async dispose(): Promise<void> {
    clearInterval(this.#alive);
    await Promise.all([...this.#workers.values()].map((worker) => worker.terminate()));
  }

  #take(message: KernelToPage): void {
    switch (message.type) {
      case 'response':
        this.#waiting.get(message.id)?.(message.result);
        break;
      case 'crashed':
        throw new Error(message.message);
      case 'console':
        this.console.push(...message.entries);
        break;
      case 'tool':
        void this.#use(message);
        break;
      case 'start-guest':
        // Not within the message that asked for it.
        queueMicrotask(() => this.#spawn(message.id, message.slot));
        break;
      case 'terminate-guest':
        void this.#workers.get(message.id)?.terminate();
        this.#workers.delete(message.id);
        break;
      default:
        break;
    }
  }

  async #use({ id, job, input }: ToolRequest): Promise<void> {
    if (job === 'compileWat') this.#service.take({ type: 'tool-answer', id, job, answer: await compileWat(input.source) });
    else this.#service.take({ type: 'tool-answer', id, job, answer: await translateComponent(input.bytes) });
  }

  #spawn(id: number, slot: number): void {
    const worker = new Worker(this.#guestEntry);
    this.#workers.set(id, worker);
    const channel = createChannel();
    const { port1, port2 } = new MessageChannel();
    port1.unref();
    worker.postMessage({ type: 'init', id, slot, channel, doorbell: this.#doorbell, port: port2 }, [port2]);
    this.#service.take({ type: 'guest-here', id, channel, port: port1 });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const pages: NodePage[] = [];
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.dispose()));
});

describe('running the examples', () => {
  it.each(examples)('$id prints and returns what it says', async (example) => {
    const { expected } = (await import(`./${example.id}/expected.ts`)) as { expected: Expectation };
    const page = new NodePage(await bundleGuest());
    pages.push(page);
    const report = await page.request<BootReport>({ method: 'open', params: { files: await example.files(readBinary) } });
    expect(report.diagnostics).toEqual([]);
    const result = await page.request<CallResult>({ method: 'call', params: { target: example.main.id, args: [...example.main.args] } });
    const printed = page.console.filter((entry) => entry.source === 'print').map((entry) => entry.text);
    expect(printed).toEqual(expected.prints.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))));
    expect(result).toMatchObject({ value: expected.value, error: null });
  });
});

describe('changing an example while it runs', () => {
  it('ends the call in progress on the old module and begins the next on the new one', async () => {
    const page = new NodePage(await bundleGuest());
    pages.push(page);
    const files = await examples.find((example) => example.id === 'sleep')!.files(readBinary);
    await page.request<BootReport>({ method: 'open', params: { files } });
    const running = page.request<CallResult>({ method: 'call', params: { target: 'app:nap', args: [150] } });
    const changed = { ...files, 'nap.wat': '(module (func (export "nap") (param i32) (result i32) (i32.const 7)))' };
    const report = await page.request<BootReport>({ method: 'apply', params: { files: changed } });
    expect(report.ok).toBe(true);
    const next = await page.request<CallResult>({ method: 'call', params: { target: 'app:nap', args: [150] } });
    expect(next).toMatchObject({ value: 7, error: null });
    const { value, error } = await running;
    expect(error).toBeNull();
    expect(value).toBeGreaterThanOrEqual(150);
    const broken = await page.request<BootReport>({ method: 'apply', params: { files: { ...changed, 'nap.wat': '(module' } } });
    expect(broken).toMatchObject({ ok: false, diagnostics: [{ file: 'nap.wat', line: 1 }] });
    expect(await page.request<CallResult>({ method: 'call', params: { target: 'app:nap', args: [1] } })).toMatchObject({ value: 7 });
  });
});
