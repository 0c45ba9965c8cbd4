/** What is said once in the sources, and where. Whoever needs it elsewhere imports it, or the reason stands here. */
import { describe, expect, test } from 'vitest';
import { productTexts } from './base/testing/source-tree.ts';

interface Saying {
  readonly what: string;
  /** How it looks where it is said. */
  readonly pattern: RegExp;
  readonly place: string;
  /** Files in which something else looks like it. */
  readonly others?: Readonly<Record<string, string>>;
  /** Texts that would be said again. */
  readonly breaches: readonly string[];
}

const SAYINGS: readonly Saying[] = [
  {
    what: 'how much work is done between two looks at Stop and at the clock',
    pattern: /\b\w+_PER_(?:LOOK|SLICE|TURN)\b\s*=|\bstride\b|\bEVERY_\w+\s*=/i,
    place: 'base/effort.ts',
    breaches: ['const VALUES_PER_LOOK = 512;', 'if (--left > 0) continue; left = stride;', 'const EVERY_NODES = 100;'],
  },
  {
    what: 'that a slice of work is over by the clock',
    pattern: /\b(?:now|nowMs)\(\)\s*[<>]|(?<!=)[<>]=?\s+(?:[\w.#]+\.)?(?:now|nowMs)\(\)/,
    place: 'base/effort.ts',
    others: {
      'client/playground-client.ts': 'how long terminated guests may run on',
      'kernel/lua/process.ts': 'steps of a process, one after the other',
      'kernel/scheduler/scheduler.ts': 'steps of processes, one after the other',
      'share/inflate.ts': 'a file is refused that takes too long',
      'workers/kernel/guest-terminated.ts': 'how long terminated guests may run on',
    },
    breaches: ['while (clock.nowMs() < endMs) step();', 'if (performance.now() >= endMs) return;'],
  },
  {
    what: 'what integers of 32 and 64 bits hold',
    pattern: /\b2n? \*\* 6[34]n?\b|<< 6[34]n|\b(?:2147483647|4294967295)\b|\b9223372036854775807\b/,
    place: 'base/integers.ts',
    others: { 'examples/numbers/expected.ts': 'an output', 'examples/exact64/expected.ts': 'an output' },
    breaches: ['const MAX = 2n ** 63n - 1n;', 'if (value > 4294967295) return;', 'const TWO_64 = 1n << 64n;'],
  },
  {
    what: 'how what was thrown reads',
    pattern: /instanceof Error \? \w+\.message : String\(/,
    place: 'base/error-text.ts',
    breaches: ['notify(error instanceof Error ? error.message : String(error));'],
  },
  {
    what: 'how core modules spell their profile',
    pattern: /'(?:wasi1|wasi-preview1|preview1)'|\bimport wasi1\b/,
    place: 'contract/profile-table.ts',
    others: { 'contract/hosts/wasi1.ts': 'its interface, in types that know the table' },
    breaches: [`profiles.includes('wasi1')`, `'reach only core modules that import wasi1'`],
  },
  {
    what: 'by how much a buffer grows',
    pattern: /\b(?:\w*(?:length|size|capacity))\s*(?:\* 2\b|<< 1\b)/i,
    place: 'base/bytes.ts',
    others: {
      'contract/plain-size.ts': 'what a text takes',
      'protocol/output-ring.ts': 'a length and a mark in one number',
      'share/link-content-1.ts': 'a length and a mark in one number',
    },
    breaches: ['const next = new Uint8Array(bytes.length * 2);', 'capacity << 1'],
  },
  {
    what: 'how many items a binary may hold',
    pattern: /\bMAX_(?:\w+_)?ITEMS\s*=/,
    place: 'binary/limits.ts',
    breaches: ['const MAX_ITEMS = 100_000;', 'const MAX_SECTION_ITEMS = 10;'],
  },
  {
    what: 'how a number becomes LEB128',
    pattern: /(?:0x7f|127|128|byte)\)? \| (?:0x80|128)\b/,
    place: 'base/leb128.ts',
    breaches: ['out.push((value & 0x7f) | 0x80);'],
  },
];

const texts = productTexts();

describe.each(SAYINGS)('$what', ({ pattern, place, others = {}, breaches }) => {
  test(`is said in ${place} alone`, () => {
    const found = [...texts].filter(([, text]) => pattern.test(withoutComments(text))).map(([path]) => path);
    expect(found).toContain(place);
    expect(found.filter((path) => path !== place && !Object.hasOwn(others, path))).toEqual([]);
  });

  test('is found where it would be said again', () => {
    expect(breaches.filter((text) => !pattern.test(text))).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}
