import { inSlice, spend, UNITS_PER_LOOK } from '../../../base/effort.ts';
import { ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { Chunk } from './chunk.ts';
import type { RunClock } from './clock.ts';
import { Tag, fengari, inner, meter, outer, pushCopy, trust } from './fengari.ts';
import type { State, Table, TValue } from './fengari.ts';
import { charged } from './held.ts';
import { MemoryWalk } from './memory.ts';
import { addShared, madeShared } from './shared.ts';
import * as stack from './stack.ts';
import { Thread } from './thread.ts';
import type {
  EnvironmentOptions,
  KillReason,
  LuaChunk,
  LuaCompilation,
  LuaEnvironment,
  LuaFunctionRef,
  LuaState,
  LuaSyntaxError,
  LuaThread,
  PushValue,
  ThreadOptions,
} from './types.ts';

const { lua } = fengari;
/** First look at what is alive: an environment that stays below is never walked. */
const FIRST_THRESHOLD_BYTES = 4 << 20;

interface FunctionRef {
  readonly value: TValue;
}

type Compile = (source: string | Uint8Array, chunkName: string) => LuaCompilation;

export interface EnvironmentParts {
  readonly main: State;
  readonly globals: TValue;
  readonly clock: RunClock;
  readonly compile: Compile;
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
  isUnsettled = false;
  isOverdrawn = false;
  #walk: { readonly walk: MemoryWalk; readonly fromBytes: number } | null = null;
  #bytes = 0;
  #isReleased = false;
  #killReason: KillReason | null = null;
  readonly #main: State;
  readonly #globals: TValue;
  readonly #compile: Compile;
  /** A few at most. */
  #chunks: readonly Chunk[] = [];

  /** `globals`: the new table of globals, which this environment owns. */
  constructor(name: string, { main, globals, clock, compile }: EnvironmentParts, options: EnvironmentOptions) {
    this.name = name;
    this.#compile = compile;
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

  shareGlobal(name: string, push: PushValue): void {
    const { base } = trust<Table>(this.#globals.value);
    if (base) addShared(this.#main, base, name, push);
    else this.setGlobal(name, push);
  }

  share(push: PushValue): PushValue {
    const value = madeShared(this.#main, push);
    return (L) => pushCopy(inner(L), value);
  }

  instantiate(chunk: LuaChunk): LuaFunctionRef {
    const { proto } = this.#hold(trust<Chunk>(chunk));
    const closure = new fengari.lobject.LClosure(this.#main, 1);
    closure.p = proto;
    closure.upvals[0] = new fengari.lobject.TValue(this.#globals.type, this.#globals.value);
    const value = new fengari.lobject.TValue(Tag.luaClosure, closure);
    return trust<LuaFunctionRef>({ value } satisfies FunctionRef);
  }

  #hold(chunk: Chunk): Chunk {
    if (this.#chunks.includes(chunk) || !this.clock.environments.has(this)) return chunk;
    this.#chunks = [...this.#chunks, chunk];
    this.clock.holdChunk(chunk);
    return chunk;
  }

  load(source: string | Uint8Array, chunkName: string): Result<LuaFunctionRef, LuaSyntaxError> {
    const compilation = this.#compile(source, chunkName);
    inSlice(this.clock.slice(Infinity), () => compilation.work());
    const { result } = compilation;
    if (!result) throw new Error('the compiler left off');
    return result.ok ? ok(this.instantiate(result.value)) : result;
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
    if (this.#isReleased) return;
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

  atOnce<T>(work: () => T): T {
    return inSlice(this.clock.brief, () => charged(this.scratch, work));
  }

  apart<T>(work: () => T): T {
    return this.clock.apart(work);
  }

  measureMemory(): number {
    const walk = new MemoryWalk(this.references, this.states);
    const { current } = this.clock;
    while (!walk.work()) {
      if (current === null) spend(UNITS_PER_LOOK);
      else this.clock.endIfInterrupted();
    }
    if (current === this) meter.bytes = walk.bytes;
    else {
      this.bytes = walk.bytes;
      if (this.isUnsettled) this.#settledAt(walk.bytes);
    }
    return walk.bytes;
  }

  /** Measures what it holds, as far as `sliceMs` reach; whether it is known. Throws `Interrupted`. */
  settle(sliceMs: number): boolean {
    return inSlice(this.clock.slice(sliceMs), () => {
      const first = this.clock.measuring ?? this;
      return first.measureOn() && (first === this || this.measureOn());
    });
  }

  measureOn(): boolean {
    this.clock.measuring = this;
    if (!this.#walk || this.#walk.walk.isSpoilt)
      this.#walk = { walk: new MemoryWalk(this.references, this.states), fromBytes: this.bytes };
    const { walk, fromBytes } = this.#walk;
    if (!walk.work()) return false;
    // What it was given meanwhile may not have been seen.
    this.bytes = walk.bytes + Math.max(0, this.bytes - fromBytes);
    this.#settledAt(this.bytes);
    return true;
  }

  #settledAt(bytes: number): void {
    this.#walk = null;
    if (this.clock.measuring === this) this.clock.measuring = null;
    this.clock.settled(this, bytes);
  }

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
    this.#isReleased = true;
    for (const chunk of this.#chunks) this.clock.dropChunk(chunk);
    this.#chunks = [];
    this.clock.environments.delete(this);
    if (this.clock.measuring === this) this.clock.measuring = null;
    this.#walk = null;
    this.references.clear();
    this.states.clear();
  }
}
