import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { examples } from '../examples/index.ts';
import { readBinary } from '../examples/testing/read-binary.ts';
import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import { crc32 } from './crc32.ts';
import { DICTIONARY_1 } from './dictionary-1.ts';
import { LIMITS } from './limits.ts';
import { decodeLink, encodeLink } from './link.ts';
import { readContent1, writeContent1 } from './link-content-1.ts';
import { checkPath, findFolderConflict } from './names.ts';
import type { ProjectInput, SharedProject } from './project.ts';
import { toGolden } from './testing/golden.ts';
import { everything } from './testing/projects.ts';
import { join } from './testing/damage.ts';

const golden = new URL('./testing/golden/', import.meta.url);

function encode(project: ProjectInput): string {
  const encoded = encodeLink(project);
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value.fragment;
}

function decode(fragment: string): SharedProject {
  const decoded = decodeLink(fragment, () => 0);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
}

/** A link with these bytes as compressed data, and a checksum that agrees. */
function forge(compressed: Uint8Array): string {
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(compressed), true);
  return `#p1.${encodeBase64Url(join(checksum, compressed))}`;
}
const forgeContent = (content: Uint8Array): string => forge(deflateSync(content, { dictionary: DICTIONARY_1 }));

describe('links made before', () => {
  const names = readdirSync(golden).filter((name) => name.endsWith('.txt'));

  it('are there', () => expect(names.length).toBeGreaterThanOrEqual(8));

  it.each(names)('%s opens as it did', (name) => {
    const text = readFileSync(new URL(name, golden), 'utf8').trim();
    const expected: unknown = JSON.parse(readFileSync(new URL(name.replace('.txt', '.json'), golden), 'utf8'));
    expect(toGolden(decode(text))).toEqual(expected);
  });

  it('need the dictionary to its last byte', () => {
    expect(createHash('sha256').update(DICTIONARY_1).digest('hex')).toBe(
      'b0bd889aaf36cb8648b7256a0ad2a88fa52dc867399e2a57e49bb3454f4e3b8c',
    );
    expect(DICTIONARY_1.length).toBeLessThanOrEqual(32_768);
  });
});

describe('a link', () => {
  it('holds everything there is to a project', () => {
    expect(decode(encode(everything))).toEqual({
      ...everything,
      files: new Map([...everything.files].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    });
  });

  it('of a shipped project has at most 1 400 characters in the median', async () => {
    const lengths = await Promise.all(
      examples.map(async (example) => {
        const encoded = encodeLink({
          name: example.title,
          files: await example.files(readBinary),
          main: example.main,
          open: 'main.lua',
        });
        // A project with a megabyte of WebAssembly has no link.
        return encoded.ok ? encoded.value.fragment.length : Infinity;
      }),
    );
    const sorted = lengths.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(1400);
  });

  it('is the same for the same project, in any order and of either kind of collection', () => {
    const reversed = new Map([...everything.files].toReversed());
    expect(encode({ ...everything, files: reversed })).toBe(encode(everything));
    expect(encode({ ...everything, files: Object.fromEntries(everything.files) })).toBe(encode(everything));
  });

  it('brings any project back', () => {
    const content = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array());
    const path = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => checkPath(text).ok);
    const files = fc
      .array(fc.tuple(path, content), { maxLength: 10 })
      .map((list) => new Map(list))
      .filter((map) => findFolderConflict(map.keys()) === null);
    const arg = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.double(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array(),
    );
    fc.assert(
      fc.property(files, fc.array(arg, { maxLength: 5 }), (map, args) => {
        const back = decode(encode({ files: map, main: { id: 'app:main', args } }));
        expect(back.files).toEqual(new Map([...map].toSorted(([a], [b]) => (a < b ? -1 : 1))));
        expect(back.main?.args).toEqual(args);
      }),
      { numRuns: 50 },
    );
  });

  it('opens with and without the hash sign', () => {
    expect(decode(encode(everything).slice(1))).toEqual(decode(encode(everything)));
  });

  it('leaves out a file to open that is not there', () => {
    expect(decode(encode({ files: new Map(), open: 'gone.lua' }))).toEqual({ files: new Map() });
  });

  it('is plain deflate with a dictionary for other programs too', () => {
    const payload = decodeBase64Url(encode(everything).slice('#p1.'.length))!;
    const content = inflateRawSync(payload.subarray(4), { dictionary: DICTIONARY_1 });
    expect(readContent1(new Uint8Array(content))).toEqual(decode(encode(everything)));
  });
});

describe('what is no link', () => {
  it.each(['', '#', '#editor', '#p.x', '#p0.AAAA', '#p01.AAAA', '#1.AAAA', '#p9999999.AAAA'])(
    'is told as such: %j',
    (text) => {
      expect(decodeLink(text)).toMatchObject({ ok: false, error: { code: 'not-a-link' } });
    },
  );

  it('but comes from a newer playground is told as that', () => {
    expect(decodeLink('#p3.anything at all')).toMatchObject({
      ok: false,
      error: { code: 'newer-version', version: 3, message: expect.stringContaining('newer playground') },
    });
  });

  it('is every link with one character missing or another', () => {
    const text = encode({ files: examplesOf('_index.yaml') });
    for (let at = '#p1.'.length; at < text.length; at++) {
      expect(decodeLink(text.slice(0, at) + text.slice(at + 1))).toMatchObject({
        ok: false,
        error: { code: 'damaged' },
      });
      expect(decodeLink(text.slice(0, at))).toMatchObject({ ok: false, error: { code: 'damaged' } });
      const other = text[at] === 'A' ? 'B' : 'A';
      expect(decodeLink(text.slice(0, at) + other + text.slice(at + 1))).toMatchObject({
        ok: false,
        error: { code: 'damaged' },
      });
    }
    expect(decodeLink(`${text}AAAA`)).toMatchObject({ ok: false, error: { code: 'damaged' } });
  });
});

function examplesOf(path: string): Map<string, string> {
  return new Map([[path, 'namespace: app\nentries:\n  - name: "quite another one"\n    kind: function.lua\n']]);
}

describe('a limit', () => {
  const noise = (size: number): Uint8Array => {
    let state = 1;
    return Uint8Array.from(
      { length: size },
      () => (state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 24,
    );
  };

  it('of characters is told with both sizes when the link is made', () => {
    const encoded = encodeLink({ files: { 'noise.bin': noise(60_000) } });
    expect(encoded).toMatchObject({ ok: false, error: { code: 'limit', limit: 'linkChars', maximum: 65_536 } });
    expect(!encoded.ok && encoded.error.message).toMatch(
      /^The link is too large: 8\d \d{3} characters, at most 65 536 characters\.$/,
    );
  });

  it('of characters is told when the link is opened', () => {
    expect(decodeLink(`#p1.${'A'.repeat(70_000)}`)).toMatchObject({
      ok: false,
      error: { limit: 'linkChars', actual: 70_004 },
    });
  });

  it('of content is told when the link is made', () => {
    expect(encodeLink({ files: { a: 'x'.repeat(LIMITS.linkBytes + 1) } })).toMatchObject({
      ok: false,
      error: { limit: 'linkBytes', message: 'The content of the link is too large: 2.1 MB, at most 2 MB.' },
    });
  });

  it('of content stops a bomb while it inflates', () => {
    const bomb = deflateSync(new Uint8Array(8_000_000), { level: 9 });
    const decoded = decodeLink(forge(bomb), () => 0);
    expect(decoded).toMatchObject({ ok: false, error: { limit: 'linkBytes' } });
    expect(!decoded.ok && decoded.error.code === 'limit' && decoded.error.actual).toBeLessThan(
      LIMITS.linkBytes + 1_500_000,
    );
  });

  it('of files is told on both sides', () => {
    const files = new Map(Array.from({ length: 1001 }, (_, index) => [`f${index}`, ''] as const));
    expect(encodeLink({ files })).toMatchObject({ ok: false, error: { limit: 'files', actual: 1001 } });
    files.delete('f0');
    expect(decode(encode({ files })).files.size).toBe(1000);
    expect(decodeLink(forgeContent(Uint8Array.of(0, 0xe9, 7)))).toMatchObject({
      ok: false,
      error: { limit: 'files', actual: 1001 },
    });
  });

  it('of arguments is told on both sides', () => {
    let deep: readonly unknown[] = [];
    for (let depth = 0; depth < 20; depth++) deep = [deep];
    expect(encodeLink({ files: {}, main: { id: 'a:b', args: deep as [] } })).toMatchObject({
      ok: false,
      error: { limit: 'argumentDepth' },
    });
    const nested = Uint8Array.from([2, 1, 0x61, ...Array.from({ length: 40 }, () => [1, 7]).flat(), 0, 0]);
    expect(decodeLink(forgeContent(nested))).toMatchObject({ ok: false, error: { limit: 'argumentDepth' } });
  });
});

describe('a forged link', () => {
  const content = (...paths: string[]): Uint8Array => {
    const heads = paths.flatMap((path) => [path.length, ...new TextEncoder().encode(path), 0]);
    return Uint8Array.from([0, paths.length, ...heads]);
  };

  it.each([['../x'], ['/x'], ['__proto__'], ['a\\b'], ['a', 'a/b']])('with the names %j %j is refused', (...paths) => {
    expect(decodeLink(forgeContent(content(...paths)))).toMatchObject({ ok: false, error: { code: 'path' } });
  });

  it.each([
    ['files out of order', content('b', 'a')],
    ['a file twice', content('a', 'a')],
    ['nothing', new Uint8Array()],
    ['unknown flags', Uint8Array.of(8, 0)],
    ['more after the end', Uint8Array.of(0, 0, 0)],
    ['less than it says', Uint8Array.of(0, 1, 1, 0x61, 20)],
    ['text that is not UTF-8', Uint8Array.of(0, 1, 1, 0x61, 2, 0xff)],
    ['a number in a longer form', Uint8Array.of(0, 0x80, 0)],
    ['a file to open that is not there', Uint8Array.of(4, 1, 0)],
  ])('with %s is damaged', (_, bytes) => {
    expect(decodeLink(forgeContent(bytes))).toMatchObject({ ok: false, error: { code: 'damaged' } });
  });

  it('with a key __proto__ in an argument pollutes nothing', () => {
    const args = [Object.fromEntries([['__proto__', { polluted: true }]])];
    const back = decode(encode({ files: {}, main: { id: 'a:b', args } }));
    expect(Object.keys(back.main!.args[0] as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('of a small project is opened, however long a busy machine takes', () => {
    let nowMs = 0;
    expect(decodeLink(encode(everything), () => (nowMs += 10 * LIMITS.linkMs)).ok).toBe(true);
  });

  it('that costs work and gives nothing ends with the time it has', () => {
    const text = forge(tableBomb(48_000));
    let nowMs = 0;
    // Each look at the clock finds a tenth of the time gone.
    const decoded = decodeLink(text, () => (nowMs += LIMITS.linkMs / 10));
    expect(decoded).toMatchObject({ ok: false, error: { limit: 'linkMs' } });
  });
});

describe('what cannot be in a link', () => {
  it.each([
    ['a bad path', { files: { '../x': '' } }, 'path'],
    ['a name with a line break', { name: 'a\nb', files: {} }, 'invalid'],
    ['an integer of 65 bits', { files: {}, main: { id: 'a:b', args: [2n ** 64n] } }, 'invalid'],
    ['a name too long', { name: 'x'.repeat(121), files: {} }, 'limit'],
  ] as const)('is told: %s', (_, project, code) => {
    expect(encodeLink(project)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('base64url', () => {
  it('agrees with Node, for long inputs too', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 50 }),
        (bytes) => encodeBase64Url(bytes) === Buffer.from(bytes).toString('base64url'),
      ),
    );
    const long = writeContent1({ files: { a: 'x'.repeat(1_000_000) } });
    expect(Buffer.compare(decodeBase64Url(encodeBase64Url(long))!, long)).toBe(0);
  });

  it.each(['A', 'AAAAA', 'AB', 'AAB', 'A=', 'AA+A', 'AA/A', 'AAé', 'AA A'])('refuses %j', (text) =>
    expect(decodeBase64Url(text)).toBeNull(),
  );
});

/** Blocks of 12 bytes with a code of 15 bits for each, which make an inflater build its largest tables. */
function tableBomb(size: number): Uint8Array {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let bit = 0; bit < count; bit++) bits.push((value >> bit) & 1);
  };
  // RFC 1951 §3.2.7: symbols 0, 1, 15 and 18 of the code lengths in two bits each.
  const block = (): void => {
    for (const [value, count] of [
      [4, 3],
      [0, 5],
      [0, 5],
      [15, 4],
    ] as const)
      put(value, count);
    for (const symbol of [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15])
      put([0, 1, 15, 18].includes(symbol) ? 2 : 0, 3);
    for (const [value, count] of [
      [1, 2],
      [3, 2],
      [127, 7],
      [3, 2],
      [106, 7],
      [2, 2],
      [1, 2],
      [0, 1],
    ] as const)
      put(value, count);
  };
  while (bits.length < size * 8) block();
  return Uint8Array.from({ length: size }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((byte, bit, at) => byte | (bit << at), 0),
  );
}
