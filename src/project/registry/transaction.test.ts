import { describe, expect, it } from 'vitest';
import type { EntryId } from '../../contract/api.ts';
import { invalid, notFound, type Failure } from '../../contract/errors.ts';
import { runTransaction, type Operation } from './transaction.ts';

const id = (text: string): EntryId => text as EntryId;

/** Operations that need others, in the given order, and a record of the attempts. */
function operations(
  needs: Record<string, readonly string[]>,
  fatal: Record<string, Failure> = {},
): { list: Operation[]; tried: string[]; applied: Set<string> } {
  const tried: string[] = [];
  const applied = new Set<string>();
  const list = Object.entries(needs).map(([name, required]) => ({
    id: id(name),
    apply: (): Failure | null => {
      tried.push(name);
      const missing = required.find((one) => !applied.has(one));
      const rejection = fatal[name] ?? (missing === undefined ? null : notFound(`needs ${missing}`));
      if (!rejection) applied.add(name);
      return rejection;
    },
  }));
  return { list, tried, applied };
}

describe('a transaction (registry §3.4)', () => {
  it('applies operations in order', () => {
    const { list, tried } = operations({ 'n:a': [], 'n:b': ['n:a'] });
    expect(runTransaction(list, 'failed to load state')).toBeNull();
    expect(tried).toEqual(['n:a', 'n:b']);
  });

  it('puts aside what is not found and tries it again after the rest', () => {
    const { list, tried } = operations({ 'n:a': ['n:b'], 'n:b': ['n:c'], 'n:c': [] });
    expect(runTransaction(list, 'failed to load state')).toBeNull();
    expect(tried).toEqual(['n:a', 'n:b', 'n:c', 'n:a', 'n:b', 'n:a']);
  });

  it('gives up when a pass makes no progress, naming what is left and the last reason', () => {
    const { list } = operations({ 'n:a': ['n:x'], 'n:b': ['n:a'], 'n:c': [] });
    expect(runTransaction(list, 'failed to load state')).toEqual({
      kind: 'NotFound',
      message: 'failed to load state: unresolved dependencies after retry: n:a,n:b: needs n:a',
      retryable: false,
      details: { unresolved: ['n:a', 'n:b'] },
    });
  });

  it('ends at once with any other rejection', () => {
    const { list, tried } = operations({ 'n:a': [], 'n:b': [], 'n:c': [] }, { 'n:b': invalid('method is required') });
    expect(runTransaction(list, 'failed to apply changes')).toMatchObject({
      kind: 'Invalid',
      message: 'failed to apply changes: operation failed for entry n:b: method is required',
    });
    expect(tried).toEqual(['n:a', 'n:b']);
  });
});
