/** Values by key (spec/lua-modules §15, `store`), with a time to live and a version each. */
import { spend } from '../../base/effort.ts';
import type { PlainValue } from '../../contract/api.ts';
import { sizeOfPlain, sizeOfText } from '../../contract/plain-size.ts';

/** All values of one store. */
const MAX_BYTES = 16 * 2 ** 20;
const KEYS_PER_UNIT = 4;

export interface StoreEntry {
  readonly value: PlainValue;
  /** Grows with each write of the store. */
  readonly version: number;
  /** On the store's clock; null: for ever. */
  readonly endsMs: number | null;
  readonly sizeBytes: number;
}

export interface PutOptions {
  readonly ttlMs: number | null;
  readonly onlyIfAbsent?: boolean;
  /** Only over this version of it. */
  readonly ifVersion?: number | null;
}

export class KeyValueStore {
  readonly maxKeys: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, StoreEntry>();
  #bytes = 0;
  #version = 0;

  constructor(now: () => number, maxKeys: number) {
    this.#now = now;
    this.maxKeys = maxKeys;
  }

  get size(): number {
    this.#sweep();
    return this.#entries.size;
  }

  get usedBytes(): number {
    return this.#bytes;
  }

  get(key: string): StoreEntry | null {
    const entry = this.#entries.get(key);
    if (!entry) return null;
    if (entry.endsMs === null || entry.endsMs > this.#now()) return entry;
    this.delete(key);
    return null;
  }

  /** The version it has now, or why it has none. */
  put(
    key: string,
    value: PlainValue,
    { ttlMs, onlyIfAbsent = false, ifVersion = null }: PutOptions,
  ): number | 'exists' | 'conflict' | 'full' {
    const before = this.get(key);
    if (onlyIfAbsent && before) return 'exists';
    if (ifVersion !== null && before?.version !== ifVersion) return 'conflict';
    const sizeBytes = sizeOfText(key) + sizeOfPlain(value);
    if (!this.#hasRoom(before, sizeBytes)) {
      this.#sweep();
      if (!this.#hasRoom(before, sizeBytes)) return 'full';
    }
    this.#bytes += sizeBytes - (before?.sizeBytes ?? 0);
    const version = ++this.#version;
    this.#entries.set(key, { value, version, endsMs: ttlMs === null ? null : this.#now() + ttlMs, sizeBytes });
    return version;
  }

  /** Whether it was there. */
  delete(key: string): boolean {
    const entry = this.#entries.get(key);
    if (!entry) return false;
    this.#entries.delete(key);
    this.#bytes -= entry.sizeBytes;
    return entry.endsMs === null || entry.endsMs > this.#now();
  }

  /** Keys with a beginning, ascending, those after `after`; at most `limit`. */
  list(prefix: string, after: string | null, limit: number): string[] {
    this.#sweep();
    spend(this.#entries.size / KEYS_PER_UNIT);
    return [...this.#entries.keys()]
      .filter((key) => key.startsWith(prefix) && (after === null || key > after))
      .toSorted()
      .slice(0, limit);
  }

  #hasRoom(before: StoreEntry | null, sizeBytes: number): boolean {
    const keys = this.#entries.size + (before ? 0 : 1);
    return keys <= this.maxKeys && this.#bytes - (before?.sizeBytes ?? 0) + sizeBytes <= MAX_BYTES;
  }

  #sweep(): void {
    spend(this.#entries.size / KEYS_PER_UNIT);
    const nowMs = this.#now();
    for (const [key, { endsMs }] of this.#entries) if (endsMs !== null && endsMs <= nowMs) this.delete(key);
  }
}
