/** Thread entry: compiles for the page, one job at a time. */
import { assertNever } from '../base/assert-never.ts';
import type { ToolchainRequest, ToolchainResponse } from '../protocol/toolchain-messages.ts';
import { TOOLCHAIN_PROTOCOL_VERSION } from '../protocol/toolchain-messages.ts';
import { compileWat, warmUpWat } from '../toolchain/wat-compiler.ts';

declare const self: DedicatedWorkerGlobalScope;

let tail: Promise<void> = Promise.resolve();

self.addEventListener('message', (event: MessageEvent<ToolchainRequest>) => {
  const request = event.data;
  tail = tail.then(() => answer(request));
});

const ready: ToolchainResponse = { type: 'ready', version: TOOLCHAIN_PROTOCOL_VERSION };
self.postMessage(ready);

async function answer(request: ToolchainRequest): Promise<void> {
  try {
    const { output, transfer } = await run(request);
    const response: ToolchainResponse = { type: 'done', id: request.id, output };
    self.postMessage(response, transfer);
  } catch (error) {
    const response: ToolchainResponse = { type: 'failed', id: request.id, message: error instanceof Error ? error.message : String(error) };
    self.postMessage(response);
  }
}

type Output = Extract<ToolchainResponse, { type: 'done' }>['output'];

async function run(request: ToolchainRequest): Promise<{ output: Output; transfer: Transferable[] }> {
  switch (request.job) {
    case 'compileWat': {
      const output = await compileWat(request.input.source);
      return { output, transfer: output.ok ? [output.value.bytes.buffer] : [] };
    }
    case 'warmUp':
      await warmUpWat();
      return { output: null, transfer: [] };
    default:
      return assertNever(request);
  }
}
