import { inSlice, Interrupted, spend, UNITS_PER_LOOK } from '../../../base/effort.ts';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { RunClock } from './clock.ts';
import { Status, Tag, copyValue, fengari, inner, meter, outer, pushCopy, trust } from './fengari.ts';
import type { State, TValue } from './fengari.ts';
import { charged } from './held.ts';
import { measure } from './memory.ts';
import * as stack from './stack.ts';
import { Thread } from './thread.ts';
import type {
  EnvironmentOptions,
  KillReason,
  LuaEnvironment,
  LuaFunctionRef,
  LuaState,
  LuaSyntaxError,
  LuaThread,
  PushValue,
  ThreadOptions,
} from './types.ts';

const { lua } = fengari;
const encoder = new TextEncoder();
const TEXT_ONLY = encoder.encode('t');
/** First look at what is alive: an environment that stays below is never walked. */
const FIRST_THRESHOLD_BYTES = 4 << 20;

interface FunctionRef {
  readonly value: TValue;
}

/** The implementation of {@link LuaEnvironment}. */
export class Environment implements LuaEnvironment {
  readonly name: string;
  readonly clock: RunClock;
  readonly scratch: LuaState;
  readonly limitBytes: number;
  /** Values that JavaScript holds: roots of memory walks. */
  readonly references = new Set<TValue>();
  /** Threads that have not ended: roots too. */
  readonly states = new Set<State>();
  threshold: number;
  overdrafts = 0;
  #bytes = 0;
  #killReason: KillReason | null = null;
  readonly #main: State;
  readonly #globals: TValue;

  /** `globals`: the new table of globals, which this environment owns. */
  constructor(name: string, main: State, globals: TValue, clock: RunClock, options: EnvironmentOptions) {
    this.name = name;
    this.clock = clock;
    this.#main = main;
    this.#globals = globals;
    this.limitBytes = options.memoryBytes ?? clock.limits.memoryBytes;
    this.threshold = Math.min(FIRST_THRESHOLD_BYTES, this.limitBytes);
    this.references.add(globals);
    const scratch = this.#newState();
    this.scratch = outer(scratch);
    clock.environments.add(this);
  }

  #newState(): State {
    const state = lua.lua_newthread(this.#main);
    lua.lua_pop(this.#main, 1);
    state.owner = this;
    this.states.add(state);
    return state;
  }

  setGlobal(name: string, push: PushValue): void {
    const L = this.scratch;
    pushCopy(inner(L), this.#globals);
    push(L);
    stack.rawSetField(L, -2, name);
    stack.pop(L, 1);
  }

  getGlobal(L: LuaState, name: string): void {
    pushCopy(inner(L), this.#globals);
    stack.rawGetField(L, -1, name);
    stack.remove(L, -2);
  }

  hasGlobal(name: string): boolean {
    this.getGlobal(this.scratch, name);
    const found = stack.typeName(this.scratch, -1) !== 'nil';
    stack.pop(this.scratch, 1);
    return found;
  }

  pushGlobals(L: LuaState): void {
    pushCopy(inner(L), this.#globals);
  }

  load(source: string | Uint8Array, chunkName: string): Result<LuaFunctionRef, LuaSyntaxError> {
    const state = inner(this.scratch);
    const bytes = typeof source === 'string' ? encoder.encode(source) : source;
    if (bytes[0] === 27) return err(syntaxError(chunkName, `${chunkName}:1: attempt to load a binary chunk`));
    const status = this.#compiling(state, () =>
      lua.lua_load(state, readOnce, { string: bytes }, encoder.encode(`=${chunkName}`), TEXT_ONLY),
    );
    if (status !== Status.ok) {
      const message = stack.toText(this.scratch, -1);
      stack.pop(this.scratch, 1);
      return err(syntaxError(chunkName, message));
    }
    const compiled = stack.cellAt(this.scratch, -1);
    if (compiled?.type !== Tag.luaClosure) throw new Error('the compiler left no function');
    compiled.value.upvals[0]?.setfrom(this.#globals);
    const value = copyValue(compiled);
    stack.pop(this.scratch, 1);
    return ok(trust<LuaFunctionRef>({ value } satisfies FunctionRef));
  }

  /** The compiler cannot be left off, but it can be stopped. */
  #compiling<T>(state: State, work: () => T): T {
    const { onempty } = meter;
    const top = lua.lua_gettop(state);
    meter.onempty = () => {
      meter.fuel = UNITS_PER_LOOK;
      if (this.clock.isInterrupted()) throw new fengari.lmeter.LuaKill('killed');
    };
    try {
      return work();
    } catch (error) {
      if (!(error instanceof fengari.lmeter.LuaKill)) throw error;
      lua.lua_settop(state, top);
      throw new Interrupted();
    } finally {
      meter.onempty = onempty;
    }
  }

  createThread(fn: LuaFunctionRef, options: ThreadOptions = {}): LuaThread {
    return this.#thread(trust<FunctionRef>(fn).value, options);
  }

  createThreadFrom(L: LuaState, index: number, options: ThreadOptions = {}): LuaThread {
    return this.#thread(stack.cellAt(L, index) ?? new fengari.lobject.TValue(Tag.nil, null), options);
  }

  #thread(fn: TValue, options: ThreadOptions): LuaThread {
    const state = this.#newState();
    pushCopy(state, fn);
    return new Thread(this, state, options);
  }

  get memoryBytes(): number {
    return this.clock.current === this ? meter.bytes : this.bytes;
  }

  /** Last known; while it runs, what was known before. */
  get bytes(): number {
    return this.#bytes;
  }
  set bytes(value: number) {
    if (!this.clock.environments.has(this)) return;
    this.clock.totalBytes += value - this.#bytes;
    this.#bytes = value;
  }

  charge(bytes: number): void {
    if (this.clock.current === this) meter.bytes += bytes;
    else this.bytes += bytes;
  }

  headroom(how: 'estimated' | 'measured'): number {
    return this.clock.limitOf(this) - (how === 'measured' ? this.measureMemory() : this.memoryBytes);
  }

  inSlice<T>(sliceMs: number, work: () => T): T {
    return inSlice(this.clock.slice(sliceMs), () => charged(this.scratch, work));
  }

  measureMemory(): number {
    const bytes = measure(this.references, this.states, this.#lookAside);
    if (this.clock.current === this) meter.bytes = bytes;
    else this.bytes = bytes;
    return bytes;
  }

  /** During a walk, which cannot be left off, but can be ended. */
  readonly #lookAside = (): void => {
    if (this.clock.current === null) spend(UNITS_PER_LOOK);
    else this.clock.endIfInterrupted();
  };

  get killed(): boolean {
    return this.#killReason !== null;
  }
  get killReason(): KillReason {
    return this.#killReason ?? 'killed';
  }

  kill(): void {
    this.killWith('killed');
  }

  killWith(reason: KillReason): void {
    this.#killReason ??= reason;
    if (this.clock.current === this) this.clock.hurry();
  }

  release(): void {
    this.kill();
    this.bytes = 0;
    this.clock.environments.delete(this);
    this.references.clear();
    this.states.clear();
  }
}

function readOnce(_: State, data: { string: Uint8Array | null }): Uint8Array | null {
  const text = data.string;
  data.string = null;
  return text;
}

function syntaxError(chunkName: string, message: string): LuaSyntaxError {
  const prefix = `${chunkName}:`;
  const rest = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  const match = /^(\d+): /.exec(rest);
  if (!match) return { message, text: message, line: 0 };
  return { message, text: rest.slice(match[0].length), line: Number(match[1]) };
}
