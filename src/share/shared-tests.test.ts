import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodeBase64Url } from '../base/base64url.ts';
import type { PlainValue } from '../contract/api.ts';
import { crc32 } from './crc32.ts';
import { DICTIONARY_1 } from './dictionary-1.ts';
import { decodeLink, encodeLink } from './link.ts';
import { writeContent1 } from './link-content-1.ts';
import { writeValues } from './link-values.ts';
import { sharedTestsText, toLabel, type SharedTests } from './shared-tests.ts';
import { ByteWriter } from './wire.ts';

const files = { '_index.yaml': 'namespace: app\n', 'main.lua': 'return {}\n' };
const tests: SharedTests = {
  timeS: 1_764_000_000,
  version: 1,
  engine: 'Chrome 141, Linux',
  tests: [
    { id: 'app:adds', suite: 'numbers', outcome: 'passed', durationUs: 1234, why: '' },
    { id: 'app:divides', suite: 'numbers', outcome: 'failed', durationUs: 50, why: 'It returned false.' },
    { id: 'app:late', suite: 'other', outcome: 'none', durationUs: 0, why: '' },
  ],
};

/** A link of version 2 whose results are these values. */
function forged(values: readonly PlainValue[]): string {
  const out = new ByteWriter();
  writeValues(values, out);
  out.bytes(writeContent1({ files }));
  const compressed = deflateSync(out.finish(), { dictionary: DICTIONARY_1 });
  const payload = new Uint8Array(4 + compressed.length);
  new DataView(payload.buffer).setUint32(0, crc32(compressed), true);
  payload.set(compressed, 4);
  return `#p2.${encodeBase64Url(payload)}`;
}

describe('a link with results of tests', () => {
  it('is of a version of its own, and the same project without them of the first', () => {
    const link = encodeLink({ files, name: 'Sums', tests });
    expect(link.ok && link.value.fragment).toMatch(/^#p2\./);
    const read = decodeLink(link.ok ? link.value.fragment : '');
    expect(read.ok && read.value).toEqual({ name: 'Sums', files: new Map(Object.entries(files)), tests });
    const plain = encodeLink({ files, name: 'Sums' });
    expect(plain.ok && plain.value.fragment).toMatch(/^#p1\./);
  });

  it('has them in a line', () => {
    expect(sharedTestsText(tests)).toBe('1 passed, 1 failed, 1 not run');
    expect(sharedTestsText({ ...tests, tests: [] })).toBe('0 passed');
  });

  it('is not made of more than it takes', () => {
    const many = Array.from({ length: 201 }, () => tests.tests[0]!);
    expect(encodeLink({ files, tests: { ...tests, tests: many } })).toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    });
  });

  const row = ['app:a', 'app', 1, 5, ''];
  it.each([
    ['nothing', []],
    ['no list', [0, 1, 'x', 'y']],
    ['more than there is', [0, 1, 'x', [], 0]],
    ['a time that is none', [-1, 1, 'x', []]],
    ['a browser of two lines', [0, 1, 'x\ny', []]],
    ['a browser that turns text around', [0, 1, '\u202ex', []]],
    ['an outcome that nobody knows', [0, 1, 'x', [['a', 'b', 3, 0, '']]]],
    ['a time in parts', [0, 1, 'x', [['a', 'b', 1, 0.5, '']]]],
    ['a reason that is too long', [0, 1, 'x', [['a', 'b', 2, 0, 'x'.repeat(201)]]]],
    ['a test that is cut', [0, 1, 'x', [row.slice(0, 4)]]],
    ['too many tests', [0, 1, 'x', Array.from({ length: 201 }, () => row)]],
  ] as const)('is refused as damaged with %s', (_what, values) => {
    expect(decodeLink(forged(values as readonly PlainValue[]))).toMatchObject({
      ok: false,
      error: { code: 'damaged' },
    });
    expect(decodeLink(forged([0, 1, 'x', [row]])).ok).toBe(true);
  });

  it('says nothing beyond a line', () => {
    expect(toLabel('one\n\ttwo\u202e!', 80)).toBe('one two !');
    expect(toLabel('abcdef', 4)).toBe('abc…');
    expect(toLabel('ab🦊cd', 4).isWellFormed()).toBe(true);
  });
});
