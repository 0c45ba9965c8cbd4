/**
 * Regular expressions whose time is bounded: they are run as an automaton, in time proportional to the text, where those of the
 * platform may take for ever and cannot be interrupted. The syntax is that of Go's library `regexp` as far as one asks only
 * whether a text matches: no looking around, no references back.
 */
import { err, ok, type Result } from './result.ts';
import { spend } from './effort.ts';

/** Whether it is somewhere in the text. Pays for its effort. */
export type TextPattern = (text: string) => boolean;

const MAX_LENGTH = 1000;
const MAX_STATES = 10_000;
const MAX_REPEAT = 1000;

type Node =
  | { readonly type: 'char'; readonly fits: (char: string) => boolean }
  | { readonly type: 'place'; readonly holds: (before: string, after: string) => boolean }
  | { readonly type: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly type: 'choice'; readonly nodes: readonly Node[] }
  | { readonly type: 'repeat'; readonly node: Node; readonly min: number; readonly max: number };

type State = Extract<Node, { readonly type: 'char' | 'place' }> | { readonly type: 'split' } | { readonly type: 'end' };

class Mistake extends Error {}

/** An error says what is wrong with it. */
export function compileTextPattern(source: string): Result<TextPattern, string> {
  try {
    if (source.length > MAX_LENGTH) throw new Mistake(`longer than ${MAX_LENGTH} characters`);
    const automaton = new Automaton(new Parser(source).whole());
    return ok((text) => automaton.matches(text));
  } catch (error) {
    if (error instanceof Mistake) return err(error.message);
    throw error;
  }
}

/** What one character may be, as a set, an escape or a dot; the platform knows them. */
const SET = /(?:\[\^?\]?(?:\\[pP]\{\w+\}|\\[\s\S]|[^\]\\])*\]|\\[pP]\{\w+\}|\\[pP]\w|\\[dDwWsS]|\.)/y;
const REPEAT = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/y;
const GROUP = /\((?:\?:|\?P?<\w+>|(?!\?))/y;
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
]);
const PLACES: ReadonlyMap<string, (before: string, after: string) => boolean> = new Map([
  ['^', (before: string) => before === ''],
  ['\\A', (before: string) => before === ''],
  ['$', (_before: string, after: string) => after === ''],
  ['\\z', (_before: string, after: string) => after === ''],
  ['\\b', (before: string, after: string) => isWord(before) !== isWord(after)],
  ['\\B', (before: string, after: string) => isWord(before) === isWord(after)],
]);

function isWord(char: string): boolean {
  return /^\w$/.test(char);
}

class Parser {
  readonly #source: string;
  readonly #flags: 'u' | 'iu';
  #at = 0;

  constructor(source: string) {
    const isFolded = source.startsWith('(?i)');
    this.#source = isFolded ? source.slice('(?i)'.length) : source;
    this.#flags = isFolded ? 'iu' : 'u';
  }

  whole(): Node {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw new Mistake('unexpected )');
    return node;
  }

  #choice(): Node {
    const nodes = [this.#sequence()];
    while (this.#takes('|')) nodes.push(this.#sequence());
    return nodes.length === 1 && nodes[0] ? nodes[0] : { type: 'choice', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at)))
      nodes.push(this.#repeated(this.#atom()));
    return { type: 'sequence', nodes };
  }

  #repeated(node: Node): Node {
    const found = this.#match(REPEAT);
    if (!found) return node;
    const [sign, least, comma, most] = found;
    if (this.#match(REPEAT)) throw new Mistake(`${sign} is repeated itself`);
    if (least === undefined) return { type: 'repeat', node, ...countsOf(sign) };
    const min = Number(least);
    const max = comma === undefined ? min : most ? Number(most) : Infinity;
    if (min > MAX_REPEAT || max < min || (max !== Infinity && max > MAX_REPEAT))
      throw new Mistake(`invalid repeat count: ${sign}`);
    return { type: 'repeat', node, min, max };
  }

  #atom(): Node {
    if (this.#match(GROUP)) {
      const node = this.#choice();
      if (!this.#takes(')')) throw new Mistake(') is missing');
      return node;
    }
    const set = this.#match(SET);
    if (set) return { type: 'char', fits: this.#test(set[0]) };
    const char = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    if ('(*+?['.includes(char)) throw new Mistake(`unexpected ${this.#source.slice(this.#at, this.#at + 3)}`);
    const text = char === '\\' ? this.#source.slice(this.#at, this.#at + 2) : char;
    this.#at += text.length;
    const holds = PLACES.get(text);
    if (holds) return { type: 'place', holds };
    if (char !== '\\') return this.#literal(char);
    const letter = text.slice(1);
    const known = LETTERS.get(letter);
    if (letter === '' || (known === undefined && /\w/.test(letter))) throw new Mistake(`unsupported escape: ${text}`);
    return this.#literal(known ?? letter);
  }

  #literal(char: string): Node {
    const folded = (text: string): string => (this.#flags === 'iu' ? text.toLowerCase() : text);
    const wanted = folded(char);
    return { type: 'char', fits: (other) => folded(other) === wanted };
  }

  #test(set: string): (char: string) => boolean {
    if (set.includes('[:')) throw new Mistake(`unsupported set: ${set}`);
    const text = set.replace(/^\\([pP])(\w)$/, String.raw`\$1{$2}`);
    try {
      const one = new RegExp(`^${text}$`, this.#flags);
      return (char) => one.test(char);
    } catch {
      throw new Mistake(`invalid set: ${set}`);
    }
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found) this.#at += found[0].length;
    return found;
  }

  #takes(sign: string): boolean {
    if (!this.#source.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }
}

function countsOf(sign: string): { readonly min: number; readonly max: number } {
  return { min: sign.startsWith('+') ? 1 : 0, max: sign.startsWith('?') ? 1 : Infinity };
}

/** All ways at once, so that no character is looked at more often than there are states. */
class Automaton {
  readonly #states: State[] = [{ type: 'end' }];
  /** Where each leads to. */
  readonly #next: (readonly number[])[] = [[]];
  readonly #start: number;

  constructor(node: Node) {
    this.#start = this.#build(node, 0);
  }

  matches(text: string): boolean {
    const reached = new Set<number>();
    let waiting: number[] = [];
    let before = '';
    for (let from = 0; from <= text.length; from += before.length || 1) {
      const after = from < text.length ? String.fromCodePoint(text.codePointAt(from) ?? 0) : '';
      reached.clear();
      const open = [...waiting, this.#start];
      const fitting: number[] = [];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (reached.has(at)) continue;
        reached.add(at);
        const state = this.#states[at];
        if (!state || state.type === 'end') return true;
        const next = this.#next[at] ?? [];
        if (state.type === 'split' || (state.type === 'place' && state.holds(before, after))) open.push(...next);
        else if (state.type === 'char' && after !== '' && state.fits(after)) fitting.push(...next);
      }
      spend(1 + reached.size);
      waiting = fitting;
      before = after;
    }
    return false;
  }

  /** The state where `node` begins that goes on with `then`. */
  #build(node: Node, then: number): number {
    if (node.type === 'sequence') return node.nodes.reduceRight((next, one) => this.#build(one, next), then);
    if (node.type === 'choice')
      return this.#add(
        { type: 'split' },
        node.nodes.map((one) => this.#build(one, then)),
      );
    if (node.type !== 'repeat') return this.#add(node, [then]);
    const { node: inner, min, max } = node;
    let next = then;
    if (max === Infinity) {
      next = this.#add({ type: 'split' }, []);
      this.#next[next] = [this.#build(inner, next), then];
    } else
      for (let count = min; count < max; count++) next = this.#add({ type: 'split' }, [this.#build(inner, next), then]);
    for (let count = 0; count < min; count++) next = this.#build(inner, next);
    return next;
  }

  #add(state: State, next: readonly number[]): number {
    if (this.#states.length >= MAX_STATES) throw new Mistake('repeats too much');
    this.#next.push(next);
    return this.#states.push(state) - 1;
  }
}
