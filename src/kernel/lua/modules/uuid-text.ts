/** UUIDs (RFC 9562) as Go's `google/uuid` reads and names them. */

const LENGTHS: ReadonlySet<number> = new Set([32, 36, 38, 45]);
const URN = 'urn:uuid:';
const PARTS = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})/i;
/** Ticks of 100 ns between 1582-10-15, from which version 1 counts, and 1970. */
const GREGORIAN_TICKS = 0x01b21dd213814000n;
const TICKS_PER_SECOND = 10_000_000n;

export type UuidVariant = 'RFC4122' | 'Microsoft' | 'NCS';

/** With dashes, without, as a URN, or in a pair of any two characters; null for anything else. */
export function parseUuid(text: string): Uint8Array | null {
  if (!LENGTHS.has(text.length)) return null;
  const body = text.length === 45 ? afterUrn(text) : text.length === 38 ? text.slice(1) : text;
  const digits =
    text.length === 32
      ? text
      : (PARTS.exec(body ?? '')
          ?.slice(1)
          .join('') ?? '');
  if (!/^[0-9a-f]{32}$/i.test(digits)) return null;
  return Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16));
}

function afterUrn(text: string): string | null {
  return text.slice(0, URN.length).toLowerCase() === URN ? text.slice(URN.length) : null;
}

export function formatUuid(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}

/** Makes the first 16 bytes a UUID of this version. */
export function markUuid(bytes: Uint8Array, version: number): Uint8Array {
  const uuid = bytes.slice(0, 16);
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | (version << 4);
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
  return uuid;
}

export function versionOf(uuid: Uint8Array): number {
  return (uuid[6] ?? 0) >> 4;
}

/** As Wippy names them, which calls the layout of NCS Microsoft's, and the other way round. */
export function variantOf(uuid: Uint8Array): UuidVariant {
  const bits = uuid[8] ?? 0;
  if ((bits & 0xc0) === 0x80) return 'RFC4122';
  return (bits & 0x80) === 0 ? 'Microsoft' : 'NCS';
}

/** Unix seconds that a UUID of version 1 or 7 was made in. */
export function secondsOf(uuid: Uint8Array): number {
  const view = new DataView(uuid.buffer, uuid.byteOffset, 16);
  if (versionOf(uuid) === 7) return Math.floor((view.getUint32(0) * 2 ** 16 + view.getUint16(4)) / 1000);
  const ticks =
    (BigInt(view.getUint16(6) & 0x0fff) << 48n) | (BigInt(view.getUint16(4)) << 32n) | BigInt(view.getUint32(0));
  return Number((ticks - GREGORIAN_TICKS) / TICKS_PER_SECOND);
}

/** Version 1: 60 bits of time, 14 of a sequence, 48 of a node. */
export function timeUuid(wallTicks: bigint, sequence: number, node: Uint8Array): Uint8Array {
  const ticks = wallTicks + GREGORIAN_TICKS;
  const uuid = new Uint8Array(16);
  const view = new DataView(uuid.buffer);
  view.setUint32(0, Number(ticks & 0xffffffffn));
  view.setUint16(4, Number((ticks >> 32n) & 0xffffn));
  view.setUint16(6, Number((ticks >> 48n) & 0x0fffn));
  view.setUint16(8, sequence & 0x3fff);
  uuid.set(node, 10);
  return markUuid(uuid, 1);
}

/** Version 7: 48 bits of milliseconds, 12 of a sequence, the rest random. */
export function orderedUuid(wallMs: number, sequence: number, random: Uint8Array): Uint8Array {
  const uuid = random.slice(0, 16);
  const view = new DataView(uuid.buffer);
  view.setUint32(0, Math.floor(wallMs / 2 ** 16));
  view.setUint16(4, wallMs % 2 ** 16);
  view.setUint16(6, sequence);
  return markUuid(uuid, 7);
}
