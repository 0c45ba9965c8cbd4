/** Thread entry: compiles and checks for the page, one job at a time. */
import { errorText } from '../../base/error-text.ts';
import { readyModules } from 'virtual:ready-modules';
import { assertNever } from '../../base/assert-never.ts';
import type { Assistant } from '../../language/assistant.ts';
import type { Diagnoser } from '../../project/diagnose/diagnoser.ts';
import { ProjectMirror } from '../../protocol/project-sync.ts';
import type { ToolchainRequest, ToolchainResponse } from '../../protocol/toolchain-messages.ts';
import { TOOLCHAIN_PROTOCOL_VERSION } from '../../protocol/toolchain-messages.ts';
import { areToolsSpent, loadWasmTools } from '../../toolchain/component-tools.ts';
import { engineRefusal } from '../../toolchain/engine-refusal.ts';
import { WatCache } from '../../toolchain/wat-cache.ts';
import { compileWat, warmUpWat } from '../../toolchain/wat-compiler.ts';
import { confineThread } from '../confine.ts';
import type { SecondReading } from '../../toolchain/wat-wasm-tools.ts';
import type { BinaryTools, Finished } from './binary-tools.ts';
import { sha256 } from '../sha256.ts';
import { ToolLoader, type Report } from './tool-loader.ts';

declare const self: DedicatedWorkerGlobalScope;

confineThread('toolchain', self);

const loader = new ToolLoader();
/** Of the job at work. */
let report: Report = () => {};
const cache = new WatCache((source) => compileWat(source, { engineRefusal, readAgain }));
for (const [source, base64] of readyModules)
  cache.remember(
    source,
    Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)),
  );
const mirror = new ProjectMirror();
let tail: Promise<void> = Promise.resolve();

self.addEventListener('message', (event: MessageEvent<ToolchainRequest>) => {
  const request = event.data;
  tail = tail.then(() => answer(request));
});

const ready: ToolchainResponse = { type: 'ready', version: TOOLCHAIN_PROTOCOL_VERSION };
self.postMessage(ready);

async function answer(request: ToolchainRequest): Promise<void> {
  try {
    report = (tools) => say({ type: 'progress', id: request.id, tools });
    const { output, transfer, isSpent } = await run(request);
    // Also compiling and checking may have asked the tools.
    say({ type: 'done', id: request.id, output, ...(isSpent || areToolsSpent() ? { isSpent: true } : {}) }, transfer);
  } catch (error) {
    say({ type: 'failed', id: request.id, message: errorText(error) });
  }
}

function say(response: ToolchainResponse, transfer: Transferable[] = []): void {
  self.postMessage(response, transfer);
}

/** What the second compiler makes of a text, fetched when it is first asked. */
async function readAgain(source: string): Promise<SecondReading> {
  const message = await loader.load(loadWasmTools, report);
  if (message !== null) return { status: 'unavailable', message };
  report({ state: 'working', task: 'reading a text again' });
  const { readByWasmTools } = await import('../../toolchain/wat-wasm-tools.ts');
  return readByWasmTools(source);
}

/** Loaded when it is first asked for; a load that failed, for want of a network, is tried again. */
function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null;
  return () => {
    loading ??= load();
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
}

const loadDiagnoser = lazily<Diagnoser>(async () => {
  const { Diagnoser } = await import('../../project/diagnose/diagnoser.ts');
  return new Diagnoser({ compileWat: (source) => cache.compile(source), sha256: (bytes) => sha256(bytes) });
});

const loadAssistant = lazily<Assistant>(async () => {
  const { Assistant } = await import('../../language/assistant.ts');
  return new Assistant();
});

const loadBinaryTools = lazily<BinaryTools>(async () => {
  const { BinaryTools } = await import('./binary-tools.ts');
  return new BinaryTools((source) => cache.compile(source), loader);
});

function finished(output: Finished['output'], transfer: Transferable[] = []): Finished {
  return { output, transfer, isSpent: false };
}

async function run(request: ToolchainRequest): Promise<Finished> {
  switch (request.job) {
    case 'compileWat': {
      const compiled = await cache.compile(request.input.source);
      if (!compiled.ok) return finished(compiled);
      const bytes = compiled.value.bytes.slice();
      return finished({ ok: true, value: { bytes } }, [bytes.buffer]);
    }
    case 'check': {
      const files = mirror.apply(request.input);
      if (!files) return finished({ status: 'unknown-base' });
      return finished({
        status: 'checked',
        diagnostics: await (await loadDiagnoser()).check(files, request.input.options),
      });
    }
    case 'help': {
      const files = mirror.apply(request.input);
      if (!files) return finished({ status: 'unknown-base' });
      return finished({ status: 'answered', answer: (await loadAssistant()).answer(files, request.input.question) });
    }
    case 'describe':
      return (await loadBinaryTools()).describe(request.input, report);
    case 'disassemble':
      return (await loadBinaryTools()).disassemble(request.input, report);
    case 'toJavaScript':
      return (await loadBinaryTools()).toJavaScript(request.input, report);
    case 'build':
      return (await loadBinaryTools()).build(request.input, report);
    case 'warmUp':
      if (request.input.compiler) await warmUpWat();
      return finished(null);
    default:
      return assertNever(request);
  }
}
