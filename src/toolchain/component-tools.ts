/**
 * The only door to jco: its translator and its wasm-tools, each a component of its own that is fetched when it is first asked.
 * They are single-threaded and long-running: run them where they can be terminated.
 */
import { errorText } from '../base/error-text.ts';
import type { GenerateOptions, Transpiled } from '@bytecodealliance/jco-transpile/component';

/** Of jco and jco-transpile. */
export const TOOLS_VERSION = 'jco 1.35.0, jco-transpile 0.15.0';

type Tools = typeof import('@bytecodealliance/jco-transpile/wasm-tools');

/** A tool says that its input is wrong; `message` is its own text. */
export class ToolRefusal extends Error {
  override name = 'ToolRefusal';
}

/**
 * A tool broke down, and answers nothing any more: the thread it runs on must be given up. `message` is what it said, if
 * anything, else empty.
 */
export class ToolCrash extends Error {
  override name = 'ToolCrash';
}

let isSpent = false;

/** Whether one of the tools has broken down on this thread, which must then be given up. */
export function areToolsSpent(): boolean {
  return isSpent;
}

/** What ends a `message` of wasm-tools when the bytes themselves are wrong, and not what is asked of them. */
export const BYTE_OFFSET = /\(at offset 0x([0-9a-f]+)\)/;

/** Fetches the translator. Rejects with {@link ToolCrash} when that fails. */
export async function loadTranslator(): Promise<void> {
  const { $init } = await loading(() => import('@bytecodealliance/jco-transpile/component'));
  await loading(() => $init);
}

/** Fetches wasm-tools, as {@link loadTranslator}. */
export async function loadWasmTools(): Promise<void> {
  const { metadataShow } = await loading(() => import('@bytecodealliance/jco-transpile/wasm-tools'));
  await loading(() => metadataShow(EMPTY_MODULE));
}

const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

async function loading<T>(load: () => T | Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new ToolCrash(`the component tools could not be loaded: ${errorText(error)}`, { cause: error });
  }
}

/** Rejects with {@link ToolRefusal} or {@link ToolCrash}, as everything below. */
export async function generate(bytes: Uint8Array, options: GenerateOptions): Promise<Transpiled> {
  const { generate: run } = await import('@bytecodealliance/jco/component');
  return settle(() => run(bytes, options));
}

/** Calls wasm-tools. */
export async function withWasmTools<T>(use: (tools: Tools) => Promise<T>): Promise<T> {
  const tools = await import('@bytecodealliance/jco-transpile/wasm-tools');
  return settle(() => use(tools));
}

/** What a panic prints goes to the console, and there is no other way to learn of it. */
async function settle<T>(run: () => Promise<T>): Promise<T> {
  const console = (globalThis as { readonly console?: { error: (...parts: unknown[]) => void } }).console;
  const original = console?.error;
  const printed: string[] = [];
  if (console) console.error = (...parts) => void printed.push(parts.map(String).join(' '));
  try {
    return await run();
  } catch (error) {
    const payload = payloadOf(error);
    if (payload !== null) throw new ToolRefusal(payload, { cause: error });
    isSpent = true;
    throw new ToolCrash(panicText(printed), { cause: error });
  } finally {
    if (console && original) console.error = original;
  }
}

/** The tools answer `result<_, string>`, which arrives as an error with a payload. */
function payloadOf(error: unknown): string | null {
  if (!(error instanceof Error) || !Object.hasOwn(error, 'payload')) return null;
  return String((error as Error & { readonly payload: unknown }).payload);
}

/** The message between the place in the tool's source and its stack. */
function panicText(printed: readonly string[]): string {
  const lines = printed.flatMap((text) => text.split('\n'));
  const at = lines.findIndex((line) => line.includes(' panicked at '));
  if (at < 0) return '';
  const end = lines.findIndex((line, index) => index > at && /^(?:stack backtrace:|note: )/.test(line));
  return lines
    .slice(at + 1, end < 0 ? undefined : end)
    .join(' ')
    .trim();
}
