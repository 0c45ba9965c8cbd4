/** Text or bytes? One answer for links and archives. */

/** Keeps the byte order mark, or a file would come back shorter than it went. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Null when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    // The only way that TextDecoder has to say no.
    return null;
  }
}

/**
 * Text if it is UTF-8 throughout and has no NUL: a small WebAssembly module is valid UTF-8 by chance, but none is without
 * a zero byte. Otherwise the bytes themselves.
 */
export function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  return bytes.includes(0) ? bytes : (decodeUtf8(bytes) ?? bytes);
}
