/** A line of Lua as it is typed in the console. */
import type { CallError, EvalResult, PlainValue } from '../../contract/api.ts';
import type { Details } from '../../contract/errors.ts';

/**
 * Runs a line as an expression where it is one, so that its values are seen, else as statements. `run` evaluates a chunk; which of
 * the two a line is, is asked of Lua itself, by a function that is made and not called.
 */
export async function evaluateLine(line: string, run: (chunk: string) => Promise<EvalResult>): Promise<EvalResult> {
  // As the console of Lua itself has it.
  const text = line.replace(/^\s*=/, '');
  const asked = await run(`local _ = function() return ${text}\nend`);
  const { error } = asked;
  if (error?.from === 'runtime' && error.kind === 'Canceled') return asked;
  return asTuple(await run(error === null ? `return ${text}` : text));
}

/** Nothing and an error is how calls of Wippy fail. */
function asTuple(result: EvalResult): EvalResult {
  const [value, error, ...more] = result.values;
  if (value !== null || error === null || error === undefined || more.length > 0) return result;
  return { ...result, values: [], error: errorOf(error) };
}

function errorOf(value: PlainValue): CallError {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || Array.isArray(value))
    return { from: 'guest', payload: value };
  const { kind, message, retryable, details } = value as { readonly [key: string]: PlainValue | undefined };
  if (typeof kind !== 'string' || typeof message !== 'string') return { from: 'guest', payload: value };
  return {
    from: 'runtime',
    kind,
    message,
    retryable: typeof retryable === 'boolean' ? retryable : null,
    details: isDetails(details) ? details : null,
  };
}

function isDetails(value: PlainValue | undefined): value is Details {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !Array.isArray(value);
}
