/** Maps and lists in brackets. One that nothing closes ends with the lines that are indented more than its key. */
import { plainScalar, readQuoted } from './scalars.ts';
import type { YamlItem, YamlList, YamlMap, YamlNode, YamlPair } from './tree.ts';

/** Brackets in each other that are followed. */
const MAX_DEPTH = 30;

export function readFlow(text: string, at: number, indent: number): YamlMap | YamlList {
  return new FlowReader(text, reach(text, at, indent)).collection(at, 0);
}

/** End of the last line that may belong to brackets that open at `at`. */
function reach(text: string, at: number, indent: number): number {
  let end = text.indexOf('\n', at);
  while (end >= 0) {
    const next = /[^\S\n]*(\S?)/y;
    next.lastIndex = end + 1;
    const match = next.exec(text);
    const [blanks, first] = [match?.[0] ?? '', match?.[1] ?? ''];
    const column = first === '' ? blanks.length : blanks.length - 1;
    if (first !== '' && column <= indent && !']}'.includes(first)) return end;
    if (end + 1 >= text.length) break;
    end = text.indexOf('\n', end + 1);
  }
  return text.length;
}

class FlowReader {
  readonly #text: string;
  readonly #end: number;
  #at = 0;

  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
  }

  collection(at: number, depth: number): YamlMap | YamlList {
    this.#at = at + 1;
    return this.#text[at] === '{' ? this.#map(at, depth) : this.#list(at, depth);
  }

  #map(start: number, depth: number): YamlMap {
    const map: YamlMap = { type: 'map', pairs: [], indent: -1, start, end: this.#end };
    for (;;) {
      this.#skip();
      if (this.#isOver('}')) break;
      const from = this.#at;
      const key = this.#scalar(':');
      this.#blanks();
      const hasColon = this.#text[this.#at] === ':';
      const pair: YamlPair = { key: key.value, keyRange: key, hasColon, start: from, end: key.end, value: null };
      if (hasColon) {
        this.#at++;
        this.#blanks();
        pair.value = this.#value(depth);
        pair.end = this.#at;
      }
      map.pairs.push(pair);
      if (this.#at === from) this.#at++;
    }
    map.end = this.#at;
    return map;
  }

  #list(start: number, depth: number): YamlList {
    const list: YamlList = { type: 'list', items: [], indent: -1, start, end: this.#end };
    for (;;) {
      this.#skip();
      if (this.#isOver(']')) break;
      const from = this.#at;
      const item: YamlItem = { start: from, end: from, value: this.#value(depth) };
      item.end = this.#at;
      list.items.push(item);
      if (this.#at === from) this.#at++;
    }
    list.end = this.#at;
    return list;
  }

  #value(depth: number): YamlNode | null {
    const first = this.#text[this.#at];
    if (this.#at >= this.#end || first === ',' || first === ']' || first === '}') return null;
    if ((first === '{' || first === '[') && depth < MAX_DEPTH) return this.collection(this.#at, depth + 1);
    return this.#scalar('');
  }

  #scalar(stop: string): ReturnType<typeof plainScalar> {
    const from = this.#at;
    const lineEnd = Math.min(this.#end, ended(this.#text.indexOf('\n', from), this.#text.length));
    if (this.#text[from] === '"' || this.#text[from] === "'") {
      const quoted = readQuoted(this.#text, from, lineEnd);
      this.#at = quoted.end;
      return quoted;
    }
    let at = from;
    for (; at < lineEnd; at++) {
      const c = this.#text[at]!;
      if (',[]{}'.includes(c)) break;
      if (stop !== '' && c === ':' && /[\s,}\]]/.test(this.#text[at + 1] ?? ' ')) break;
      if (c === '#' && at > from && /\s/.test(this.#text[at - 1]!)) break;
    }
    this.#at = at;
    return plainScalar(this.#text.slice(from, at).trimEnd(), from);
  }

  #isOver(close: string): boolean {
    if (this.#at >= this.#end) return true;
    const c = this.#text[this.#at];
    if (c !== close && c !== ']' && c !== '}') return false;
    this.#at++;
    return true;
  }

  #blanks(): void {
    while (this.#at < this.#end && /[ \t]/.test(this.#text[this.#at]!)) this.#at++;
  }

  /** Blanks, line ends, commas and comments. */
  #skip(): void {
    while (this.#at < this.#end) {
      const c = this.#text[this.#at]!;
      if (c === '#') this.#at = ended(this.#text.indexOf('\n', this.#at), this.#end);
      else if (/[\s,]/.test(c)) this.#at++;
      else break;
    }
  }
}

function ended(index: number, otherwise: number): number {
  return index < 0 ? otherwise : index;
}
