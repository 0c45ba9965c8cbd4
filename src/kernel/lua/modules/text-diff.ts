/** `text.diff` (spec/lua-modules §15): what differs between texts, and patches, by the algorithms that Wippy's library has too. */
import type { Diff } from 'diff-match-patch';
import { spendBytes } from '../../../base/effort.ts';
import { ownValue } from '../../../base/own.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { invalid, type Failure } from '../../../contract/errors.ts';
import type { textSpec } from '../../../contract/lua-modules/text.ts';
import { returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import { pushPlain } from '../push-plain.ts';
import * as call from '../vm/call.ts';
import { makeRoom } from '../vm/held.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { Differ, MAX_TIMEOUT_S, TooMuchWork } from './differ.ts';
import { isNothing } from './process-arguments.ts';
import { plainOrNull, TOO_MUCH } from './text-splitter.ts';

/** Of both texts together: what is done with them is done in one go. Less than there are letters ({@link Letters}). */
const MAX_TEXT_LENGTH = 60_000;
/** How often a character of a text is looked at, at least: to read it, to find what is common, to write it. */
const LOOKS = 20;

const OPERATIONS: ReadonlyMap<string, number> = new Map([
  ['delete', -1],
  ['equal', 0],
  ['insert', 1],
]);
const nameOf = (operation: number): string => ['delete', 'equal', 'insert'][operation + 1] ?? 'equal';

/** Options by what the library calls them; each is a number from 0 on, and what is none is left out, as in Wippy. */
const OPTIONS = {
  diff_timeout: 'Diff_Timeout',
  diff_edit_cost: 'Diff_EditCost',
  match_threshold: 'Match_Threshold',
  match_distance: 'Match_Distance',
  patch_delete_threshold: 'Patch_DeleteThreshold',
  patch_margin: 'Patch_Margin',
} as const;
/** Where zero says nothing. */
const NEVER_ZERO: ReadonlySet<string> = new Set(['diff_timeout', 'diff_edit_cost', 'match_distance', 'patch_margin']);
/** Around a difference that is shown, at most, and what a character of it becomes. */
const MARK_LENGTH = 50;
const ESCAPED_LENGTH = 10;
/** Surroundings of a patch have to fit what it is looked for with. */
const MAX_MARGIN = 8;

export const newDiffer: NativeFunction = (L) => {
  const library = new Differ();
  if (!isNothing(L, 1)) {
    call.checkTable(L, 1, 'new');
    const given = (plainOrNull(L, 1) ?? {}) as Readonly<Record<string, PlainValue>>;
    for (const [name, field] of Object.entries(OPTIONS)) {
      const value = ownValue(given, name);
      if (typeof value === 'number' && (NEVER_ZERO.has(name) ? value > 0 : value >= 0)) library[field] = value;
    }
  }
  library.Diff_Timeout = Math.min(library.Diff_Timeout, MAX_TIMEOUT_S);
  library.Patch_Margin = Math.min(Math.ceil(library.Patch_Margin), MAX_MARGIN);
  library.Match_Distance = Math.min(library.Match_Distance, MAX_TEXT_LENGTH);
  // Of what is no more alike than that, nothing is alike.
  library.Match_Threshold = Math.min(library.Match_Threshold, 1);
  differClass.push(L, library);
  return 1;
};

const differClass = defineUserdata<Differ>('differ', {
  sizeBytes: () => 200,
  methods: {
    compare: (L, library) =>
      withTexts(L, 'compare', (one, other) => {
        const letters = new Letters([one, other]);
        const found = library.diff_main(letters.of(one), letters.of(other), false);
        return push(
          L,
          found.map(([operation, text]) => ({ operation: nameOf(operation), text: letters.text(text) })),
        );
      }),
    summarize: (L) => {
      const diffs = diffsAt(L, 'summarize');
      if ('message' in diffs) return returnFailure(L, diffs);
      const count = (wanted: number): number =>
        diffs.reduce((sum, [operation, text]) => sum + (operation === wanted ? bytesOf(text) : 0), 0);
      pushPlain(L, { insertions: count(1), deletions: count(-1), equals: count(0) });
      return 1;
    },
    pretty_text: (L) => {
      const diffs = diffsAt(L, 'pretty_text');
      if ('message' in diffs) return returnFailure(L, diffs);
      const colors = ['\u001B[31m', '', '\u001B[32m'];
      const colored = ([operation, text]: Diff): string =>
        operation === 0 ? text : `${colors[operation + 1]}${text}\u001B[0m`;
      makeRoom(L, lengthOf(diffs) + diffs.length * MARK_LENGTH);
      return push(L, diffs.map(colored).join(''));
    },
    pretty_html: (L) => {
      const diffs = diffsAt(L, 'pretty_html');
      if ('message' in diffs) return returnFailure(L, diffs);
      const tags = [
        ['<del style="background:#ffe6e6;">', '</del>'],
        ['<span>', '</span>'],
        ['<ins style="background:#e6ffe6;">', '</ins>'],
      ];
      makeRoom(L, lengthOf(diffs) * ESCAPED_LENGTH + diffs.length * MARK_LENGTH);
      return push(
        L,
        diffs
          .map(([operation, text]) => (tags[operation + 1] ?? []).join(escaped(text).replaceAll('\n', '&para;<br>')))
          .join(''),
      );
    },
    patch_make: (L, library) =>
      withTexts(L, 'patch_make', (one, other) => {
        const letters = new Letters([one, other]);
        const made = library.patch_make(letters.of(one), letters.of(other));
        for (const { diffs } of made) for (const diff of diffs) diff[1] = letters.text(diff[1]);
        return push(
          L,
          made.map((patch) => ({ text: library.patch_toText([patch]) })),
        );
      }),
    patch_apply: (L, library) => {
      call.checkTable(L, 2, 'patch_apply');
      const text = call.checkText(L, 3, 'patch_apply');
      if (text.length > MAX_TEXT_LENGTH) return returnFailure(L, TOO_MANY);
      const given = plainOrNull(L, 2);
      if (given === null) return returnFailure(L, TOO_MUCH);
      const patches = patchesOf(library, given);
      const letters = new Letters([text, ...patches.flatMap(({ diffs }) => diffs.map(([, part]) => part))]);
      for (const { diffs } of patches) for (const diff of diffs) diff[1] = letters.of(diff[1]);
      try {
        const [patched, done] = library.patch_apply(patches, letters.of(text));
        pushPlain(L, letters.text(patched));
        pushPlain(L, done.every(Boolean));
        return 2;
      } catch (error) {
        if (error instanceof TooMuchWork) return returnFailure(L, TOO_MANY);
        throw error;
      }
    },
  } satisfies Methods<typeof textSpec.types.differ, Differ>,
});

const NO_DIFFS = invalid('diffs must be a list of {operation, text}');
const TOO_MANY = invalid('too many patches for a text of this length');
const TOO_LONG = invalid(`texts are longer than ${MAX_TEXT_LENGTH} characters`);

function withTexts(L: LuaState, name: string, work: (one: string, other: string) => number): number {
  const [one, other] = [call.checkText(L, 2, name), call.checkText(L, 3, name)];
  const length = one.length + other.length;
  if (length > MAX_TEXT_LENGTH) return returnFailure(L, TOO_LONG);
  spendBytes(length * LOOKS);
  return work(one, other);
}

function push(L: LuaState, value: PlainValue): number {
  pushPlain(L, value);
  return 1;
}

/** What is no difference among them is left out. */
function diffsAt(L: LuaState, name: string): readonly Diff[] | Failure {
  call.checkTable(L, 2, name);
  const given = plainOrNull(L, 2);
  if (given === null) return TOO_MUCH;
  if (!Array.isArray(given)) return NO_DIFFS;
  return given.flatMap((one: PlainValue): Diff[] => {
    const { operation, text } = (one ?? {}) as Readonly<Record<string, unknown>>;
    const known = typeof operation === 'string' ? OPERATIONS.get(operation) : undefined;
    if (known === undefined || typeof text !== 'string') return [];
    spendBytes(text.length * 4);
    return [[known, text]];
  });
}

/** What cannot be read is left out, as in Wippy. */
function patchesOf(library: Differ, given: PlainValue) {
  if (!Array.isArray(given)) return [];
  return given.flatMap((one: PlainValue) => {
    const text: unknown = (one as { readonly text?: unknown } | null)?.text;
    if (typeof text !== 'string' || text.length > MAX_TEXT_LENGTH) return [];
    spendBytes(text.length * 4);
    try {
      return library.patch_fromText(text);
    } catch {
      // Neither this library nor that of Wippy says more of it.
      return [];
    }
  });
}

const lengthOf = (diffs: readonly Diff[]): number => diffs.reduce((sum, [, text]) => sum + text.length, 0);
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

/** The library pads texts with the first of them, and breaks between words and lines mean something to it. */
const ASCII = /[\0-\u007f]/;
const [FIRST_UNIT, FIRST_SURROGATE, SURROGATES] = [0x80, 0xd800, 0x800];

/** Units behind ASCII that are whole characters. */
function unitOf(count: number): number {
  const unit = FIRST_UNIT + count;
  return unit < FIRST_SURROGATE ? unit : unit + SURROGATES;
}

/**
 * Texts as the library takes them apart, which is by UTF-16 units: a character of two would be cut in its middle. So where there
 * are any, each character of the texts has one unit of its own.
 */
class Letters {
  readonly #units: Map<string, string> | null;
  readonly #texts = new Map<string, string>();

  constructor(texts: readonly string[]) {
    this.#units = texts.some((text) => /[\ud800-\udfff]/.test(text)) ? new Map() : null;
  }

  of(text: string): string {
    const units = this.#units;
    if (!units) return text;
    return Array.from(text, (letter) => {
      let unit = units.get(letter);
      if (unit === undefined) {
        unit = ASCII.test(letter) ? letter : String.fromCharCode(unitOf(units.size));
        units.set(letter, unit);
        this.#texts.set(unit, letter);
      }
      return unit;
    }).join('');
  }

  text(units: string): string {
    return this.#units ? Array.from(units, (unit) => this.#texts.get(unit) ?? unit).join('') : units;
  }
}
