/** What a native asks of the process that it runs in, by suspending it. */
import type { Command } from '../scheduler/process.ts';
import type { RegistryRef } from './vm/types.ts';

/** What a binding asks for that is settled inside the process (spec/scheduler §2). */
export type LocalCommand = { readonly type: 'spawn'; /** The function to run. */ readonly body: RegistryRef };

/** A command of a binding together with how its answer is given to Lua. */
export type LuaCommand =
  | { readonly local: LocalCommand }
  /** `pair`: `value, err`. `none`: no results; a failure comes as `nil, err`. */
  | { readonly command: Command; readonly answer: 'pair' | 'none' };
