/** Which addresses belong to a machine or its surroundings, and not to the internet (spec/hosts §8.3). */

/** First and last of each range of IPv4, as numbers. */
const PRIVATE_V4: readonly (readonly [first: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
];

/**
 * The address that permissions are asked for; null where it is none of these. `hostname`: as `URL` has it, so every spelling of an
 * address is the usual one. Names that only a resolver knows are none: a browser does not tell where they lead.
 */
export function privateAddress(hostname: string): string | null {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return '127.0.0.1';
  if (name.startsWith('[')) return isPrivateV6(name.slice(1, -1)) ? name.slice(1, -1) : null;
  const number = numberOf(name);
  return number !== null && isPrivateV4(number) ? name : null;
}

function numberOf(text: string): number | null {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number);
  return parts ? parts.reduce((sum, part) => sum * 256 + part, 0) : null;
}

function isPrivateV4(number: number): boolean {
  return PRIVATE_V4.some(([first, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(number / size) === Math.floor((numberOf(first) ?? 0) / size);
  });
}

/** Unspecified, loopback, unique local, link local, and those of IPv4 that are mapped: `::ffff:7f00:1`. */
function isPrivateV6(address: string): boolean {
  if (address === '::' || address === '::1') return true;
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(address);
  if (mapped) return isPrivateV4(Number.parseInt(mapped[1] ?? '', 16) * 65_536 + Number.parseInt(mapped[2] ?? '', 16));
  const first = Number.parseInt(address.split(':')[0] || '0', 16);
  return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80;
}
