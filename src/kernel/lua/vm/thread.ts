import { errorText } from '../../../base/error-text.ts';
import { Interrupted } from '../../../base/effort.ts';
import { framesOfThread } from './call.ts';
import { Status, fengari, inner, meter, outer } from './fengari.ts';
import type { Owner, State } from './fengari.ts';
import type { Clocked, RunClock } from './clock.ts';
import * as stack from './stack.ts';
import type {
  KillReason,
  LuaEnvironment,
  LuaState,
  LuaThread,
  ResumeResult,
  StackFrame,
  ThreadOptions,
} from './types.ts';

const { lua } = fengari;
const PREEMPTED: ResumeResult = { status: 'preempted' };
const FAILED: ResumeResult = { status: 'error' };

/** The environment that a thread belongs to. */
export interface ThreadOwner extends LuaEnvironment, Owner, Clocked {
  readonly clock: RunClock;
  readonly states: Set<State>;
  settle(sliceMs: number): boolean;
}

/** The implementation of {@link LuaThread}: one resumable call into an environment. */
export class Thread implements LuaThread {
  readonly L: LuaState;
  readonly environment: ThreadOwner;
  readonly #state: State;
  #status: LuaThread['status'] = 'fresh';
  /** Values that were given to a resume that did not get to them. */
  #given = 0;

  /** The function to call is on top of the new thread's stack already. */
  constructor(environment: ThreadOwner, state: State, options: ThreadOptions) {
    this.environment = environment;
    this.#state = state;
    this.L = outer(state);
    state.owner = environment;
    state.toplevel = true;
    state.refuse = options.commands === 'refused';
  }

  get status(): LuaThread['status'] {
    return this.#status;
  }

  resume(count: number, sliceMs: number): ResumeResult {
    const { environment } = this;
    const state = this.#state;
    if (environment.killed) return this.#killed(environment.killReason);
    if (this.#status === 'ended' || this.#status === 'running') {
      stack.pushText(this.L, `cannot resume ${this.#status === 'ended' ? 'dead' : 'running'} thread`);
      return FAILED;
    }
    const { clock } = environment;
    this.#given += count;
    const leftMs = environment.isUnsettled ? this.#settled(sliceMs) : sliceMs;
    if (environment.killed) return this.#killed(environment.killReason);
    if (leftMs <= 0) return PREEMPTED;
    const given = this.#given;
    this.#given = 0;
    this.#status = 'running';
    const saved = clock.enter(environment, leftMs);
    let status: number;
    try {
      status = lua.lua_resume(state, null, given);
    } catch (error) {
      if (error instanceof fengari.lmeter.LuaKill) return this.#killed(error.reason);
      // A broken invariant in the VM itself: this thread is lost, the others are not.
      environment.clock.onNativeError?.(error);
      this.#end();
      state.ci = state.base_ci;
      stack.setTop(this.L, 0);
      stack.pushText(this.L, `internal error: ${errorText(error)}`);
      return FAILED;
    } finally {
      clock.leave(environment, saved);
    }
    if (status === Status.yield) return this.#yielded();
    this.#end();
    return status === Status.ok ? { status: 'done', count: lua.lua_gettop(state) } : FAILED;
  }

  /** Milliseconds that are left when what the environment holds is known; none while it is not. */
  #settled(sliceMs: number): number {
    const { environment } = this;
    const slice = environment.clock.slice(sliceMs);
    try {
      return environment.settle(sliceMs) ? slice.endMs - slice.nowMs() : 0;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      environment.kill();
      return 0;
    }
  }

  raise(sliceMs: number): ResumeResult {
    this.#state.sysraise = true;
    return this.resume(1, sliceMs);
  }

  #yielded(): ResumeResult {
    this.#status = 'waiting';
    if (!this.#state.sysyield) return { status: 'yield', count: lua.lua_gettop(this.#state) };
    const pending = meter.pending;
    if (pending === null) return PREEMPTED;
    meter.pending = null;
    return {
      status: 'command',
      command: pending.command,
      L: outer(pending.L),
      first: 1,
      count: lua.lua_gettop(pending.L),
    };
  }

  #killed(reason: KillReason): ResumeResult {
    this.#end();
    return { status: 'killed', reason };
  }

  #end(): void {
    this.#status = 'ended';
    this.environment.states.delete(this.#state);
  }

  frames(): readonly StackFrame[] {
    return this.#status === 'ended' ? [] : framesOfThread(this.L);
  }

  release(): void {
    this.#end();
    const state = inner(this.L);
    if (state.status === Status.yield) state.status = Status.runtimeError;
  }
}
