import { raiseBug, recordBug } from '../../../../base/testing/reported-bugs.ts';
import { suspend } from '../call.ts';
import * as stack from '../stack.ts';
import type { LuaEnvironment, LuaState, LuaThread, NativeFunction, ResumeResult, Vm, VmOptions } from '../types.ts';
import { createVm } from '../vm.ts';

/** A VM on the real clock, with a global `out(...)` that collects `tostring` texts and a global `ask(...)` that suspends. */
export interface LuaWorld {
  readonly vm: Vm;
  readonly environment: LuaEnvironment;
  readonly output: string[];
  readonly thread: (source: string, commands?: 'allowed' | 'refused') => LuaThread;
  /** Runs to the end; slices as long as needed. The results as texts, or `error: …`. */
  readonly run: (source: string, limits?: RunLimits) => RunOutcome;
}
export interface RunLimits {
  readonly sliceMs?: number;
  readonly maxSlices?: number;
  /** Answers a command with values. Default: its arguments. */
  readonly answer?: (thread: LuaThread, result: Extract<ResumeResult, { status: 'command' }>) => number;
}
export interface RunOutcome {
  readonly status: ResumeResult['status'] | 'endless';
  readonly values: readonly string[];
  readonly slices: number;
  readonly commands: number;
}

export function createLuaWorld(options: Partial<VmOptions> = {}): LuaWorld {
  const vm = createVm({ now: () => performance.now(), onNativeError: recordBug, ...options });
  const environment = vm.createEnvironment('test');
  const output: string[] = [];
  bind(environment, 'out', (L) => {
    const texts: string[] = [];
    for (let index = 1; index <= stack.getTop(L); index++) texts.push(stack.display(L, index));
    output.push(texts.join(' '));
    return 0;
  });
  bind(environment, 'ask', (L) => suspend(L, 'ask'));
  const thread = (source: string, commands: 'allowed' | 'refused' = 'allowed'): LuaThread => {
    const loaded = environment.load(source, 'app:main');
    if (!loaded.ok) throw new Error(loaded.error.message);
    return environment.createThread(loaded.value, { commands });
  };
  const run = (source: string, limits?: RunLimits): RunOutcome => {
    const outcome = drive(thread(source), limits);
    // No test passes with a mistake of our own in it.
    raiseBug();
    return outcome;
  };
  return { vm, environment, output, thread, run };
}

export function bind(environment: LuaEnvironment, name: string, fn: NativeFunction): void {
  environment.setGlobal(name, (L) => stack.pushNative(L, name, fn));
}

/** Goes on until it asks for something or ends: measuring its memory takes turns of its own. */
export function resumed(thread: LuaThread, count: number): ReturnType<LuaThread['resume']> {
  let result = thread.resume(count, 1000);
  while (result.status === 'preempted') result = thread.resume(0, 1000);
  return result;
}

export function drive(thread: LuaThread, limits: RunLimits = {}): RunOutcome {
  const { sliceMs = 50, maxSlices = 2000 } = limits;
  let count = 0;
  let commands = 0;
  for (let slices = 1; slices <= maxSlices; slices++) {
    const result = thread.resume(count, sliceMs);
    count = 0;
    if (result.status === 'preempted') continue;
    if (result.status === 'command') {
      commands++;
      count = limits.answer ? limits.answer(thread, result) : echo(thread, result);
      continue;
    }
    if (result.status === 'yield') {
      stack.pop(thread.L, result.count);
      continue;
    }
    const values =
      result.status === 'done'
        ? topTexts(thread.L, result.count)
        : result.status === 'error'
          ? topTexts(thread.L, 1)
          : [];
    return { status: result.status, values, slices, commands };
  }
  return { status: 'endless', values: [], slices: maxSlices, commands };
}

function echo(thread: LuaThread, result: Extract<ResumeResult, { status: 'command' }>): number {
  for (let index = 0; index < result.count; index++) stack.copyValue(result.L, result.first + index, thread.L);
  return result.count;
}

export function topTexts(L: LuaState, count: number): string[] {
  const texts: string[] = [];
  for (let index = count; index >= 1; index--) texts.push(stack.display(L, -index));
  return texts;
}
