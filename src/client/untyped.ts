/** What pages may pass that are not typed. */

/** Anything as text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Whether input comes piece by piece. */
export function isIterable(stdin: unknown): stdin is AsyncIterable<string> {
  return typeof stdin === 'object' && stdin !== null && typeof Reflect.get(stdin, Symbol.asyncIterator) === 'function';
}
