/** Translations that outlive a visit: translating takes from 40 ms to seconds. Only what succeeded is kept. */
import { joinBytes } from '../base/bytes.ts';
import { TOOLS_VERSION } from './component-tools.ts';
import type { TranslatedComponent } from './translate.ts';

/** Bytes under names, kept by the browser. Everything here may fail at any time: then it is as if nothing were kept. */
export interface BlobStore {
  /** null when there is nothing under this name. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Oldest first. */
  list(): Promise<readonly { readonly name: string; readonly sizeBytes: number }[]>;
  remove(name: string): Promise<void>;
}

/** Raised when the layout of an entry changes, or what is done to a translation before it is kept. */
const FORMAT = 2;
const MAX_ENTRIES = 50;
const MAX_BYTES = 64 * 1024 * 1024;
/** `WTC1` and the length of the header that follows. */
const MAGIC = 0x31_43_54_57;
const PREAMBLE_BYTES = 8;

interface Header {
  readonly tools: string;
  readonly digest: string;
  readonly sourceBytes: number;
  readonly modules: readonly { readonly name: string; readonly sizeBytes: number }[];
}

export class TranslationCache {
  readonly #store: BlobStore;
  readonly #tools: string;

  /** `tools` = what made the translations; those of other tools are never found again, and go first. */
  constructor(store: BlobStore, tools: string = TOOLS_VERSION) {
    this.#store = store;
    this.#tools = tools;
  }

  /** null when it is not kept, or not whole. Never rejects. */
  async find(digest: string): Promise<TranslatedComponent | null> {
    try {
      const bytes = await this.#store.read(this.#nameOf(digest));
      return bytes && decodeEntry(bytes, digest, this.#tools);
    } catch {
      return null;
    }
  }

  /** Keeps a copy, and lets the oldest go when there are too many. Never rejects. */
  async keep(digest: string, translation: TranslatedComponent): Promise<void> {
    try {
      // Before anything is waited for: the caller sends the bytes away.
      const bytes = encodeEntry(translation, digest, this.#tools);
      if (bytes.length > MAX_BYTES / 2) return;
      await this.#store.write(this.#nameOf(digest), bytes);
      await this.#trim();
    } catch {
      // A full disk, a private window, no memory for a copy: the next visit translates again.
    }
  }

  #nameOf(digest: string): string {
    return `${this.#prefix}${digest}`;
  }

  get #prefix(): string {
    return `${FORMAT} ${this.#tools} `;
  }

  async #trim(): Promise<void> {
    const all = await this.#store.list();
    const isOurs = ({ name }: { readonly name: string }): boolean => name.startsWith(this.#prefix);
    const kept = all.filter(isOurs);
    const gone = all.filter((entry) => !isOurs(entry));
    let sizeBytes = kept.reduce((sum, entry) => sum + entry.sizeBytes, 0);
    while (kept.length > MAX_ENTRIES || sizeBytes > MAX_BYTES) {
      const oldest = kept.shift()!;
      sizeBytes -= oldest.sizeBytes;
      gone.push(oldest);
    }
    for (const { name } of gone) await this.#store.remove(name);
  }
}

function encodeEntry({ source, modules }: TranslatedComponent, digest: string, tools: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(source);
  const header: Header = {
    tools,
    digest,
    sourceBytes: text.length,
    modules: modules.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length })),
  };
  const head = new TextEncoder().encode(JSON.stringify(header));
  const preamble = new Uint8Array(PREAMBLE_BYTES);
  const view = new DataView(preamble.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, head.length, true);
  return joinBytes([preamble, head, text, ...modules.map(({ bytes }) => bytes)]);
}

/** null unless the entry is whole and is what was asked for. */
function decodeEntry(whole: Uint8Array<ArrayBuffer>, digest: string, tools: string): TranslatedComponent | null {
  if (whole.length < PREAMBLE_BYTES) return null;
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  const headBytes = view.getUint32(4, true);
  if (view.getUint32(0, true) !== MAGIC || headBytes > whole.length - PREAMBLE_BYTES) return null;
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let at = PREAMBLE_BYTES;
  const take = (length: number): Uint8Array<ArrayBuffer> => whole.slice(at, (at += length));
  const header: unknown = JSON.parse(strict.decode(take(headBytes)));
  if (!isHeader(header) || header.digest !== digest || header.tools !== tools) return null;
  const total = header.modules.reduce(
    (sum, { sizeBytes }) => sum + sizeBytes,
    PREAMBLE_BYTES + headBytes + header.sourceBytes,
  );
  if (total !== whole.length) return null;
  const source = strict.decode(take(header.sourceBytes));
  return { source, modules: header.modules.map(({ name, sizeBytes }) => ({ name, bytes: take(sizeBytes) })) };
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const { tools, digest, sourceBytes, modules } = value as { readonly [K in keyof Header]?: unknown };
  if (typeof tools !== 'string' || typeof digest !== 'string' || !isSize(sourceBytes) || !Array.isArray(modules))
    return false;
  return modules.every(
    (module: { name?: unknown; sizeBytes?: unknown } | null) =>
      typeof module?.name === 'string' && isSize(module.sizeBytes),
  );
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
