/** The reference: what the page tells of kinds, modules, types and limits. Made when the page is built (`scripts/vite/reference.ts`). */

/** Texts in it may have `code` between backticks, and nothing else of Markdown. */
export interface ReferenceTopic {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly items: readonly ReferenceItem[];
}

export interface ReferenceItem {
  /** `function.wat`, `funcs`, `list<u8>`. */
  readonly name: string;
  readonly doc: string;
  /** What is there and does not work here. */
  readonly isMissing?: true;
  readonly rows: readonly ReferenceRow[];
}

/** A field, a function, a property. */
export interface ReferenceRow {
  readonly name: string;
  /** What it takes, as code. */
  readonly type: string;
  readonly doc: string;
  readonly isMissing?: true;
}

/** What fits all words of the search; of an item that fits by its own name all rows, of others those that fit. */
export function searchReference(topics: readonly ReferenceTopic[], search: string): readonly ReferenceTopic[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return topics;
  return topics.flatMap((topic) => {
    const items = topic.items.flatMap((item) => fittingItem(item, words));
    return items.length === 0 ? [] : [{ ...topic, items }];
  });
}

function fittingItem(item: ReferenceItem, words: readonly string[]): readonly ReferenceItem[] {
  if (fits(`${item.name} ${item.doc}`, words)) return [item];
  const rows = item.rows.filter(({ name, type, doc }) => fits(`${item.name}.${name} ${name} ${type} ${doc}`, words));
  return rows.length === 0 ? [] : [{ ...item, rows }];
}

function fits(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/** The parts of a text, every second one code. */
export function codeParts(text: string): readonly string[] {
  return text.split('`');
}
