/** What a native asks of the process that it runs in, by suspending it. */
import type { AnswerKind, CommandDeclaration } from '../scheduler/command.ts';
import type { Command } from '../scheduler/process.ts';
import { pushAnswer } from './answers.ts';
import type { LocalRequest } from './inside.ts';
import type { Running } from './running.ts';
import * as call from './vm/call.ts';
import type { LuaState } from './vm/types.ts';

/**
 * A command of a binding. Its answer is given to Lua as `value, err`, or as no results where there is `nothing`: then only a failure
 * comes, as `nil, err`. A local one is settled inside the process.
 */
export type LuaCommand =
  | { readonly local: LocalRequest }
  | { readonly command: Command; readonly answer: AnswerKind }
  /** It was issued already. */
  | { readonly issued: true };

/** Ends a native that waits: `return issue(L, sleep, { type: 'sleep', durationNs })`. */
export function issue<C extends Command>(
  L: LuaState,
  { answer }: Pick<CommandDeclaration<C, AnswerKind, never>, 'type' | 'answer'>,
  command: C,
): number {
  return call.suspend(L, { command, answer } satisfies LuaCommand);
}

const ISSUED: LuaCommand = { issued: true };

/**
 * As {@link issue}, for a command that is nearly always answered at once, and whose answer nobody takes back: then the code goes on
 * without being suspended, as it would be the next to run anyway.
 */
export function ask<C extends Command>(
  L: LuaState,
  { atOnce }: Running,
  declaration: Pick<CommandDeclaration<C, 'value', never>, 'type' | 'answer'>,
  command: C,
): number {
  const answered = call.canSuspend(L) && atOnce ? atOnce(command, declaration.answer) : null;
  if (answered === null) return issue(L, declaration, command);
  return answered === 'issued' ? call.suspend(L, ISSUED) : pushAnswer(L, answered);
}

/** Ends a native whose work is done once its code is suspended: `return request(L, ({ asker }) => …)`. */
export function request(L: LuaState, local: LocalRequest): number {
  return call.suspend(L, { local } satisfies LuaCommand);
}
