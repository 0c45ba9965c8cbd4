/** SHA-256 as lower-case hex. The platform's where it is; it is missing on pages that are not secure contexts. */

/** `bytes` must not be shared memory. */
export async function sha256(
  bytes: Uint8Array,
  subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle,
): Promise<string> {
  const digest = subtle
    ? new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
    : await digestOf(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  const { sha256: digest } = await import('@noble/hashes/sha2.js');
  return digest(bytes);
}
