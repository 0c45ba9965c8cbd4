import { textOrBytes } from '../../share/text.ts';

/** More is for a download. */
const maxTextBytes = 64 * 1024;
const maxHexBytes = 2048;
const bytesPerLine = 16;

export interface Preview {
  readonly form: 'text' | 'bytes';
  readonly text: string;
  /** How many bytes are not shown. */
  readonly leftBytes: number;
}

/** The beginning of a file as it can be read: text, or bytes as a table of numbers. */
export function previewOf(bytes: Uint8Array): Preview {
  const head = bytes.subarray(0, maxTextBytes);
  // A character may be cut at the end of the beginning.
  for (let cut = 0; cut < 4; cut++) {
    const content = textOrBytes(head.subarray(0, head.length - cut));
    if (typeof content === 'string') return { form: 'text', text: content, leftBytes: bytes.length - head.length };
    if (head.length === bytes.length) break;
  }
  const shown = bytes.subarray(0, maxHexBytes);
  const lines = Array.from({ length: Math.ceil(shown.length / bytesPerLine) }, (_, line) =>
    hexLine(shown.subarray(line * bytesPerLine, (line + 1) * bytesPerLine), line * bytesPerLine),
  );
  return { form: 'bytes', text: lines.join('\n'), leftBytes: bytes.length - shown.length };
}

function hexLine(bytes: Uint8Array, offset: number): string {
  const numbers = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const signs = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
  return `${offset.toString(16).padStart(6, '0')}  ${numbers.padEnd(bytesPerLine * 3 - 1)}  ${signs}`;
}
