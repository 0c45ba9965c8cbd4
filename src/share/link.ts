/**
 * A project in the fragment of a URL, which browsers send to no server.
 *
 *   #p1.<base64url without padding>
 *
 * `p`, the version in decimal, a dot; then, in versions 1 and 2, four bytes of CRC-32 (little-endian) of everything that
 * follows, and the content (link-content-1, link-content-2) as raw deflate (RFC 1951) with the preset dictionary (dictionary-1). The
 * checksum stands outside of the compression: most damaged deflate data inflates without an error, so nothing is
 * inflated before it agrees. It is no proof of origin; whatever is read is checked as foreign data.
 *
 * Links of every version open forever: a reader in {@link READERS} is never removed, and its dictionary never changes.
 */
import { deflateSync } from 'fflate';
import { err, ok, type Result } from '../base/result.ts';
import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import { crc32 } from './crc32.ts';
import { DICTIONARY_1 } from './dictionary-1.ts';
import { inflateBounded, type InflateProblem } from './inflate.ts';
import { LIMITS, limitProblem } from './limits.ts';
import { readContent1, writeContent1 } from './link-content-1.ts';
import { readContent2, writeContent2 } from './link-content-2.ts';
import { LinkRefusal, type LinkProblem } from './link-problem.ts';
import type { ProjectInput, SharedProject } from './project.ts';
import { Malformed } from './wire.ts';

export interface EncodedLink {
  /** With `#` in front, as `location.hash` takes it. */
  readonly fragment: string;
  /** Characters of the fragment. */
  readonly length: number;
}

/** Of links with results of tests; all others are of version 1, which older pages open. */
const CURRENT_VERSION = 2;
const CHECKSUM_BYTES = 4;
const SHAPE = /^#?p([1-9]\d{0,5})\.(.*)$/s;

const READERS: Readonly<
  Record<number, (payload: Uint8Array, nowMs: () => number) => Result<SharedProject, LinkProblem>>
> = {
  1: (payload, nowMs) => readPayload(payload, nowMs, readContent1),
  2: (payload, nowMs) => readPayload(payload, nowMs, readContent2),
};

/**
 * The same project gives the same link, whatever the order of its files. Problems: `limit`, `path`, `invalid`. Any
 * thread; blocks for some 15 ms at the 150 kB of text that fit, and 0.3 s for 2 MB that turn out too large.
 */
export function encodeLink(project: ProjectInput): Result<EncodedLink, LinkProblem> {
  return refusing(() => {
    const { tests } = project;
    const content = tests ? writeContent2(project, tests) : writeContent1(project);
    const compressed = deflateSync(content, { level: 9, dictionary: DICTIONARY_1 });
    const payload = new Uint8Array(CHECKSUM_BYTES + compressed.length);
    new DataView(payload.buffer).setUint32(0, crc32(compressed), true);
    payload.set(compressed, CHECKSUM_BYTES);
    const fragment = `#p${tests ? 2 : 1}.${encodeBase64Url(payload)}`;
    if (fragment.length > LIMITS.linkChars) return err(limitProblem('linkChars', fragment.length));
    return ok({ fragment, length: fragment.length });
  });
}

/**
 * Reads a fragment, with or without `#`. Runs nothing, and never throws. `not-a-link` also stands for an empty fragment;
 * a page may take it as "no project here". The time that unpacking may take is measured by `nowMs`. All names have passed `checkPath`; the texts are UTF-8 as it was sent.
 */
export function decodeLink(fragment: string, nowMs: () => number = Date.now): Result<SharedProject, LinkProblem> {
  if (fragment.length > LIMITS.linkChars) return err(limitProblem('linkChars', fragment.length));
  const match = SHAPE.exec(fragment);
  if (!match) return err({ code: 'not-a-link', message: 'This is not a link to a project.' });
  const version = Number(match[1]);
  const read = READERS[version];
  if (!read) {
    const message = `This link was made by a newer playground (format ${version}, known up to ${CURRENT_VERSION}). Reload the page or open the link where it was made.`;
    return err({ code: 'newer-version', message, version });
  }
  const payload = decodeBase64Url(match[2]!);
  return payload ? read(payload, nowMs) : err(damaged());
}

function readPayload(
  payload: Uint8Array,
  nowMs: () => number,
  readContent: (content: Uint8Array) => SharedProject,
): Result<SharedProject, LinkProblem> {
  if (payload.length <= CHECKSUM_BYTES) return err(damaged());
  const compressed = payload.subarray(CHECKSUM_BYTES);
  const expected = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  if (crc32(compressed) !== expected) return err(damaged());
  const startMs = nowMs();
  const inflated = inflateBounded(compressed, {
    maximumBytes: LIMITS.linkBytes,
    deadlineMs: startMs + LIMITS.linkMs,
    dictionary: DICTIONARY_1,
    nowMs,
  });
  if (!inflated.ok) return err(inflateProblem(inflated.error, nowMs() - startMs));
  return refusing(() => ok(readContent(inflated.value)));
}

function inflateProblem(problem: InflateProblem, tookMs: number): LinkProblem {
  switch (problem.code) {
    case 'too-large':
      return limitProblem('linkBytes', problem.countedBytes);
    case 'too-slow':
      return limitProblem('linkMs', tookMs);
    case 'corrupt':
      return damaged();
  }
}

function refusing<T>(work: () => Result<T, LinkProblem>): Result<T, LinkProblem> {
  try {
    return work();
  } catch (error) {
    if (error instanceof LinkRefusal) return err(error.problem);
    if (error instanceof Malformed) return err(damaged());
    throw error;
  }
}

function damaged(): LinkProblem {
  return {
    code: 'damaged',
    message: 'This link is damaged: a part of it is missing or was changed. Ask for it again.',
  };
}
