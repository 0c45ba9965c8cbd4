import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GuestBindings } from './guest-bindings.ts';

let imported: string[];
let next: (source: string) => Promise<unknown>;
let bindings: GuestBindings;
beforeEach(() => {
  vi.useFakeTimers();
  imported = [];
  next = (source) => Promise.resolve({ source });
  bindings = new GuestBindings((source) => {
    imported.push(source);
    return next(source);
  });
});
afterEach(() => vi.useRealTimers());

describe('bindings in a guest', () => {
  it('are imported once, for all that use them at the same time and later', async () => {
    const both = [bindings.take('a', 'text'), bindings.take('a', '')];
    expect(await Promise.all(both)).toEqual([
      { ok: true, module: { source: 'text' } },
      { ok: true, module: { source: 'text' } },
    ]);
    expect(await bindings.take('a', '')).toEqual({ ok: true, module: { source: 'text' } });
    expect(await bindings.take('b', 'other')).toEqual({ ok: true, module: { source: 'other' } });
    expect(imported).toEqual(['text', 'other']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that could not be imported are tried again by whoever comes next, without their text', async () => {
    next = () => Promise.reject(new Error('no memory'));
    expect(await bindings.take('a', 'text')).toEqual({
      ok: false,
      message: 'the bindings could not be loaded: no memory',
    });
    next = () => Promise.resolve(1);
    expect(await bindings.take('a', '')).toEqual({ ok: true, module: 1 });
    expect(imported).toEqual(['text', 'text']);
  });

  it('whose import never ends fail after a while', async () => {
    next = () => new Promise(() => {});
    const waiting = bindings.take('a', 'text');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await waiting).toEqual({ ok: false, message: 'the bindings could not be loaded: it took more than 10 s' });
  });

  it('whose text never came say so', async () => {
    expect(await bindings.take('a', '')).toEqual({ ok: false, message: 'the bindings did not arrive' });
    expect(imported).toEqual([]);
  });
});
