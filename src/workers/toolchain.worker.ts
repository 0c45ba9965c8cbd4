/** Thread entry: compiles and checks for the page, one job at a time. */
import { assertNever } from '../base/assert-never.ts';
import type { Diagnoser } from '../kernel/diagnose/diagnoser.ts';
import { ProjectMirror } from '../protocol/project-sync.ts';
import type { ToolchainRequest, ToolchainResponse } from '../protocol/toolchain-messages.ts';
import { TOOLCHAIN_PROTOCOL_VERSION } from '../protocol/toolchain-messages.ts';
import { WatCache } from '../toolchain/wat-cache.ts';
import { compileWat, warmUpWat } from '../toolchain/wat-compiler.ts';

declare const self: DedicatedWorkerGlobalScope;

const cache = new WatCache(compileWat);
const mirror = new ProjectMirror();
/** Loaded with the first check: the first result of a visit does not need it. */
let diagnoser: Promise<Diagnoser> | null = null;
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

function loadDiagnoser(): Promise<Diagnoser> {
  diagnoser ??= import('../kernel/diagnose/diagnoser.ts').then(
    ({ Diagnoser }) => new Diagnoser({ compileWat: (source) => cache.compile(source) }),
  );
  // A load that failed, for want of a network, is tried again by the next check.
  diagnoser.catch(() => {
    diagnoser = null;
  });
  return diagnoser;
}

type Output = Extract<ToolchainResponse, { type: 'done' }>['output'];

async function run(request: ToolchainRequest): Promise<{ output: Output; transfer: Transferable[] }> {
  switch (request.job) {
    case 'compileWat': {
      const compiled = await cache.compile(request.input.source);
      if (!compiled.ok) return { output: compiled, transfer: [] };
      const bytes = compiled.value.bytes.slice();
      return { output: { ok: true, value: { bytes } }, transfer: [bytes.buffer] };
    }
    case 'check': {
      const files = mirror.apply(request.input);
      if (!files) return { output: { status: 'unknown-base' }, transfer: [] };
      return { output: { status: 'checked', diagnostics: await (await loadDiagnoser()).check(files) }, transfer: [] };
    }
    case 'warmUp':
      await warmUpWat();
      return { output: null, transfer: [] };
    default:
      return assertNever(request);
  }
}
