/** The beginnings of values, for showing, beside what they lack. What was left out never stands in the value itself. */
import type { Cut, ShownValue } from './api.ts';
import type { CopyLimits } from './values.ts';
import type { Failure } from './errors.ts';
import { PlainWriter, writePlain } from './plain.ts';

/** What the console keeps of one call's arguments, and of its result: enough to read, and made in a few microseconds. */
const SHOWN = { values: 200, textBytes: 64 * 1024, longest: 16 * 1024 } as const;

export function shownLimits(): CopyLimits {
  return { ...SHOWN };
}

interface CutDraft {
  whole: Cut['whole'];
  inside: Map<string | number, Cut> | null;
}

/** Keeps the beginning of what is written, and says how much there was. */
export class PreviewWriter extends PlainWriter {
  /** Of the value at the same place of `values`. */
  readonly #cuts: (CutDraft | undefined)[] = [];

  constructor(limits: CopyLimits = shownLimits()) {
    super(limits);
  }

  override get isFull(): boolean {
    return this.limits.values <= 0 || this.limits.textBytes <= 0;
  }

  /** Bytes of a string, and UTF-16 units of a text, beyond which only the beginning is kept. */
  get longest(): number {
    return Math.min(this.limits.longest, Math.max(0, this.limits.textBytes));
  }

  /** What was written as value `index`. */
  shown(index = 0): ShownValue {
    return { value: this.values[index] ?? null, cut: this.#cuts[index] ?? null };
  }

  override bytes(value: Uint8Array): void {
    const { longest } = this;
    if (value.length > longest) return this.beginning(value.subarray(0, longest), value.length);
    this.limits.textBytes -= value.length;
    super.bytes(value);
  }

  override string(value: string): void {
    const { longest } = this;
    this.limits.textBytes -= Math.min(longest, value.length);
    if (value.length <= longest) return super.string(value);
    super.string(value.slice(0, textEnd(value, longest)));
    this.#cut().whole = { count: value.length, unit: 'characters' };
  }

  beginning(value: Uint8Array, totalBytes: number): void {
    this.limits.textBytes -= value.length + 1;
    // A copy: the bytes may be a part of a large buffer, or be written over.
    super.bytes(value.slice(0, characterEnd(value)));
    // What is no text has no characters to be whole.
    if (this.values.at(-1) instanceof Uint8Array) this.values[this.values.length - 1] = value.slice();
    this.#cut().whole = { count: totalBytes, unit: 'bytes' };
  }

  override list(_length: number): void {
    super.list(0);
  }

  override setIndex(index: number): void {
    this.limits.values--;
    this.#keepInside(index - 1);
    super.setIndex(index);
  }

  override setField(key: string): void {
    // What is nil or the length of an array leaves nothing behind.
    if (this.values.at(-1) === null || Array.isArray(this.values.at(-2)))
      this.#cuts.length = Math.min(this.#cuts.length, this.values.length - 1);
    else this.#keepInside(key);
    this.limits.textBytes -= key.length;
    super.setField(key);
  }

  omitRest(count: number): void {
    this.#cut().whole = { count, unit: Array.isArray(this.values.at(-1)) ? 'items' : 'fields' };
  }

  /** Of the last value. */
  #cut(): CutDraft {
    return this.#cutAt(this.values.length - 1);
  }

  #cutAt(index: number): CutDraft {
    return (this.#cuts[index] ??= { whole: null, inside: null });
  }

  #keepInside(key: string | number): void {
    const index = this.values.length - 1;
    const cut = this.#cuts[index];
    if (!cut) return;
    this.#cuts.length = index;
    const outer = this.#cutAt(index - 1);
    outer.inside ??= new Map();
    outer.inside.set(key, cut);
  }
}

export interface ShownFailure {
  readonly failure: Failure;
  readonly message: Cut | null;
  readonly details: Cut | null;
}

/** What a row shows of a failure: the beginnings of its message and of its details. */
export function shownFailure({ kind, message, retryable, details }: Failure): ShownFailure {
  const limits = shownLimits();
  const [name, text] = [shownText(kind, limits), shownText(message, limits)];
  const writer = new PreviewWriter(limits);
  writePlain(details, writer);
  const fields = writer.shown();
  const failure = { kind: name.value, message: text.value, retryable, details: fields.value as Failure['details'] };
  return { failure, message: text.cut, details: fields.cut };
}

function shownText(text: string, limits: CopyLimits): { readonly value: string; readonly cut: Cut | null } {
  const writer = new PreviewWriter(limits);
  writer.string(text);
  const { value, cut } = writer.shown();
  return { value: typeof value === 'string' ? value : '', cut };
}

/** Where a text of which the first `length` units are wanted ends: not in the middle of a surrogate pair. */
function textEnd(text: string, length: number): number {
  return /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
}

/** Where the beginning of a text ends as UTF-8: its last character may have been cut in the middle. */
function characterEnd(bytes: Uint8Array): number {
  const end = bytes.length;
  for (let back = 1; back <= Math.min(3, end); back++) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return size > back ? end - back : end;
  }
  return end;
}
