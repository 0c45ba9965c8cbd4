/** Doubles in decimal digits, exactly, and rounded as C's printf does: the exact value decides, a tie goes to the even digit. */

/** d₁.d₂d₃… × 10^exponent, with d₁ ≠ 0 unless the value is zero. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

const word = new DataView(new ArrayBuffer(8));
const FRACTION_BITS = 52n;
const FRACTION_MASK = (1n << FRACTION_BITS) - 1n;
/** The exponent of the last bit of a subnormal number, and of the smallest normal ones. */
const LEAST_EXPONENT = -1074;

/** A finite double ≥ 0 is `mantissa` × 2^`exponent`. */
export function binaryOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  word.setFloat64(0, value);
  const bits = word.getBigUint64(0);
  const fraction = bits & FRACTION_MASK;
  const biased = Number((bits >> FRACTION_BITS) & 0x7ffn);
  if (biased === 0) return { mantissa: fraction, exponent: LEAST_EXPONENT };
  return { mantissa: fraction | (1n << FRACTION_BITS), exponent: LEAST_EXPONENT - 1 + biased };
}

/** All digits of a finite double ≥ 0: at most 767 of them. */
export function decimalOf(value: number): Decimal {
  if (value === 0) return { digits: '0', exponent: 0 };
  const { mantissa, exponent } = binaryOf(value);
  if (exponent >= 0) return decimalOfInteger(mantissa << BigInt(exponent), 0);
  // m × 2^-k = m × 5^k × 10^-k
  return decimalOfInteger(mantissa * 5n ** BigInt(-exponent), exponent);
}

function decimalOfInteger(value: bigint, tens: number): Decimal {
  const digits = value.toString();
  return { digits, exponent: digits.length - 1 + tens };
}

/** The first `count` digits; with fewer than one, all that is left of the value is whether it rounds up to one unit. */
export function roundDecimal({ digits, exponent }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits: digits.padEnd(count, '0'), exponent };
  if (count < 0) return { digits: '0', exponent: exponent + 1 };
  const kept = count === 0 ? '0' : digits.slice(0, count);
  if (!roundsUp(digits, count, Number(kept.at(-1)) % 2 === 1))
    return { digits: kept, exponent: count === 0 ? exponent + 1 : exponent };
  const raised = (BigInt(kept) + 1n).toString();
  // Of no digits at all, and where nine became ten, there is one place more.
  const grown = count === 0 || raised.length > kept.length;
  return { digits: raised.slice(0, Math.max(1, count)), exponent: grown ? exponent + 1 : exponent };
}

function roundsUp(digits: string, from: number, isOdd: boolean): boolean {
  const next = digits.charAt(from);
  if (next !== '5') return next > '5';
  return isOdd || /[1-9]/.test(digits.slice(from + 1));
}

/** `%.Nf` of a finite double ≥ 0. */
export function fixedText(value: number, places: number): string {
  const decimal = decimalOf(value);
  const { digits, exponent } = roundDecimal(decimal, decimal.exponent + 1 + places);
  const whole = exponent < 0 ? `${'0'.repeat(-exponent)}${digits}` : digits;
  const text = whole.padEnd(Math.max(1, exponent + 1) + places, '0');
  const point = Math.max(1, exponent + 1);
  return places === 0 ? text.slice(0, point) : `${text.slice(0, point)}.${text.slice(point, point + places)}`;
}

/** `%.Ne` of a finite double ≥ 0. */
export function exponentialText(value: number, places: number): string {
  const { digits, exponent } = roundDecimal(decimalOf(value), places + 1);
  const size = Math.abs(exponent).toString().padStart(2, '0');
  return `${digits.charAt(0)}${places === 0 ? '' : '.'}${digits.slice(1)}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** `%.Ng` of a finite double ≥ 0: the shorter of both, without zeros at the end unless they are `kept`. */
export function generalText(value: number, precision: number, zeros: 'dropped' | 'kept'): string {
  const count = Math.max(1, precision);
  const { exponent } = roundDecimal(decimalOf(value), count);
  if (exponent < -4 || exponent >= count) {
    const text = exponentialText(value, count - 1);
    return zeros === 'kept' ? text : text.replace(/(\.\d*?)0+e/, '$1e').replace('.e', 'e');
  }
  const text = fixedText(value, count - 1 - exponent);
  return zeros === 'kept' || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
}

/** `%a` of a finite double ≥ 0 without its sign and `0x`; `places` null = as many as the value has. */
export function hexadecimalText(value: number, places: number | null): string {
  let { mantissa, exponent } = binaryOf(value);
  exponent += Number(FRACTION_BITS);
  if (value === 0) exponent = 0;
  if (places !== null && places < 13) {
    const dropped = BigInt(4 * (13 - places));
    const half = 1n << (dropped - 1n);
    const rest = mantissa & ((1n << dropped) - 1n);
    mantissa >>= dropped;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa += 1n;
    mantissa <<= dropped;
  }
  const fraction = (mantissa & FRACTION_MASK).toString(16).padStart(13, '0');
  const shown = places === null ? fraction.replace(/0+$/, '') : fraction.slice(0, places).padEnd(places, '0');
  return `${(mantissa >> FRACTION_BITS).toString()}${shown === '' ? '' : '.'}${shown}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}
