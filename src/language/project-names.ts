/** Names that go through all of a project: of entries, of namespaces, and of what a Lua entry imports. Each with every place where it stands. */
import type { FileEdit, FileRange, RenameAnswer, TextRange } from '../contract/help.ts';
import { luaModule } from '../contract/lua-modules/index.ts';
import type { FieldShape } from '../project/registry/schema.ts';
import { LuaInference, requiredName, type LuaSurroundings } from './lua/infer.ts';
import { LUA_KEYWORDS } from './lua/standard.ts';
import {
  fullId,
  languageOfFile,
  languageOfKind,
  placeIn,
  type EntryView,
  type ProjectView,
  type TextView,
} from './project-view.ts';
import { fieldsOf } from './yaml/spot.ts';
import { scalarOf, valueOf, type YamlMap, type YamlNode, type YamlPair, type YamlScalar } from './yaml/tree.ts';

export type ProjectName =
  | { readonly kind: 'entry'; readonly id: string }
  | { readonly kind: 'namespace'; readonly namespace: string }
  /** What `require` takes, by the entries that say so in their `imports`. */
  | { readonly kind: 'alias'; readonly alias: string; readonly entries: readonly EntryView[] };

/** Null where the name does not stand as it is, but with escapes. */
type NamePlace = FileRange | null;

/** An ID that names an entry. */
interface WrittenId {
  readonly id: string;
  /** Of all that is written, which may be the name alone. */
  readonly written: string;
  readonly file: string;
  /** A range of what is written, in the file. */
  readonly place: (start: number, end: number) => NamePlace;
}

/** How the texts of Lua entries are read. */
export type LuaFacts = (view: TextView, entries: readonly EntryView[]) => LuaSurroundings;

export class ProjectNames {
  readonly #project: ProjectView;
  readonly #facts: LuaFacts;

  constructor(project: ProjectView, facts: LuaFacts) {
    this.#project = project;
    this.#facts = facts;
  }

  /** Every place of the name, where it is made included, in the order of files. */
  references(name: ProjectName | null): readonly FileRange[] {
    return (name ? this.#places(name) : []).flatMap((place) => place ?? []);
  }

  /** Edits that give it another name in all of its places, and in nothing else. */
  rename(name: ProjectName, newName: string): RenameAnswer {
    const refused = this.#refusal(name, newName);
    if (refused !== null) return { ok: false, message: refused };
    const places = this.#places(name);
    if (places.includes(null)) {
      const message = 'it is written with escapes somewhere, which nobody but you can change';
      return { ok: false, message };
    }
    const edits = places.flatMap((place): FileEdit[] => (place ? [{ ...place, text: newName }] : []));
    return { ok: true, edits };
  }

  #refusal(name: ProjectName, newName: string): string | null {
    const { entries } = this.#project;
    switch (name.kind) {
      case 'entry': {
        if (!/^[A-Za-z][\w.-]*$/.test(newName)) return `"${newName}" is no name of an entry`;
        const own = this.#project.entry(name.id);
        if (!own) return `nobody defines ${name.id}`;
        return this.#project.entry(`${own.namespace}:${newName}`)
          ? `there is ${own.namespace}:${newName} already`
          : null;
      }
      case 'namespace': {
        if (!/^[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*$/.test(newName)) return `"${newName}" is no namespace`;
        const same = entries.find(
          (entry) => entry.namespace === name.namespace && this.#project.entry(`${newName}:${entry.name}`) !== null,
        );
        return same ? `there is ${newName}:${same.name} already` : null;
      }
      case 'alias': {
        if (!/^[A-Za-z_]\w*$/.test(newName) || LUA_KEYWORDS.includes(newName)) return `"${newName}" is no name`;
        const isTaken = name.entries.some((entry) => importsOf(entry).some(({ key }) => key === newName));
        return isTaken || luaModule(newName) ? `"${newName}" is something else there already` : null;
      }
    }
  }

  #places(name: ProjectName): readonly NamePlace[] {
    const places =
      name.kind === 'alias' ? this.#placesOfAlias(name) : [...this.#definitions(name), ...this.#placesOfIds(name)];
    // What an anchor says is written once, however often it is meant.
    const seen = new Set<string>();
    return places.filter((place) => {
      const key = place && `${place.file}\n${place.start}`;
      if (key === null) return true;
      return seen.has(key) ? false : (seen.add(key), true);
    });
  }

  #definitions(name: Exclude<ProjectName, { kind: 'alias' }>): readonly NamePlace[] {
    const project = this.#project;
    if (name.kind === 'entry')
      return project.entries.flatMap((entry) =>
        entry.id === name.id ? [partOf(entry.file, scalarOf(entry.map, 'name'), 0)] : [],
      );
    return Object.keys(project.files).flatMap((file) => {
      const text = languageOfFile(file) === 'yaml' ? project.textOf(file) : null;
      const scalar = text === null ? null : scalarOf(project.readings.yaml(text), 'namespace');
      return scalar?.value === name.namespace ? [partOf(file, scalar, 0)] : [];
    });
  }

  #placesOfIds(name: Exclude<ProjectName, { kind: 'alias' }>): readonly NamePlace[] {
    return [...this.#writtenIds()].flatMap(({ id, written, place }) => {
      const colon = written.indexOf(':');
      if (name.kind === 'entry') return id === name.id ? [place(colon + 1, written.length)] : [];
      return colon >= 0 && written.slice(0, colon) === name.namespace ? [place(0, colon)] : [];
    });
  }

  #placesOfAlias({ alias, entries }: Extract<ProjectName, { kind: 'alias' }>): readonly NamePlace[] {
    const project = this.#project;
    const keys = entries.flatMap((entry) =>
      importsOf(entry)
        .filter(({ key }) => key === alias)
        .map(({ keyRange: { start, end } }) => ({ file: entry.file, start, end })),
    );
    const quoted = (place: FileRange): NamePlace => {
      const text = (project.textOf(place.file) ?? '').slice(place.start, place.end);
      const at = text.indexOf(alias);
      return at < 0 ? null : { ...place, start: place.start + at, end: place.start + at + alias.length };
    };
    const uses = this.#luaTexts()
      .filter(({ users }) => users.some((user) => entries.includes(user)))
      .flatMap(({ view }) => {
        const names = project.readings.lua(view.text);
        const required = names.calls.flatMap((call) =>
          requiredName(call, names) === alias ? [call.args[0] as TextRange] : [],
        );
        return [
          ...required.map((range) => quoted(placeIn(view, range))),
          ...names.globals.filter((one) => one.name === alias).map((range) => placeIn(view, range)),
        ];
      });
    return [...keys.map(quoted), ...uses];
  }

  /** The ID that stands at a place, with the part of it that is pointed at. */
  at(file: string, offset: number): ProjectName | null {
    for (const { id, written, file: own, place } of this.#writtenIds()) {
      const whole = own === file ? place(0, written.length) : null;
      if (!whole || offset < whole.start || offset > whole.end) continue;
      const colon = written.indexOf(':');
      return colon >= 0 && offset - whole.start <= colon
        ? { kind: 'namespace', namespace: written.slice(0, colon) }
        : { kind: 'entry', id };
    }
    return this.#definitionAt(file, offset) ?? this.#aliasAt(file, offset);
  }

  #definitionAt(file: string, offset: number): ProjectName | null {
    const text = languageOfFile(file) === 'yaml' ? this.#project.textOf(file) : null;
    if (text === null) return null;
    const holds = (range: TextRange | null): boolean => range !== null && range.start <= offset && offset <= range.end;
    const namespace = scalarOf(this.#project.readings.yaml(text), 'namespace');
    if (namespace && holds(namespace)) return { kind: 'namespace', namespace: namespace.value };
    const entry = this.#project.entries.find((one) => one.file === file && holds(scalarOf(one.map, 'name')));
    return entry ? { kind: 'entry', id: entry.id } : null;
  }

  #aliasAt(file: string, offset: number): ProjectName | null {
    const holds = ({ start, end }: TextRange): boolean => start <= offset && offset <= end;
    for (const entry of this.#project.entries) {
      const pair = entry.file === file ? importsOf(entry).find(({ keyRange }) => holds(keyRange)) : undefined;
      if (!pair) continue;
      const users = this.#luaTexts().find((one) => one.users.includes(entry))?.users ?? [entry];
      return { kind: 'alias', alias: pair.key, entries: importing(users, pair.key) };
    }
    for (const { view, users } of this.#luaTexts()) {
      if (view.file !== file) continue;
      const names = this.#project.readings.lua(view.text);
      for (const call of names.calls) {
        const [first] = call.args;
        const alias = first && holds(placeIn(view, first)) ? requiredName(call, names) : null;
        const entries = alias === null ? [] : importing(users, alias);
        if (alias !== null && entries.length > 0) return { kind: 'alias', alias, entries };
      }
      const global = names.globals.find((one) => holds(placeIn(view, one)));
      const entries = global ? importing(users, global.name) : [];
      if (global && entries.length > 0) return { kind: 'alias', alias: global.name, entries };
    }
    return null;
  }

  /** Every text of Lua once, with the entries that run it. */
  #luaTexts(): readonly { readonly view: TextView; readonly users: readonly EntryView[] }[] {
    const project = this.#project;
    const inside = project.entries.flatMap((entry) => {
      const view = languageOfKind(entry.kind) === 'lua' ? project.textIn(entry, 'source') : null;
      return view?.within ? [{ view, users: [entry] }] : [];
    });
    const files = Object.keys(project.files).flatMap((file) => {
      const text = languageOfFile(file) === 'lua' ? project.textOf(file) : null;
      return text === null
        ? []
        : [{ view: { file, text, within: null }, users: project.entriesOfFile(file, 'source') }];
    });
    return [...files, ...inside];
  }

  *#writtenIds(): Generator<WrittenId> {
    for (const entry of this.#project.entries) {
      const shape: FieldShape = { type: 'map', doc: '', fields: fieldsOf(entry.kind) };
      for (const scalar of idScalars(entry.map, shape)) {
        const { value } = scalar;
        const id = fullId(value, entry);
        const place = (start: number, end: number): NamePlace => partOf(entry.file, scalar, start, end);
        yield { id, written: value, file: entry.file, place };
      }
    }
    for (const { view, users } of this.#luaTexts()) {
      const names = this.#project.readings.lua(view.text);
      const inference = new LuaInference(names, this.#facts(view, users));
      for (const call of names.calls) {
        const named = inference.entryNamed(call);
        if (!named) continue;
        const { start, end } = named.literal;
        const at = view.text.slice(start, end).indexOf(named.id);
        const place = (from: number, to: number): NamePlace =>
          at < 0 ? null : placeIn(view, { start: start + at + from, end: start + at + to });
        yield { id: named.id, written: named.id, file: view.file, place };
      }
    }
  }
}

/** Values of a node that are IDs of entries, by what is known of its fields. */
function* idScalars(node: YamlNode | null, shape: FieldShape): Generator<YamlScalar> {
  if (node?.type === 'scalar') {
    if (shape.type === 'id' && node.value !== '' && node.style !== 'block') yield node;
  } else if (node?.type === 'list') {
    if (shape.item) for (const { value } of node.items) yield* idScalars(value, shape.item);
  } else if (node) {
    for (const { key, value } of node.pairs) {
      const own = shape.fields && Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
      const inner = own ?? (shape.type === 'map' ? shape.item : undefined);
      if (inner) yield* idScalars(value, inner);
    }
  }
}

/** A part of what a value says; null where it is written in another way than it says. */
function partOf(file: string, scalar: YamlScalar | null, start: number, end = scalar?.value.length ?? 0): NamePlace {
  const content = scalar?.content;
  if (!content || content.text !== scalar.value) return null;
  return { file, ...content.rangeToOuter({ start, end }) };
}

function importsOf({ kind, map }: EntryView): readonly YamlPair[] {
  const imports: YamlMap | null = languageOfKind(kind) === 'lua' ? mapOf(valueOf(map, 'imports')) : null;
  return imports?.pairs ?? [];
}

const mapOf = (node: YamlNode | null): YamlMap | null => (node?.type === 'map' ? node : null);

function importing(entries: readonly EntryView[], alias: string): readonly EntryView[] {
  return entries.filter((entry) => importsOf(entry).some(({ key }) => key === alias));
}
