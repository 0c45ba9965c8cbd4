import { describe, expect, test } from 'vitest';
import { createHash, createHmac } from 'node:crypto';
import { main, run } from '../../testing/lua-project.ts';
import { gives, refuses } from '../../testing/lua-rows.ts';

const NAMES = ['md5', 'sha1', 'sha256', 'sha512'];
const TEXT = 'ab'.repeat(5000);

describe('hash (lua-modules §15)', () => {
  for (const name of NAMES) {
    test(`${name} is the digest in hexadecimal digits, or raw`, async () => {
      const { value } = await run(
        main(
          `return {hash.${name}("abc"), hash.${name}(("ab"):rep(5000)), #hash.${name}("abc", true), hash.${name}("")}`,
        ),
      );
      const digest = (text: string): string => createHash(name).update(text).digest('hex');
      expect(value).toEqual([digest('abc'), digest(TEXT), digest('').length / 2, digest('')]);
    });
    test(`hmac_${name} depends on the secret`, async () => {
      const { value } = await run(
        main(
          `return {hash.hmac_${name}("abc", "k"), hash.hmac_${name}(("ab"):rep(5000), ("k"):rep(300)), #hash.hmac_${name}("", "", true)}`,
        ),
      );
      const mac = (text: string, key: string): string => createHmac(name, key).update(text).digest('hex');
      expect(value).toEqual([mac('abc', 'k'), mac(TEXT, 'k'.repeat(300)), mac('', '').length / 2]);
    });
  }
});

gives('hash gives numbers by FNV-1', [
  [
    'fnv32',
    'return {hash.fnv32(""), hash.fnv32("a"), hash.fnv32("foobar"), tostring(hash.fnv32("a"))}',
    [2166136261, 84696446, 837857890, '84696446'],
  ],
  [
    'fnv64 keeps the 53 bits that a number holds',
    'return {hash.fnv64("") == 14695981039346656037.0, hash.fnv64("foobar") == 3750802935296928194.0, math.type(hash.fnv64("a"))}',
    [true, true, 'float'],
  ],
  ['raw is any value that counts as true', 'return #hash.md5("", 1)', 16],
]);

const DATA = { returned: 'data must be a string' };
const SECRET = { returned: 'secret must be a string' };
refuses('hash takes strings only', [
  ...[...NAMES, 'fnv32', 'fnv64'].flatMap((name) =>
    ['', 'nil', '5', '{}', 'true'].map((bad) => [`hash.${name}(${bad})`, DATA] as const),
  ),
  ...NAMES.flatMap((name) => ['', '5, "k"'].map((bad) => [`hash.hmac_${name}(${bad})`, DATA] as const)),
  ...NAMES.flatMap((name) =>
    ['"x"', '"x", nil', '"x", 5', '"x", {}'].map((bad) => [`hash.hmac_${name}(${bad})`, SECRET] as const),
  ),
  ['hash.hmac_md5("x", ("k"):rep(70000))', { returned: 'secret is longer than 65536 bytes' }],
]);
