/** A link as a code that cameras read. */
import { encode } from 'uqr';

export interface QrPicture {
  /** Modules along a side, the quiet border included. */
  readonly size: number;
  /** The dark ones, as a path of an SVG where each is one unit wide. */
  readonly path: string;
}

/** Four modules of quiet around it, as ISO/IEC 18004 wants. */
const BORDER = 4;

export function qrPicture(text: string): QrPicture {
  const { data, size } = encode(text, { ecc: 'L', border: BORDER });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { size, path };
}
