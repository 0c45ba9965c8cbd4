/** Additions to an entry's definition, as fixes that an editor can offer. */
import type { Fix } from '../../contract/api.ts';
import type { Place } from './source.ts';
import type { MapNode } from './tree.ts';

type Value = string | readonly string[];

/** Knows how the definition is written: in lines or in brackets, as YAML or JSON. */
export class EntryEdits {
  readonly #node: MapNode;

  constructor(node: MapNode) {
    this.#node = node;
  }

  /** A new field in front of the field `before`, or else in front of all; null for an entry without fields. */
  addField(name: string, value: Value, before: string): Fix | null {
    const anchor = this.#node.fields.get(before) ?? [...this.#node.fields.values()][0];
    if (!anchor) return null;
    const { file, line, column } = anchor.keyPlace;
    const field = `${this.#isJson ? JSON.stringify(name) : name}: ${this.#format(value)}`;
    const separator = this.#node.isFlow ? ', ' : `\n${' '.repeat(column - 1)}`;
    return {
      title: `Add ${name}: ${this.#format(value)}`,
      replacement: `${field}${separator}`,
      at: { file, line, column, endLine: line, endColumn: column },
    };
  }

  /** One more item of a list, which is made where it is not there; null for a field that is none. */
  addItem(name: string, item: string, before: string): Fix | null {
    const list = this.#node.fields.get(name)?.value;
    if (!list) return this.addField(name, [item], before);
    if (list.type !== 'list') return null;
    const title = `Add ${item} to ${name}`;
    const last = list.items.at(-1);
    if (!last) return { title, replacement: this.#format([item]), at: rangeOf(list.place) };
    const written = this.#format(item);
    if (list.isFlow) return { title, replacement: `, ${written}`, at: endOf(last.place) };
    // In front of the first, where no comment can stand in the way.
    const { file, line, column } = list.place;
    return {
      title,
      replacement: `- ${written}\n${' '.repeat(column - 1)}`,
      at: { file, line, column, endLine: line, endColumn: column },
    };
  }

  get #isJson(): boolean {
    return this.#node.place.file.endsWith('.json');
  }

  #format(value: Value): string {
    if (typeof value !== 'string') return `[${value.map((item) => this.#format(item)).join(', ')}]`;
    if (!this.#isJson && /^[A-Za-z][\w./-]*(:[\w./-]+)*$/.test(value)) return value;
    return this.#isJson || !/["\\]/.test(value) ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
  }
}

function rangeOf({ file, line, column, endLine, endColumn }: Place): NonNullable<Fix['at']> {
  return { file, line, column, endLine, endColumn };
}

function endOf({ file, endLine, endColumn }: Place): NonNullable<Fix['at']> {
  return { file, line: endLine, column: endColumn, endLine, endColumn };
}
