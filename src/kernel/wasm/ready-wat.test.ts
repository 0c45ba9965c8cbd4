import { describe, expect, it } from 'vitest';
import type { WatFunctionEntry } from '../../project/kinds/function-wat.ts';
import { loadRegistry } from '../../project/kinds/load-registry.ts';
import { examinedKey, ReadyWat, type ReadySignature } from './ready-wat.ts';

function entryOf(fields: Record<string, unknown> = {}): WatFunctionEntry {
  const entry = {
    name: 'f',
    kind: 'function.wat',
    method: 'f',
    wit: 'f: func() -> s32',
    source: '(module)',
    ...fields,
  };
  const { entries } = loadRegistry({
    '_index.json': JSON.stringify({ version: '1.0', namespace: 'app', entries: [entry] }),
  });
  return entries[0] as WatFunctionEntry;
}

const SIGNATURE: ReadySignature = {
  type: { name: 'f', parameters: [], result: { kind: 'scalar', name: 's32' } },
  exportName: 'f',
};

describe('an entry that was examined before', () => {
  const ready = new ReadyWat();
  ready.keep([[examinedKey(entryOf()), SIGNATURE]]);

  it('is known by all that it is examined by, whatever else it says', () => {
    expect(ready.isUsed).toBe(false);
    expect(ready.find(entryOf())).toBe(SIGNATURE);
    expect(ready.isUsed).toBe(true);
    expect(ready.find(entryOf({ name: 'other', pool: { type: 'inline' } }))).toBe(SIGNATURE);
  });

  it.each([
    ['text', { source: '(module )' }],
    ['method', { method: 'g' }],
    ['signature', { wit: 'f: func() -> u32' }],
    ['missing signature', { wit: undefined }],
    ['import', { imports: ['wasi1'] }],
  ])('is another with another %s', (_what, fields) => expect(ready.find(entryOf(fields))).toBeNull());
});
