/** Whether a binary is valid: core modules by the engine, components by wasm-tools, and the modules inside of one by the engine. */
import { joinBytes } from '../base/bytes.ts';
import { lebAt, lebBytes } from '../base/leb128.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import { BYTE_OFFSET, ToolRefusal, withWasmTools } from './component-tools.ts';
import { engineRefusal } from './engine-refusal.ts';
import { clean } from './tool-diagnostics.ts';

/** What is wrong, with the byte where the reader found it; null for a module that this engine takes. */
export async function moduleProblem(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const refusal = await engineRefusal(bytes);
  return refusal && sentence(refusal.message, refusal.offset);
}

/**
 * What is wrong, with its byte; null for a valid component, be it one that wasm-tools cannot say the world of, or break down over
 * there. An error of the result is a breakdown of the tools before it is known. Bodies of functions are not looked at:
 * {@link nestedProblem} does that.
 *
 * The tools validate what they say the world of. Inside of an empty component, whose world is empty, they do nothing else, and break
 * down over hardly any; so that comes first. What holds for imports and exports of the whole alone they see only without it.
 */
export async function componentProblem(bytes: Uint8Array): Promise<Result<string | null, string>> {
  const begin = Uint8Array.from([...EMPTY_COMPONENT, SECTION.component, ...lebBytes(bytes.length)]);
  const inside = await refusalOf(joinBytes([begin, bytes]), begin.length);
  if (!inside.ok) return err(brokenOver(inside.error));
  if (inside.value !== null) return inside;
  const whole = await refusalOf(bytes, 0);
  return whole.ok ? whole : ok(null);
}

/** As {@link componentProblem}, with offsets behind the first `begin` bytes. */
async function refusalOf(component: Uint8Array, begin: number): Promise<Result<string | null, unknown>> {
  try {
    await withWasmTools((tools) => tools.componentWit(component));
    return ok(null);
  } catch (error) {
    if (!(error instanceof ToolRefusal)) return err(error);
    const offset = BYTE_OFFSET.exec(error.message)?.[1];
    if (offset === undefined) return ok(null);
    const message = clean(
      error.message.replace(BYTE_OFFSET, '').replace(/^Failed to decode wit component\s*/, ''),
    ).trim();
    return ok(sentence(message, Math.max(0, Number.parseInt(offset, 16) - begin)));
  }
}

const EMPTY_COMPONENT = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];

function brokenOver(error: unknown): string {
  const said = error instanceof Error && error.message !== '' ? `: ${error.message}` : '';
  return `the tools that validate components broke down over it, which does not make it invalid${said}`;
}

/** Of the core modules inside of a component, and of components inside of it, the first that this engine refuses. */
export async function nestedProblem(component: Uint8Array): Promise<string | null> {
  for (const { start, end } of modulesIn(component, 8, component.length)) {
    const refusal = await engineRefusal(component.slice(start, end));
    if (refusal)
      return sentence(`in a core module: ${refusal.message}`, refusal.offset === null ? null : refusal.offset + start);
  }
  return null;
}

const SECTION = { coreModule: 1, component: 4 } as const;

/** Of a component that was read to its end, from behind its head. */
function* modulesIn(
  bytes: Uint8Array,
  from: number,
  to: number,
): Generator<{ readonly start: number; readonly end: number }> {
  for (let at = from; at < to;) {
    const id = bytes[at++];
    const { value: size, end: start } = lebAt(bytes, at);
    at = start;
    if (id === SECTION.coreModule) yield { start: at, end: at + size };
    if (id === SECTION.component) yield* modulesIn(bytes, at + 8, at + size);
    at += size;
  }
}

function sentence(message: string, offset: number | null): string {
  return offset === null ? message : `${message} at byte ${offset}`;
}
