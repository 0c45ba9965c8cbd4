/** The `text` module (spec/lua-modules §15): regular expressions of RE2, whose time grows with the text and the expression alone. */
import { RE2JS, RE2JSException } from 're2js';
import { isDue, spend, spendBytes } from '../../../base/effort.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { invalid, type Failure } from '../../../contract/errors.ts';
import { textSpec } from '../../../contract/lua-modules/text.ts';
import { returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import { pushPlain } from '../push-plain.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata, type Method } from '../vm/userdata.ts';
import { defineModule, functionTable } from './module.ts';
import { isNothing } from './process-arguments.ts';
import { newDiffer } from './text-diff.ts';
import { markdown, recursive } from './text-splitter.ts';

const MAX_PATTERN_BYTES = 1000;
/** An expression of so many instructions is not made: a repetition of repetitions has millions. */
const MAX_INSTRUCTIONS = 5000;
/** Steps of one look through a text, which cannot be left off: an instruction and a byte each; 70 ns where it is slowest. */
const MAX_STEPS = 4_000_000;
/** Most looks are done by a quicker machine. */
const STEPS_PER_UNIT = 50;
const MAX_PLACES = 100_000;

interface Regexp {
  readonly source: string;
  readonly compiled: RE2JS;
  readonly instructions: number;
}

/** Where it was found, in UTF-16 units: first of the whole, then of each group; -1 where a group has no part in it. */
type Place = readonly (readonly [start: number, end: number])[];

export const textModule = defineModule(
  textSpec,
  () => ({}),
  () => ({
    regexp: functionTable({ compile }),
    splitter: functionTable({ markdown, recursive }),
    diff: functionTable({ new: newDiffer }),
  }),
);

const compile: NativeFunction = (L) => {
  const bytes = call.checkBytes(L, 1, 'compile');
  if (bytes.length > MAX_PATTERN_BYTES)
    return returnFailure(L, invalid(`pattern is longer than ${MAX_PATTERN_BYTES} bytes`));
  spend(MAX_PATTERN_BYTES);
  const source = new TextDecoder().decode(bytes);
  try {
    const compiled = RE2JS.compile(source);
    const instructions = compiled.programSize();
    if (instructions > MAX_INSTRUCTIONS) return returnFailure(L, invalid('invalid pattern: it is too large'));
    regexpClass.push(L, { source, compiled, instructions });
    return 1;
  } catch (error) {
    if (error instanceof RE2JSException) return returnFailure(L, invalid(`invalid pattern: ${error.message}`));
    throw error;
  }
};

const regexpClass = defineUserdata<Regexp>('regexp', {
  sizeBytes: ({ source, instructions }) => 500 + source.length + instructions * 100,
  methods: {
    match_string: withText('match_string', (L, text) => all(L, text, 1, ([place]) => place !== undefined)),
    find_string: withText('find_string', (L, text) =>
      all(L, text, 1, ([place]) => (place ? text.part(place[0]) : null)),
    ),
    find_all_string: withText('find_all_string', (L, text) =>
      all(L, text, limitAt(L, 3, 'find_all_string'), (places) => places.map(([whole]) => text.part(whole))),
    ),
    find_string_submatch: withText('find_string_submatch', (L, text) =>
      all(L, text, 1, ([place]) => (place ? place.map((span) => text.part(span)) : null)),
    ),
    find_all_string_submatch: withText('find_all_string_submatch', (L, text) =>
      all(L, text, limitAt(L, 3, 'find_all_string_submatch'), (places) =>
        places.map((place) => place.map((span) => text.part(span))),
      ),
    ),
    find_string_index: withText('find_string_index', (L, text) =>
      all(L, text, 1, ([place]) => (place ? text.bytesOf(place[0]) : null)),
    ),
    find_all_string_index: withText('find_all_string_index', (L, text) =>
      all(L, text, limitAt(L, 3, 'find_all_string_index'), (places) => places.map(([whole]) => text.bytesOf(whole))),
    ),
    replace_all_string: withText('replace_all_string', (L, text) => {
      const template = call.checkText(L, 3, 'replace_all_string');
      spendBytes(template.length);
      const names = groupNames(text.regexp);
      return all(L, text, MAX_PLACES, (places) => {
        let size = text.text.length;
        const parts: string[] = [];
        let last = 0;
        for (const place of places) {
          const [start, end] = place[0] ?? [0, 0];
          const replaced = expand(template, (name) => text.part(place[groupNumber(names, name)]));
          size += replaced.length;
          call.reserve(L, size);
          spendBytes(replaced.length);
          parts.push(text.text.slice(last, start), replaced);
          last = end;
        }
        return [...parts, text.text.slice(last)].join('');
      });
    }),
    split: withText('split', (L, text) => {
      const limit = isNothing(L, 3) ? -1 : Number(call.checkInteger(L, 3, 'split'));
      if (limit === 0) return pushPlainValue(L, null);
      return all(L, text, MAX_PLACES, (places) => split(text.text, places, limit));
    }),
    num_subexp: (L, { compiled }) => {
      stack.pushInteger(L, compiled.groupCount());
      return 1;
    },
    subexp_names: (L, regexp) => pushPlainValue(L, groupNames(regexp).slice(1)),
    string: (L, { source }) => {
      stack.pushText(L, source);
      return 1;
    },
  } satisfies Methods<typeof textSpec.types.regexp, Regexp>,
});

/** A text as regular expressions see it, and as Lua does. */
class LookedAt {
  readonly regexp: Regexp;
  readonly text: string;
  /** Whether bytes are characters. */
  readonly #isPlain: boolean;

  constructor(regexp: Regexp, bytes: Uint8Array) {
    this.regexp = regexp;
    this.text = new TextDecoder().decode(bytes);
    this.#isPlain = this.text.length === bytes.length;
  }

  part(span: readonly [number, number] | undefined): string {
    return span && span[0] >= 0 ? this.text.slice(...span) : '';
  }

  /** First and last byte, from 1. */
  bytesOf(span: readonly [number, number] | undefined): [number, number] {
    const [start, end] = span ?? [0, 0];
    return [this.#byteAt(start) + 1, this.#byteAt(end)];
  }

  #byteAt(offset: number): number {
    if (this.#isPlain) return offset;
    spendBytes(offset);
    return new TextEncoder().encode(this.text.slice(0, offset)).length;
  }
}

/** With the text that is the first argument, where it is not too long for the expression. */
function withText(name: string, work: (L: LuaState, text: LookedAt) => number): Method<Regexp> {
  return (L, regexp) => {
    const bytes = call.checkBytes(L, 2, name);
    const most = Math.floor(MAX_STEPS / regexp.instructions);
    if (bytes.length > most)
      return returnFailure(L, invalid(`text is too long for this pattern: at most ${most} bytes`));
    spendBytes(bytes.length);
    return work(L, new LookedAt(regexp, bytes));
  };
}

/** Finds at most `limit` places, in portions, and pushes what is made of them. */
function all(
  L: LuaState,
  text: LookedAt,
  limit: number | Failure,
  make: (places: readonly Place[]) => PlainValue,
): number {
  if (typeof limit !== 'number') return returnFailure(L, limit);
  const { compiled, instructions } = text.regexp;
  const matcher = compiled.matcher(text.text);
  const groups = compiled.groupCount();
  const places: Place[] = [];
  return call.inPieces(L, () => {
    for (;;) {
      if (isDue()) return null;
      if (places.length >= limit || !matcher.find()) return pushPlainValue(L, make(places));
      const from = places.at(-1)?.[0]?.[1] ?? 0;
      spend(1 + ((matcher.end() - from) * instructions) / STEPS_PER_UNIT);
      places.push(
        Array.from({ length: groups + 1 }, (_, group) => [matcher.start(group), matcher.end(group)] as const),
      );
    }
  });
}

function limitAt(L: LuaState, index: number, name: string): number {
  if (isNothing(L, index)) return MAX_PLACES;
  const limit = Number(call.checkInteger(L, index, name));
  return limit < 0 ? MAX_PLACES : Math.min(limit, MAX_PLACES);
}

function pushPlainValue(L: LuaState, value: PlainValue): number {
  pushPlain(L, value);
  return 1;
}

/** By number; empty for those without a name. */
function groupNames({ compiled }: Regexp): string[] {
  const names = Array.from({ length: compiled.groupCount() + 1 }, () => '');
  for (const [name, group] of Object.entries(compiled.namedGroups())) names[group] = name;
  return names;
}

function groupNumber(names: readonly string[], name: string): number {
  return /^\d+$/.test(name) ? Number(name) : names.indexOf(name, 1);
}

/** As Go's `Expand`: `$1`, `$name`, `${name}` and `$$`; a name is as long as it can be. */
function expand(template: string, valueOf: (name: string) => string): string {
  return template.replaceAll(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    return name === undefined ? '$' : whole === '$$' ? '$' : valueOf(name);
  });
}

/** As Go's `Split`. */
function split(text: string, places: readonly Place[], limit: number): string[] {
  if (text === '' && places.length === 0) return [''];
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const [whole] of places) {
    if (limit > 0 && parts.length === limit - 1) break;
    const [start, stop] = whole ?? [0, 0];
    end = start;
    if (stop !== 0) parts.push(text.slice(begin, end));
    begin = stop;
  }
  if (end !== text.length) parts.push(text.slice(begin));
  return parts;
}
