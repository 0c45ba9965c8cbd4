/** What a native asks of the process that it runs in, by suspending it. */
import type { AnswerKind, CommandDeclaration } from '../scheduler/command.ts';
import type { Command } from '../scheduler/process.ts';
import * as call from './vm/call.ts';
import type { LuaState, RegistryRef } from './vm/types.ts';

/** What a binding asks for that is settled inside the process (spec/scheduler §2). */
export type LocalCommand = { readonly type: 'spawn'; /** The function to run. */ readonly body: RegistryRef };

/** A command of a binding. Its answer is given to Lua as `value, err`, or as no results where there is `nothing`: then only a failure comes, as `nil, err`. */
export type LuaCommand = { readonly local: LocalCommand } | { readonly command: Command; readonly answer: AnswerKind };

/** Ends a native that waits: `return issue(L, sleep, { type: 'sleep', durationNs })`. */
export function issue<C extends Command>(
  L: LuaState,
  { answer }: Pick<CommandDeclaration<C, AnswerKind, never>, 'type' | 'answer'>,
  command: C,
): number {
  return call.suspend(L, { command, answer } satisfies LuaCommand);
}
