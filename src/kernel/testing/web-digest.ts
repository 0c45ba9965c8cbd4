/** SHA-256 for measurements, which run in a browser. */
import type { Digest } from '../../contract/ports.ts';

export const webDigest: Digest = {
  async sha256(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
};
