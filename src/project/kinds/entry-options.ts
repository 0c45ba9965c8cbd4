/** Options of an entry that the runtime looks for in its `meta` (spec/registry §4.8, spec/lua-modules §1). */
import { ownValue } from '../../base/own.ts';
import type { PlainValue } from '../../contract/api.ts';
import type { PlainMap } from '../registry/entries.ts';

/** `meta.options`, one of them. */
export function optionOf(meta: PlainMap, name: string): PlainValue | undefined {
  const options = ownValue(meta, 'options');
  return isMap(options) ? ownValue(options, name) : undefined;
}

/** The host on which a process is started that is called as a function; null for one that cannot be called. */
export function defaultHostOf(meta: PlainMap): string | null {
  const host = optionOf(meta, 'default_host') ?? ownValue(meta, 'default_host');
  return typeof host === 'string' && host !== '' ? host : null;
}

export function isMap(value: PlainValue | undefined): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
