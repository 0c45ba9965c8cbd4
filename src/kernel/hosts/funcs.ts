import type { funcs as spec } from '../../contract/hosts/funcs.ts';
import { bytesToPlain, PlainReader } from '../../contract/plain.ts';
import type { Call } from '../commands/call.ts';
import type { Completion } from '../scheduler/process.ts';
import { AnsweredText, answeredBytes } from './answered-bytes.ts';
import type { KernelHalf } from './kernel-half.ts';

/** In UTF-16 units. No entry has a longer ID, and whoever shows the call should not have to hold it. */
const MAX_TARGET_UNITS = 4096;

interface Asked {
  readonly target: string;
  readonly input: string | Uint8Array;
}

type Refused = { readonly err: string };

/** Whoever is called sees one argument, a string in both cases. */
const command = ({ target, input }: Asked): Call => ({
  type: 'call',
  target,
  args: new PlainReader([input]),
  make: (values) => new AnsweredText(values),
});

/** The first colon counts, and both parts have to be there (spec/hosts §9). */
function atOnce({ target }: Asked): Refused | null {
  if (target.length > MAX_TARGET_UNITS) return { err: 'no handler registered for target' };
  const colon = target.indexOf(':');
  return colon > 0 && colon < target.length - 1 ? null : { err: `invalid function target: ${target}` };
}

/** The guest goes on whatever became of the call. */
function bytesAnswer(completion: Completion): { readonly ok: Uint8Array } | Refused {
  if (completion.status === 'failed') return { err: completion.failure.message };
  const answered = answeredBytes(completion.source);
  if (!answered.ok) return { err: answered.error };
  return completion.status === 'returned' ? { ok: answered.value } : { err: textOf(answered.value) ?? NOT_UTF8 };
}

function stringAnswer(completion: Completion): { readonly ok: string } | Refused {
  const answered = bytesAnswer(completion);
  if ('err' in answered) return answered;
  const text = textOf(answered.ok);
  return text === null ? { err: NOT_UTF8 } : { ok: text };
}

const NOT_UTF8 = 'function returned bytes that are not UTF-8, expected string';

function textOf(bytes: Uint8Array): string | null {
  const plain = bytesToPlain(bytes);
  return typeof plain === 'string' ? plain : null;
}

export const funcs: KernelHalf<typeof spec> = {
  'call-string': { command, atOnce, answer: stringAnswer },
  'call-bytes': { command, atOnce, answer: bytesAnswer },
};
