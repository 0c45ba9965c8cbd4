/** Broken links: a refusal or a valid project, soon. */
import { readdirSync, readFileSync } from 'node:fs';
import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { planFuzz, type RandomBelow } from '../base/testing/fuzz.ts';
import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import { crc32 } from './crc32.ts';
import { DICTIONARY_1 } from './dictionary-1.ts';
import { inflateBounded } from './inflate.ts';
import { decodeLink, encodeLink } from './link.ts';
import { runFuzz } from './testing/fuzz.ts';
import { join, mutateBytes } from './testing/damage.ts';

const golden = new URL('./testing/golden/', import.meta.url);
const plan = planFuzz({ cases: 125 });

test('a broken link is refused or opens as a valid project, and never takes long', { timeout: plan.timeoutMs }, () => {
  const links = readdirSync(golden)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => readFileSync(new URL(name, golden), 'utf8').trim());
  const payloads = links.map((link) => decodeBase64Url(link.slice('#p1.'.length))!);
  const compressed = payloads.map((payload) => payload.subarray(4));
  const contents = compressed.map((bytes) => {
    const inflated = inflateBounded(bytes, {
      maximumBytes: 1e6,
      deadlineMs: Infinity,
      nowMs: () => 0,
      dictionary: DICTIONARY_1,
    });
    if (!inflated.ok) throw new Error(inflated.error.code);
    return inflated.value;
  });
  const texts = links.map((link) => new TextEncoder().encode(link));

  const make = (random: RandomBelow): string => {
    const broken = (corpus: readonly Uint8Array[]): Uint8Array =>
      mutateBytes(corpus[random(corpus.length)]!, corpus[random(corpus.length)]!, random);
    // From the outside in: each layer lets the next one be reached.
    switch (random(4)) {
      case 0:
        return new TextDecoder().decode(broken(texts));
      case 1:
        return `#p1.${encodeBase64Url(broken(payloads))}`;
      case 2:
        return withChecksum(broken(compressed));
      default:
        return withChecksum(deflateSync(broken(contents), { dictionary: DICTIONARY_1, level: 1 }));
    }
  };

  const report = runFuzz(
    plan,
    make,
    (link) => decodeLink(link, () => 0),
    (project) => (encodeLink(project).ok ? null : 'cannot be made a link again'),
  );
  expect(report.faults).toEqual([]);
  expect(report.accepted).toBeGreaterThan(0);
  expect(report.refused).toBeGreaterThan(report.accepted / 100);
});

function withChecksum(bytes: Uint8Array): string {
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(bytes), true);
  return `#p1.${encodeBase64Url(join(checksum, bytes))}`;
}
