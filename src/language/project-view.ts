/** The entries of a project and their texts, as far as they can be read while they are being written. */
import { binaryKind, exportedFunctions } from '../binary/binary.ts';
import type { ProjectFiles } from '../contract/api.ts';
import type { FileRange, TextRange } from '../contract/help.ts';
import type { BinaryShape } from '../project/binaries/binary-examination.ts';
import { readBinary } from '../project/binaries/read-binary.ts';
import { contentOf, resolvePath } from '../project/registry/project.ts';
import { findFunction } from '../wit/parser.ts';
import type { CoreFunctionType, FunctionType } from '../wit/types.ts';
import { Readings } from './readings.ts';
import { scalarOf, textOf, valueOf, type EmbeddedText, type YamlMap } from './yaml/tree.ts';

export interface EntryView {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly map: YamlMap;
  /** Of its name, or of its beginning. */
  readonly place: TextRange;
}

/** A text of an entry with where it stands: in a file of its own, or within the definition. */
export interface TextView {
  readonly file: string;
  readonly text: string;
  /** Null for a file of its own. */
  readonly within: EmbeddedText | null;
}

export interface ExportView {
  readonly name: string;
  readonly detail: string;
  /** null where it is no text that anybody could look at. */
  readonly place: FileRange | null;
  readonly core: CoreFunctionType | null;
}

export type LanguageName = 'yaml' | 'lua' | 'wat' | 'wit';

export function languageOfFile(file: string): LanguageName | null {
  const found = /\.(ya?ml|lua|wat|wit)$/.exec(file)?.[1];
  return found === undefined ? null : found.startsWith('y') ? 'yaml' : (found as LanguageName);
}

/** Of one state of the files; what their texts say is kept in {@link Readings}, for the next state too. */
export class ProjectView {
  readonly files: ProjectFiles;
  readonly readings: Readings;
  readonly #binaries: WeakMap<Uint8Array, BinaryShape>;
  #entries: readonly EntryView[] | null = null;
  #byId: ReadonlyMap<string, EntryView> | null = null;

  constructor(files: ProjectFiles, readings: Readings, binaries: WeakMap<Uint8Array, BinaryShape>) {
    this.files = files;
    this.readings = readings;
    this.#binaries = binaries;
  }

  textOf(file: string): string | null {
    const content = contentOf(this.files, file);
    return typeof content === 'string' ? content : null;
  }

  get entries(): readonly EntryView[] {
    return (this.#entries ??= Object.keys(this.files).flatMap((file) => this.#entriesOf(file)));
  }

  entry(id: string): EntryView | null {
    this.#byId ??= new Map(this.entries.map((entry) => [entry.id, entry]));
    return this.#byId.get(id) ?? null;
  }

  #entriesOf(file: string): EntryView[] {
    const text = languageOfFile(file) === 'yaml' ? this.textOf(file) : null;
    if (text === null) return [];
    const root = this.readings.yaml(text);
    const namespace = textOf(root, 'namespace');
    if (namespace === '') return [];
    const list = valueOf(root, 'entries');
    const maps =
      list?.type === 'list'
        ? list.items.flatMap(({ value }) => (value?.type === 'map' ? [value] : []))
        : list
          ? []
          : [root];
    return maps.flatMap((map): EntryView[] => {
      const name = scalarOf(map, 'name');
      const kind = textOf(map, 'kind');
      if (!name || name.value === '') return [];
      return [{ id: `${namespace}:${name.value}`, namespace, name: name.value, kind, file, map, place: name }];
    });
  }

  /** The text of `source` or `wit`; null where there is none, or its file is missing. */
  textIn(entry: EntryView, field: 'source' | 'wit'): TextView | null {
    const scalar = scalarOf(entry.map, field);
    if (!scalar) return null;
    const path = filePath(entry.file, scalar.value);
    if (path === null) {
      const content = scalar.content;
      return content
        ? { file: entry.file, text: content.text, within: content }
        : { file: entry.file, text: scalar.value, within: null };
    }
    const text = this.textOf(path);
    return text === null ? null : { file: path, text, within: null };
  }

  /** Entries whose text this is: the file itself, or the block that the offset stands in. */
  entriesOfFile(file: string, field: 'source' | 'wit'): EntryView[] {
    return this.entries.filter((entry) => {
      const scalar = scalarOf(entry.map, field);
      return scalar !== null && filePath(entry.file, scalar.value) === file;
    });
  }

  /** What can be called by `method`. */
  exportsOf(entry: EntryView): readonly ExportView[] {
    switch (languageOfKind(entry.kind)) {
      case 'wat':
        return this.#watExports(entry);
      case 'lua':
        return this.#luaExports(entry);
      case 'wasm':
        return this.#binaryExports(entry);
      case null:
        return [];
    }
  }

  #watExports(entry: EntryView): ExportView[] {
    const source = this.textIn(entry, 'source');
    if (!source) return [];
    return this.readings.wat(source.text).exports.flatMap(({ name, kind, range, target }): ExportView[] => {
      if (kind !== 'func') return [];
      const signature = target?.signature ?? null;
      const core = signature && {
        parameters: signature.parameters.map(({ type }) => coreOf(type)),
        results: signature.results.map(coreOf),
      };
      return [{ name, detail: target?.type ?? '', place: placeIn(source, range), core }];
    });
  }

  #luaExports(entry: EntryView): ExportView[] {
    const source = this.textIn(entry, 'source');
    if (!source) return [];
    const { chunk, byStart, text } = this.readings.lua(source.text);
    const last = chunk.statements.at(-1);
    let [value] = last?.kind === 'return' ? last.values : [];
    const name = value?.kind === 'name' ? byStart.get(value.start) : undefined;
    const put = [...(name?.fields ?? [])].map(([key, field]) => ({ key, range: field.name as TextRange }));
    if (name?.origin?.kind === 'value') value = name.origin.value;
    const own =
      value?.kind === 'table'
        ? value.fields.flatMap(({ key }) => (key && 'name' in key ? [{ key: key.name.name, range: key.name }] : []))
        : [];
    return [...own, ...put].map(({ key, range }) => ({
      name: key,
      detail: text.slice(range.start, range.end),
      place: placeIn(source, range),
      core: null,
    }));
  }

  #binaryExports(entry: EntryView): ExportView[] {
    const shape = this.binaryOf(entry);
    if (!shape || 'problem' in shape) return [];
    if (shape.form === 'component')
      return shape.component.functions.map(({ method }) => ({ name: method, detail: '', place: null, core: null }));
    return [...exportedFunctions(shape.module)].map(([name, core]) => ({
      name,
      detail: `(${core.parameters.join(', ')}) → (${core.results.join(', ')})`,
      place: null,
      core,
    }));
  }

  binaryOf(entry: EntryView): BinaryShape | null {
    const path = this.binaryPath(entry);
    const content = path === null ? undefined : contentOf(this.files, path);
    if (!(content instanceof Uint8Array) || binaryKind(content) === null) return null;
    let shape = this.#binaries.get(content);
    if (!shape) this.#binaries.set(content, (shape = readBinary(content)));
    return shape;
  }

  /** The file that `fs` and `path` name. */
  binaryPath(entry: EntryView): string | null {
    const directory = this.directoryOf(textOf(entry.map, 'fs'));
    const path = textOf(entry.map, 'path');
    return directory === null || path === '' ? null : resolvePath(directory, path.replace(/^\/+/, ''));
  }

  /** The folder of an `fs.directory`. */
  directoryOf(id: string): string | null {
    const entry = this.entry(id);
    if (entry?.kind !== 'fs.directory') return null;
    return resolvePath('', textOf(entry.map, 'directory'));
  }

  /** By its `wit`, or by what its binary says. Null where that is not known, and for what takes anything. */
  typeOf(entry: EntryView): FunctionType | null {
    const language = languageOfKind(entry.kind);
    if (language !== 'wat' && language !== 'wasm') return null;
    const method = textOf(entry.map, 'method');
    const shape = language === 'wasm' ? this.binaryOf(entry) : null;
    if (shape && !('problem' in shape) && shape.form === 'component')
      return shape.component.functions.find((one) => one.method === method)?.type ?? null;
    const wit = this.textIn(entry, 'wit');
    const found = wit && findFunction(this.readings.wit(wit.text).wit, method);
    return found?.ok ? found.value.type : null;
  }

  /** Where the code of a function stands; null for what is no text. */
  codePlace(entry: EntryView): FileRange | null {
    const method = textOf(entry.map, 'method');
    const exported = this.exportsOf(entry).find(({ name }) => name === method)?.place ?? null;
    if (exported) return exported;
    const source = this.textIn(entry, 'source');
    return source && languageOfKind(entry.kind) !== null ? placeIn(source, { start: 0, end: 0 }) : null;
  }

  yamlPlace(entry: EntryView): FileRange {
    return { file: entry.file, start: entry.place.start, end: entry.place.end };
  }
}

function coreOf(type: string): CoreFunctionType['parameters'][number] {
  return type === 'i32' || type === 'i64' || type === 'f32' || type === 'f64' || type === 'v128' ? type : 'ref';
}

export function placeIn({ file, within }: TextView, range: TextRange): FileRange {
  const { start, end } = within ? within.rangeToOuter(range) : range;
  return { file, start, end };
}

/** What a `file://` value names, from the file that says it; null for any other value. */
export function filePath(from: string, value: string): string | null {
  if (!value.startsWith('file://')) return null;
  const folder = from.slice(0, Math.max(0, from.lastIndexOf('/')));
  return resolvePath(folder, value.slice('file://'.length));
}

/** A name without namespace is of the entry's own. */
export function fullId(value: string, { namespace }: EntryView): string {
  return value.includes(':') ? value : `${namespace}:${value}`;
}

export function languageOfKind(kind: string): 'lua' | 'wat' | 'wasm' | null {
  const found = /\.(lua|wat|wasm)$/.exec(kind)?.[1];
  return (found as 'lua' | 'wat' | 'wasm' | undefined) ?? null;
}
