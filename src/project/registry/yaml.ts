/** A definition file's text to a {@link TreeNode}, or diagnostics. Reads JSON too. */
import { scalarSource } from './scalar-source.ts';
import { Report, type SourceFile } from './source.ts';
import type { Field, MapNode, ScalarNode, TreeNode } from './tree.ts';
import { MAX_DEPTH, type ReadYaml, type YamlMistake, type YamlNode, type YamlScalar } from './yaml-node.ts';

/** A definition file of this size is a mistake. */
export const MAX_FILE_LENGTH = 1024 * 1024;
/**
 * Characters that mean something to the package ({@link MARKS}). Each costs it up to 23 microseconds, text between them next to
 * nothing, so that a file takes less than a second. 10 000 lines of ordinary definitions have fewer.
 */
export const MAX_MARKS = 32_768;
/** Values after all aliases are followed. */
export const MAX_NODES = 100_000;

/** null when the file cannot be used; the report then says why, at the place. Never throws but for what `read` throws. */
export function parseYaml(file: SourceFile, report: Report, read: ReadYaml): TreeNode | null {
  if (file.text.length > MAX_FILE_LENGTH) {
    report.add(
      file.place(0, 1),
      'file-too-large',
      `the file has ${file.text.length} characters, at most ${MAX_FILE_LENGTH} are read`,
    );
    return null;
  }
  const crowded = tooManyMarksAt(file.text);
  if (crowded !== null) {
    report.add(
      file.place(crowded, crowded + 1),
      'file-too-large',
      `the file has more than ${MAX_MARKS} lines, keys and other marks; split it`,
    );
    return null;
  }
  const { error, warnings, contents } = read(file.text);
  if (error) {
    reportMistake(file, error, report);
    return null;
  }
  for (const { start, end, message } of warnings)
    report.add(file.place(start, end), 'yaml-syntax', message, { severity: 'warning' });
  if (contents === null) return nullNode(file);
  try {
    return new Builder(file, report).build(contents);
  } catch (thrown) {
    if (thrown instanceof Rejected) return null;
    throw thrown;
  }
}

/** Ends the building of a tree after its reason was reported. */
class Rejected extends Error {}

interface Built {
  readonly node: TreeNode;
  /** Values in it, aliases followed. */
  readonly size: number;
}

class Builder {
  readonly #file: SourceFile;
  readonly #report: Report;
  /** What each anchor stands for at this point of the file; null while it is being built. */
  readonly #anchors = new Map<string, Built | null>();
  #hasDuplicate = false;

  constructor(file: SourceFile, report: Report) {
    this.#file = file;
    this.#report = report;
  }

  build(node: YamlNode): TreeNode {
    const { node: tree } = this.#build(node, 0);
    if (this.#hasDuplicate) throw new Rejected();
    return tree;
  }

  #build(node: YamlNode | null, depth: number): Built {
    if (node === null) return { node: nullNode(this.#file), size: 1 };
    if (depth > MAX_DEPTH) this.#reject(node, `nested more than ${MAX_DEPTH} deep`);
    if (node.type === 'alias') return this.#alias(node.name, node);
    const { anchor } = node;
    if (anchor) this.#anchors.set(anchor, null);
    const built = this.#collect(node, depth);
    if (built.size > MAX_NODES) this.#reject(node, `more than ${MAX_NODES} values after following aliases`);
    if (anchor) this.#anchors.set(anchor, built);
    return built;
  }

  #alias(name: string, node: YamlNode): Built {
    const target = this.#anchors.get(name);
    if (target) return target;
    this.#reject(node, target === null ? `alias *${name} contains itself` : `unknown alias *${name}`);
  }

  #collect(node: Exclude<YamlNode, { type: 'alias' }>, depth: number): Built {
    switch (node.type) {
      case 'scalar':
        return { node: this.#scalar(node), size: 1 };
      case 'list': {
        let size = 1;
        const items: TreeNode[] = [];
        for (const item of node.items) {
          const built = this.#build(item, depth + 1);
          size += built.size;
          items.push(built.node);
        }
        return { node: { type: 'list', place: this.#placeOf(node), items, isFlow: node.isFlow }, size };
      }
      case 'map':
        return this.#map(node, depth);
    }
  }

  #map(node: Extract<YamlNode, { type: 'map' }>, depth: number): Built {
    const fields = new Map<string, Field>();
    const merged: MapNode[] = [];
    let size = 1;
    for (const [key, value] of node.pairs) {
      const keyPlace = this.#placeOf(key);
      const built = this.#build(value, depth + 1);
      size += built.size;
      if (key.type !== 'scalar') {
        this.#report.add(keyPlace, 'yaml-key', 'a key must be a plain name', { severity: 'warning' });
        continue;
      }
      const name = scalarText(key.value);
      if (name === '__proto__') {
        this.#report.add(keyPlace, 'yaml-key', 'the key __proto__ is not allowed and was left out', {
          severity: 'warning',
        });
      } else if (name === '<<' && key.style === 'plain') {
        merged.push(...mapsOf(built.node));
      } else {
        const earlier = fields.get(name);
        if (earlier) this.#duplicate(name, key, earlier, depth);
        // A key without a value is null, to be underlined at the key.
        fields.set(name, {
          keyPlace,
          value: value === null || isEmptyScalar(value) ? { ...nullNode(this.#file), place: keyPlace } : built.node,
        });
      }
    }
    for (const map of merged) for (const [name, field] of map.fields) if (!fields.has(name)) fields.set(name, field);
    return { node: { type: 'map', place: this.#placeOf(node), fields, isFlow: node.isFlow }, size };
  }

  #scalar(node: YamlScalar): ScalarNode {
    const { value, start, end, style, content } = node;
    const isText = typeof value === 'string';
    const source = isText ? scalarSource(this.#file, value, { style, start: content[0], end: content[1] }) : null;
    return {
      type: 'scalar',
      place: this.#placeOf(node),
      value,
      written: isText ? value : this.#file.text.slice(start, end),
      source,
    };
  }

  /** The first of a file: the next ones mostly follow from it. */
  #duplicate(name: string, key: YamlNode, earlier: Field, depth: number): void {
    if (this.#hasDuplicate) return;
    this.#hasDuplicate = true;
    const { line } = earlier.keyPlace;
    const { start } = key;
    // Keys of an entry again, two blanks right of the dashes: the next entry lacks its own.
    const isItem = depth >= 2 && name === 'name' && /\n *  $/.test(this.#file.text.slice(0, start));
    this.#report.add(this.#placeOf(key), 'yaml-syntax', `"${name}" is there already, in line ${line}`, {
      hint: isItem ? 'a new entry begins with a dash: - name' : 'take one of them away',
      fix: isItem
        ? { title: 'Put a dash in front', replacement: '- ', at: this.#file.range(start - 2, start) }
        : undefined,
    });
  }

  #placeOf({ start, end }: YamlNode): TreeNode['place'] {
    return this.#file.place(start, end);
  }

  #reject(node: YamlNode, message: string): never {
    this.#report.add(this.#placeOf(node), 'yaml-syntax', message);
    throw new Rejected();
  }
}

function nullNode(file: SourceFile): ScalarNode {
  return { type: 'scalar', place: file.place(0, 1), value: null, written: '', source: null };
}

function isEmptyScalar(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === null && node.start === node.end;
}

/** Merge keys take one map or a list of maps. */
function mapsOf(node: TreeNode): MapNode[] {
  if (node.type === 'map') return [node];
  return node.type === 'list' ? node.items.filter((item) => item.type === 'map') : [];
}

/** As a key. */
function scalarText(value: YamlScalar['value']): string {
  return value === null ? '' : String(value);
}

/** Line breaks and what may begin, end or separate values. */
const MARKS = '\n"\',:?\\[]{}%!&*#';
/** 1 at the code of each of them. */
const IS_MARK = Uint8Array.from({ length: 128 }, (_, code) => (MARKS.includes(String.fromCharCode(code)) ? 1 : 0));

function tooManyMarksAt(text: string): number | null {
  // Only then can there be that many.
  if (text.length <= MAX_MARKS) return null;
  let marks = 0;
  for (let at = 0; at < text.length; at++) if (IS_MARK[text.charCodeAt(at)] === 1 && ++marks > MAX_MARKS) return at;
  return null;
}

function reportMistake(file: SourceFile, { start, end, message, hint, fix }: YamlMistake, report: Report): void {
  report.add(file.place(start, end), 'yaml-syntax', message, {
    hint,
    fix: fix && { title: fix.title, replacement: fix.replacement, at: file.range(fix.start, fix.end) },
  });
}
