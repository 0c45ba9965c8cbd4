/** From what a translated component throws to why its call ended (spec/wit-mapping §8, §11). */
import type { GuestFault } from '../../../contract/ports.ts';
import { ExitSignal, HostTrap, InterruptSignal, faultOf } from '../../faults.ts';

/** The err side of a function's result, as generated code throws it: an error with a payload of its own. */
export function isGuestError(thrown: unknown): thrown is Error & { readonly payload: unknown } {
  return thrown instanceof Error && !(thrown instanceof WebAssembly.RuntimeError) && Object.hasOwn(thrown, 'payload');
}

/** Ranges by which generated code checks what a function returns, and the types they stand for. */
const RANGES: Readonly<Record<string, string>> = {
  '0 and 255': 'u8 (0..255)',
  '-128 and 127': 's8 (-128..127)',
  '0 and 65535': 'u16 (0..65535)',
  '-32768 and 32767': 's16 (-32768..32767)',
};

/** What generated code says of data that the guest left, with our words; `$1` is the first group. */
const INVALID: readonly (readonly [pattern: RegExp, problem: (group: string) => string])[] = [
  [/^not a valid char$|code point/i, () => 'expected char, got a number that is none'],
  [
    /^invalid (?:variant )?discriminant (?:specified )?for (\S+)$/,
    (type) => `expected ${typeName(type)}, got a case that it does not have`,
  ],
  [/^list pointer \[(\d+)\] is not aligned to \d+$/, (pointer) => `expected list, got pointer ${pointer}, not aligned`],
  [/^must be between (-?\d+ and \d+)$/, (range) => `expected ${RANGES[range] ?? range}, got a number beyond it`],
  [/^list of (more than \d+ (?:bytes|elements))$/, (size) => `expected list, got ${size}`],
  // The decoder's words differ from browser to browser.
  [/encoded data|decod/i, () => 'expected string, got invalid UTF-8'],
  [/string longer|string length/i, () => 'expected string, got one that is too long'],
];

/** Generated code names types as classes of JavaScript, and results by an old name. */
function typeName(name: string): string {
  return name === 'expected' ? 'result' : name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** For what {@link isGuestError} is not true of. */
export function componentFaultOf(thrown: unknown): GuestFault {
  if (thrown instanceof InterruptSignal || thrown instanceof ExitSignal || thrown instanceof HostTrap)
    return faultOf(thrown);
  const fault = faultOf(thrown);
  if (!(thrown instanceof TypeError || thrown instanceof RangeError)) return fault;
  // A full stack and a full memory are range errors too.
  if (fault.kind === 'trap' && fault.message.startsWith('wasm error:')) return fault;
  return { kind: 'invalid-result', message: `result: ${problemOf(thrown)}` };
}

function problemOf(thrown: TypeError | RangeError): string {
  for (const [pattern, problem] of INVALID) {
    const match = pattern.exec(thrown.message);
    if (match) return problem(match[1] ?? '');
  }
  // Engines have many words for a view that reaches out of its buffer.
  return thrown instanceof RangeError ? 'a pointer outside of memory' : thrown.message;
}
