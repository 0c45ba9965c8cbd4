import { headerOf, type MakeMiddleware } from './middleware.ts';

/** Loopback, private, link local, and those of providers' own networks (RFC 1918, 3927, 4193, 4291, 6598). */
const PRIVATE =
  '127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,100.64.0.0/10,::1/128,fc00::/7,fe80::/10';
/** The first that is there counts. */
const HEADERS = ['true-client-ip', 'x-real-ip', 'x-forwarded-for'];

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}
interface Subnet extends Address {
  readonly prefix: number;
}

/** `real_ip`: of a request that comes from a proxy, the address that the proxy tells. From the page it comes from loopback. */
export const realIp: MakeMiddleware = (options) => {
  const isEverybody = options['real_ip.trust_all'] === 'true';
  const trusted = (options['real_ip.trusted.subnets'] ?? PRIVATE)
    .split(',')
    .flatMap((text) => subnetOf(text.trim()) ?? []);
  const isTrusted = (text: string): boolean => {
    // None that can be read trusts everybody, as in Wippy.
    if (isEverybody || trusted.length === 0) return true;
    const address = addressOf(text);
    return address !== null && trusted.some((subnet) => isWithin(address, subnet));
  };
  return {
    admit(passage) {
      if (!isTrusted(passage.remoteAddress)) return null;
      const told = HEADERS.map((name) => headerOf(passage, name)).find((value) => value !== null && value !== '') ?? '';
      const first = (told.split(',')[0] ?? '').trim();
      if (addressOf(first)) passage.remoteAddress = first;
      return null;
    },
  };
};

function subnetOf(text: string): Subnet | null {
  const [, host = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = addressOf(host);
  const prefix = Number(digits);
  return address && digits !== '' && prefix <= address.bits ? { ...address, prefix } : null;
}

function isWithin({ bits, value }: Address, subnet: Subnet): boolean {
  const rest = BigInt(subnet.bits - subnet.prefix);
  return bits === subnet.bits && value >> rest === subnet.value >> rest;
}

function addressOf(text: string): Address | null {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split('.').map(Number);
    if (parts.some((part) => part > 255)) return null;
    return { bits: 32, value: BigInt(parts.reduce((sum, part) => sum * 256 + part, 0)) };
  }
  if (!/^[\da-f:.]{2,45}$/i.test(text) || !URL.canParse(`http://[${text}]/`)) return null;
  const [before = '', after] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split('::');
  const head = groupsOf(before);
  const tail = groupsOf(after ?? '');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0n);
  return { bits: 128, value: [...head, ...zeros, ...tail].reduce((sum, group) => (sum << 16n) + group, 0n) };
}

const groupsOf = (text: string): bigint[] => (text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`)));
