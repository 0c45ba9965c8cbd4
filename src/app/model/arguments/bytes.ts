/** Byte lists as text and as hex. */
import { err, ok, type Result } from '../../../base/result.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Blanks, commas and `0x` between bytes count for nothing. The error is what stands after “expected”. */
export function parseHex(text: string): Result<Uint8Array, string> {
  const digits = text.replaceAll(/0x|[\s,]/gi, '');
  const wrong = /[^\da-f]/i.exec(digits)?.[0];
  if (wrong !== undefined) return err(`hex digits, got "${wrong}"`);
  if (digits.length % 2 !== 0) return err('two hex digits for each byte, got one too few');
  return ok(
    Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
      Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
    ),
  );
}

export function formatHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

export function textToBytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Null for bytes that are no UTF-8. */
export function bytesToText(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
