/** SHA-256 for tests in Node. */
import { createHash } from 'node:crypto';
import type { Digest } from '../../contract/ports.ts';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export const nodeDigest: Digest = { sha256: (bytes) => Promise.resolve(sha256(bytes)) };
