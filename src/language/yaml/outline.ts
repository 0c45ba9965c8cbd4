/**
 * Reads YAML line by line, so that a text that no parser of YAML takes has all of its other lines all the same. It knows what
 * definition files are made of: maps and lists in lines and in brackets, block scalars, quotes, anchors and comments.
 */
import { readFlow } from './flow.ts';
import { readScalar } from './scalars.ts';
import type { YamlItem, YamlList, YamlMap, YamlNode, YamlPair } from './tree.ts';

type Holder = YamlPair | YamlItem;
type Container = { readonly node: YamlMap | YamlList; readonly indent: number };

/** `key:` with what may stand in front of a value. */
const KEY = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'{}[\],&*!|>%@`-][^:#]*?|-[^\s:#][^:#]*?)[ \t]*:(?=[ \t]|$)/;

export function outlineYaml(text: string): YamlMap {
  return new Outliner(text).read();
}

class Outliner {
  readonly #text: string;
  readonly #root: YamlMap;
  readonly #stack: Container[];
  readonly #anchors = new Map<string, YamlNode>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#root = { type: 'map', pairs: [], indent: 0, start: 0, end: text.length };
    this.#stack = [{ node: this.#root, indent: 0 }];
  }

  read(): YamlMap {
    while (this.#at < this.#text.length) this.#line();
    return this.#root;
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    const stop = end < 0 ? this.#text.length : end;
    return stop > from && this.#text[stop - 1] === '\r' ? stop - 1 : stop;
  }

  /** Past the line that `offset` is in. */
  #next(offset: number): number {
    const end = this.#text.indexOf('\n', offset);
    return end < 0 ? this.#text.length : end + 1;
  }

  #line(): void {
    const start = this.#at;
    const end = this.#lineEnd(start);
    this.#at = this.#next(start);
    let at = start;
    while (at < end && (this.#text[at] === ' ' || this.#text[at] === '\t')) at++;
    if (at >= end || this.#text[at] === '#') return;
    if (at === start && /^(?:---|\.\.\.)/.test(this.#text.slice(start, end))) return;
    this.#element(start, at, end);
  }

  /** One dash, key or value, at its column; a line may have several. */
  #element(lineStart: number, from: number, end: number): void {
    let at = from;
    while (this.#text[at] === '-' && (at + 1 >= end || /[ \t]/.test(this.#text[at + 1]!))) {
      const list = this.#container('list', at - lineStart, at);
      const item: YamlItem = { start: at, end, value: null };
      list.items.push(item);
      at++;
      while (at < end && /[ \t]/.test(this.#text[at]!)) at++;
      if (at >= end || this.#text[at] === '#') return this.#grow(end);
    }
    const rest = this.#text.slice(at, end);
    const key = KEY.exec(rest);
    const column = at - lineStart;
    if (!key) {
      const holder = this.#openHolder(column);
      if (holder && (this.#isItem(holder) || /^[{["'|>&*!]/.test(rest)))
        return this.#value(holder, column - 1, at, end);
      return this.#halfKey(column, at, end);
    }
    const map = this.#container('map', column, at);
    const pair: YamlPair = {
      key: unquote(key[1]!),
      keyRange: { start: at, end: at + key[1]!.length },
      hasColon: true,
      start: at,
      end,
      value: null,
    };
    map.pairs.push(pair);
    let value = at + key[0].length;
    while (value < end && /[ \t]/.test(this.#text[value]!)) value++;
    this.#value(pair, column, value, end);
  }

  /** What may still get a value, where something stands at this column below it. */
  #openHolder(column: number): Holder | null {
    this.#close(column);
    const top = this.#stack.at(-1)!;
    const holder = lastHolder(top.node);
    const isWithin = top.node.type === 'list' ? column > top.indent : column > top.indent;
    return holder && holder.value === null && isWithin ? holder : null;
  }

  #isItem(holder: Holder): boolean {
    return !('key' in holder);
  }

  #halfKey(column: number, at: number, end: number): void {
    const rest = this.#text
      .slice(at, end)
      .replace(/[ \t]+#.*$/, '')
      .trimEnd();
    const keyRange = { start: at, end: at + rest.length };
    const pair: YamlPair = { key: rest, keyRange, hasColon: false, start: at, end, value: null };
    this.#container('map', column, at).pairs.push(pair);
    this.#grow(end);
  }

  #value(holder: Holder, indent: number, from: number, lineEnd: number): void {
    let at = from;
    let anchor: string | null = null;
    for (;;) {
      const mark = /^(?:&([^\s,[\]{}]+)|![^\s]*)[ \t]*/.exec(this.#text.slice(at, lineEnd));
      if (!mark) break;
      anchor = mark[1] ?? anchor;
      at += mark[0].length;
    }
    const first = this.#text[at];
    if (at >= lineEnd || first === '#') {
      this.#grow(lineEnd);
      return;
    }
    const read =
      first === '{' || first === '['
        ? readFlow(this.#text, at, indent)
        : readScalar(this.#text, { at, lineEnd, indent, anchors: this.#anchors });
    holder.value = read;
    if (anchor !== null) this.#anchors.set(anchor, read);
    if (read.end > this.#at - 1) this.#at = this.#next(Math.max(read.end - 1, from));
    this.#grow(Math.max(read.end, lineEnd));
  }

  /** The map or list whose keys or dashes stand at this column; a new one where there is none. */
  #container<T extends 'map' | 'list'>(type: T, column: number, at: number): Extract<YamlNode, { type: T }> {
    this.#close(column);
    let top = this.#stack.at(-1)!;
    // A list may stand at the column of the key that it belongs to.
    if (type === 'map' && top.node.type === 'list' && top.indent === column && this.#stack.length > 1) {
      this.#stack.pop();
      top = this.#stack.at(-1)!;
    }
    if (top.node.type === type && (top.indent === column || this.#isBeyond(top, column)))
      return top.node as Extract<YamlNode, { type: T }>;
    const holder = lastHolder(top.node);
    const node: YamlNode =
      type === 'map'
        ? { type: 'map', pairs: [], indent: column, start: at, end: at }
        : { type: 'list', items: [], indent: column, start: at, end: at };
    if (holder && holder.value === null) holder.value = node;
    this.#stack.push({ node, indent: column });
    return node as Extract<YamlNode, { type: T }>;
  }

  /** Something deeper than a container that has no open place for it is taken for a slip of indentation. */
  #isBeyond({ node, indent }: Container, column: number): boolean {
    const holder = lastHolder(node);
    return column > indent && (holder === null || holder.value?.type === 'scalar');
  }

  #close(column: number): void {
    while (this.#stack.length > 1 && this.#stack.at(-1)!.indent > column) this.#stack.pop();
  }

  /** What is open reaches as far as what is in it. */
  #grow(end: number): void {
    for (const { node } of this.#stack) {
      node.end = Math.max(node.end, end);
      const holder = lastHolder(node);
      if (holder) holder.end = Math.max(holder.end, end);
    }
  }
}

function lastHolder(node: YamlMap | YamlList): Holder | null {
  return (node.type === 'map' ? node.pairs.at(-1) : node.items.at(-1)) ?? null;
}

function unquote(key: string): string {
  return /^["']/.test(key) ? key.slice(1, -1) : key;
}
