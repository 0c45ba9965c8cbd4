/** Calls and chunks of Lua that the page asks for, each until its end. */
import type { CallResult, EntryId, EvalResult, PlainValue, TapedResult } from '../contract/api.ts';
import { canceledFailure } from '../contract/errors.ts';
import { PlainReader } from '../contract/plain.ts';
import type { Clock } from '../contract/ports.ts';
import { READY_MODULES } from '../contract/lua-modules/index.ts';
import type { Calls } from './function-registry.ts';
import { LuaCode } from './lua/code.ts';
import type { Modules } from './lua/modules/index.ts';
import type { NativeModules } from './lua/modules/native-modules.ts';
import { LuaProcess } from './lua/process.ts';
import type { Vm } from './lua/vm/types.ts';
import { LuaWorld } from './lua/world.ts';
import { callResult, evalResult, plainCallResult, plainEvalResult } from './results.ts';
import { failed, type Frame, type Outcome } from './scheduler/process.ts';
import type { Scheduler } from './scheduler/scheduler.ts';

/** Something that the page waits for. */
interface Root {
  /** Withdraws it without telling anybody. */
  cancel(): void;
  settle(outcome: Outcome): void;
}

export interface PageRequestsOptions {
  readonly clock: Clock;
  readonly vm: Vm;
  readonly modules: Modules;
  readonly natives: NativeModules;
  /** Tells that a process was started between requests. */
  readonly wake: () => void;
  readonly calls: Calls;
  readonly scheduler: Scheduler;
}

/** Of one project. Each request settles exactly once. */
export class PageRequests {
  readonly #options: PageRequestsOptions;
  readonly #roots = new Set<Root>();
  #isClosed = false;

  constructor(options: PageRequestsOptions) {
    this.#options = options;
  }

  /** How many the page waits for. */
  get count(): number {
    return this.#roots.size;
  }

  call(target: string, args: readonly PlainValue[]): Promise<CallResult> {
    return this.#call(target, args, plainCallResult);
  }

  /** As {@link call}, with a large result as bytes for the page. */
  callForPage(target: string, args: readonly PlainValue[]): Promise<CallResult | TapedResult> {
    const { calls } = this.#options;
    return this.#call(target, args, (outcome, durationMs) =>
      callResult(outcome, durationMs, (source) => calls.record(source)),
    );
  }

  eval(source: string, name: string): Promise<EvalResult> {
    return this.#eval(source, name, plainEvalResult);
  }

  /** As {@link eval}, with large results as bytes for the page. */
  evalForPage(source: string, name: string): Promise<EvalResult | TapedResult> {
    const { calls } = this.#options;
    return this.#eval(source, name, (outcome, durationMs) =>
      evalResult(outcome, durationMs, (values) => calls.record(values)),
    );
  }

  /** What is asked from here on ends as canceled, and begins nothing. */
  close(): void {
    this.#isClosed = true;
  }

  cancelAll(): void {
    for (const root of [...this.#roots]) {
      root.cancel();
      root.settle(failed(canceledFailure()));
    }
  }

  #call<T>(
    target: string,
    args: readonly PlainValue[],
    finish: (outcome: Outcome, durationMs: number) => T,
  ): Promise<T> {
    const { calls } = this.#options;
    const frame = calls.rootFrame('page');
    return this.#root(
      frame,
      (done) => calls.start(target, new PlainReader(args), frame, done, { isTrusted: true }),
      finish,
    );
  }

  #eval<T>(source: string, name: string, finish: (outcome: Outcome, durationMs: number) => T): Promise<T> {
    const { calls, scheduler, natives, wake } = this.#options;
    const frame = calls.rootFrame(name);
    return this.#root(
      frame,
      (done) => {
        let isCanceled = false;
        let stop = (): void => {
          isCanceled = true;
        };
        const start = (): void => {
          const pid = scheduler.spawn(this.#evalProcess(source, frame), { frame, done });
          stop = () => scheduler.terminate(pid);
        };
        const fetched = natives.need(READY_MODULES);
        if (!fetched) start();
        else
          void (async () => {
            const [lacking] = (await fetched).values();
            if (isCanceled) return;
            if (lacking) done(failed(lacking));
            else start();
            wake();
          })();
        return () => stop();
      },
      finish,
    );
  }

  #evalProcess(source: string, frame: Frame): LuaProcess {
    const { vm, modules, clock } = this.#options;
    const id = frame.target as EntryId;
    const program = { id, code: new LuaCode(vm, id, source), modules: READY_MODULES, imports: [], method: null };
    const world = new LuaWorld(vm, modules, program);
    return new LuaProcess({
      world,
      clock,
      args: new PlainReader([]),
      body: { kind: 'chunk' },
      closed: () => world.release(),
    });
  }

  /** `finish` copies what it needs of the outcome, whose values are borrowed. */
  #root<T>(
    frame: Frame,
    start: (done: (outcome: Outcome) => void) => () => void,
    finish: (outcome: Outcome, durationMs: number) => T,
  ): Promise<T> {
    const { calls, clock } = this.#options;
    const startMs = clock.nowMs();
    return new Promise((resolve) => {
      const settle = (outcome: Outcome): void => {
        if (!this.#roots.delete(root)) return;
        resolve(finish(outcome, clock.nowMs() - startMs));
        calls.endRoot(frame);
      };
      const root: Root = { cancel: () => {}, settle };
      this.#roots.add(root);
      if (this.#isClosed) settle(failed(canceledFailure()));
      else root.cancel = start(settle);
    });
  }
}
