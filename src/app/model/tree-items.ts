/** The children of a value, as a tree shows them. */
import type { Cut, PlainValue } from '../../contract/api.ts';
import { keysOf } from './format-value.ts';

export interface TreeItem {
  readonly name: string;
  /** `index` for the places of an array, which Lua counts from 1. */
  readonly kind: 'key' | 'index';
  readonly value: PlainValue;
  readonly cut: Cut | null;
}

/** Shown at first, and added with each request for more: a table may have a million fields. */
export const pageOfItems = 100;

export function itemCount(value: PlainValue): number {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return 0;
  return Array.isArray(value) ? value.length : keysOf(value as { readonly [key: string]: PlainValue }).length;
}

/** `cut` is what `value` lacks; each item has its own part of it. */
export function treeItems(value: PlainValue, count: number, cut: Cut | null = null): readonly TreeItem[] {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return [];
  if (Array.isArray(value)) {
    return (value as readonly PlainValue[]).slice(0, count).map((item, index): TreeItem => ({
      name: String(index + 1),
      kind: 'index',
      value: item,
      cut: cut?.inside?.get(index) ?? null,
    }));
  }
  const fields = value as { readonly [key: string]: PlainValue };
  return keysOf(fields)
    .slice(0, count)
    .map((name): TreeItem => ({ name, kind: 'key', value: fields[name] ?? null, cut: cut?.inside?.get(name) ?? null }));
}

/** Fits a phone. */
const bytesPerLine = 8;
/** Beyond this a file viewer is the right tool. */
export const shownBytes = 1024;

/** Offset, hex and printable ASCII, eight bytes a line. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < Math.min(bytes.length, shownBytes); offset += bytesPerLine) {
    const part = bytes.subarray(offset, Math.min(offset + bytesPerLine, shownBytes));
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(4, '0')}  ${hex.padEnd(bytesPerLine * 3 - 1)}  ${text}`);
  }
  return lines.join('\n');
}
