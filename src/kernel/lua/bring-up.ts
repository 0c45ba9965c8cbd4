/** How a Lua world comes up: its chunks run, libraries first (spec/lua-base §5). */
import { internal, notFound, type Failure } from '../../contract/errors.ts';
import type { Clock } from '../../contract/ports.ts';
import { failed, type Outcome } from '../scheduler/process.ts';
import { killFailure, outcomeOfError } from './outcome.ts';
import { luaTypes } from './types-part.ts';
import * as stack from './vm/stack.ts';
import type { LuaState, LuaThread, RegistryRef, ResumeResult } from './vm/types.ts';
import type { LoadStep, LuaWorld } from './world.ts';

export type Up =
  /** The slice is over before it is up. */
  | { readonly type: 'more' }
  | { readonly type: 'failed'; readonly outcome: Outcome }
  /** The entry's own chunk is what is to be run, on this thread. */
  | { readonly type: 'chunk'; readonly thread: LuaThread }
  | { readonly type: 'method'; readonly method: RegistryRef };

const MORE: Up = { type: 'more' };

/** Of one world, once. */
export class BringUp {
  readonly #world: LuaWorld;
  readonly #body: 'method' | 'chunk';
  readonly #load: LoadStep[];
  #loading: { readonly step: LoadStep; readonly thread: LuaThread } | null = null;

  /** `body`: what is run once it is up, the entry's method or its own chunk. */
  constructor(world: LuaWorld, body: 'method' | 'chunk') {
    this.#world = world;
    this.#body = body;
    this.#load = [...world.steps];
  }

  advance(endMs: number, clock: Clock): Up {
    for (;;) {
      const sliceMs = endMs - clock.nowMs();
      if (sliceMs <= 0) return MORE;
      const isBody = this.#body === 'chunk' && this.#load.length === 1 && !this.#loading;
      const loading = this.#loading ?? this.#nextChunk(isBody ? 'allowed' : 'refused', sliceMs);
      if (loading === null) return MORE;
      if ('kind' in loading) return { type: 'failed', outcome: failed(loading) };
      if (isBody) return { type: 'chunk', thread: loading.thread };
      this.#loading = loading;
      const result = loading.thread.resume(0, sliceMs);
      if (result.status === 'preempted') return MORE;
      if (result.status !== 'done') return { type: 'failed', outcome: endOf(result, loading.thread) };
      const found = this.#bind(loading.step, loading.thread, result.count);
      loading.thread.release();
      this.#loading = null;
      if (loading.step.environment !== this.#world.main) continue;
      if (found === null || 'kind' in found)
        return { type: 'failed', outcome: failed(found ?? internal('a library came last')) };
      return { type: 'method', method: found };
    }
  }

  release(): void {
    this.#loading?.thread.release();
  }

  /** Null while it is being compiled. */
  #nextChunk(commands: 'allowed' | 'refused', sliceMs: number): { step: LoadStep; thread: LuaThread } | Failure | null {
    const [step] = this.#load;
    if (!step) throw new Error('a Lua world came up without an entry point');
    const { program, environment } = step;
    const { code } = program;
    if (!code.result && !environment.inSlice(sliceMs, () => code.work())) return null;
    if (!code.result) throw new Error('code without a result');
    if (!code.result.ok) return internal(code.result.error.message);
    this.#load.shift();
    if (code.shapes.size > 0) luaTypes().bindTypes(environment, code.shapes);
    return { step, thread: environment.createThread(environment.instantiate(code.result.value), { commands }) };
  }

  /** Hands on what a chunk returned: to the importers of a library, or as the entry point. */
  #bind(step: LoadStep, thread: LuaThread, count: number): RegistryRef | Failure | null {
    const { L } = thread;
    if (count === 0) stack.pushNil(L);
    const first = count === 0 ? stack.getTop(L) : stack.getTop(L) - count + 1;
    if (step.environment !== this.#world.main) {
      for (const { environment, alias } of step.binds)
        environment.setGlobal(alias, (target) => stack.copyValue(L, first, target));
      return null;
    }
    return entryPoint(L, first, step.program.method);
  }
}

/** How code ends that did not return. */
export function endOf(result: Exclude<ResumeResult, { status: 'done' }>, thread: LuaThread): Outcome {
  if (result.status === 'error') return outcomeOfError(thread.L, stack.getTop(thread.L));
  if (result.status === 'killed') return failed(killFailure(result.reason));
  return failed(internal('can not yield from outside of a coroutine'));
}

/** spec/lua-base §5: a table's field named by `method`, or a function, whatever `method` says. */
function entryPoint(L: LuaState, index: number, method: string | null): RegistryRef | Failure {
  const type = stack.typeName(L, index);
  if (type === 'function') return stack.reference(L, index);
  if (type === 'table' && method !== null) {
    stack.rawGetField(L, index, method);
    if (stack.typeName(L, -1) === 'function') return stack.reference(L, -1);
  }
  return notFound(`method "${method ?? ''}" not found in module`);
}
