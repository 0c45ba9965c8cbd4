import { describe, expect, it } from 'vitest';
import { gives, refuses } from '../../testing/lua-rows.ts';
import { formatUuid, orderedUuid, parseUuid, secondsOf, timeUuid, variantOf, versionOf } from './uuid-text.ts';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

gives('uuid (lua-modules §15)', [
  ['v4 has random bits', 'return uuid.v4()', '07070707-0707-4707-8707-070707070707'],
  [
    'v7 begins with the milliseconds and ascends',
    'local a, b, c = uuid.v7(), uuid.v7(), uuid.v7() return {a, a < b and b < c}',
    ['018f3398-c100-7000-8707-070707070707', true],
  ],
  [
    'v1 says when and by which node it was made',
    'local t = uuid.parse(uuid.v1()) return {t.version, t.variant, t.timestamp, #t.node}',
    [1, 'RFC4122', 1714557600, 6],
  ],
  ['two of v1 are not the same', 'return uuid.v1() ~= uuid.v1()', true],
  [
    'v3 and v5 are those of the name',
    `return {uuid.v3("${DNS}", "www.example.com"), uuid.v5("${DNS}", "www.example.com")}`,
    ['5df41881-3aed-3515-88a7-2f4a814cf09e', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
  ],
  ['a long name is hashed in portions', `return uuid.v5("${DNS}", ("x"):rep(100000)):sub(15, 15)`, '5'],
  [
    'validate takes any value',
    `return {uuid.validate("${DNS}"), uuid.validate("x"), uuid.validate(5), uuid.validate(nil), uuid.validate({})}`,
    [true, false, false, false, false],
  ],
  ['version', `return {uuid.version("${DNS}"), uuid.version(uuid.v4()), uuid.version(uuid.v7())}`, [1, 4, 7]],
  [
    'variant is named as Wippy does',
    `return {uuid.variant("${DNS}"), uuid.variant("00000000-0000-0000-0000-000000000000"), uuid.variant("00000000-0000-0000-c000-000000000000")}`,
    ['RFC4122', 'Microsoft', 'NCS'],
  ],
  [
    'parse gives the time of v7, and of v4 nothing',
    'local t, u = uuid.parse(uuid.v7()), uuid.parse(uuid.v4()) return {t.timestamp, t.version, t.node == nil, u.timestamp == nil}',
    [1714557600, 7, true, true],
  ],
  [
    'format',
    `return {uuid.format("${DNS}"), uuid.format("${DNS}", "simple"), uuid.format("${DNS}", "urn"), uuid.format("${DNS.toUpperCase()}", 5)}`,
    [DNS, DNS.replaceAll('-', ''), `urn:uuid:${DNS}`, DNS],
  ],
  [
    'all the ways to write one are read',
    `return {uuid.format("${DNS.replaceAll('-', '')}"), uuid.format("URN:UUID:${DNS}"), uuid.format("{${DNS}}")}`,
    [DNS, DNS, DNS],
  ],
]);

const NO_STRING = { returned: 'input must be a string' };
const NO_UUID = { returned: 'invalid UUID format' };
const NO_NAME = { returned: 'namespace and name must be strings' };
refuses('uuid refuses what is none', [
  ...['version', 'variant', 'parse', 'format'].flatMap((name) => [
    ...['', 'nil', '5', '{}'].map((bad) => [`uuid.${name}(${bad})`, NO_STRING] as const),
    ...['""', '"x"', `"${DNS}0"`, `"${DNS.replace('-', '_')}"`, '("x"):rep(100000)'].map(
      (bad) => [`uuid.${name}(${bad})`, NO_UUID] as const,
    ),
  ]),
  ...['v3', 'v5'].flatMap((name) => [
    ...['', `"${DNS}"`, '5, "x"', `"${DNS}", 5`].map((bad) => [`uuid.${name}(${bad})`, NO_NAME] as const),
    [`uuid.${name}("x", "y")`, { returned: 'invalid namespace UUID' }] as const,
  ]),
  [`uuid.format("${DNS}", "short")`, { returned: 'unsupported format' }],
]);

describe('the bits of a UUID', () => {
  it('hold time and sequence of version 1', () => {
    const uuid = timeUuid(17_145_576_000_000_000n, 0x3fff, Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect(secondsOf(uuid)).toBe(1_714_557_600);
    expect(formatUuid(uuid)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-bfff-010203040506$/);
  });

  it('hold time and sequence of version 7', () => {
    const uuid = orderedUuid(1_714_557_600_123, 0xabc, new Uint8Array(16));
    expect([secondsOf(uuid), versionOf(uuid), variantOf(uuid), formatUuid(uuid).slice(15, 18)]).toEqual([
      1_714_557_600,
      7,
      'RFC4122',
      'abc',
    ]);
  });

  it('come back from their text', () => {
    expect(formatUuid(parseUuid(DNS)!)).toBe(DNS);
    expect(parseUuid('{' + DNS)).toBeNull();
  });
});
