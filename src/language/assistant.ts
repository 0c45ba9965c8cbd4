/** Answers what an editor asks about the texts of a project. */
import type { ProjectFiles } from '../contract/api.ts';
import type {
  Completion,
  FileEdit,
  FileRange,
  Fold,
  HelpAnswer,
  HelpQuestion,
  HelpTopic,
  Hover,
  RenameAnswer,
  SignatureHelp,
  TextRange,
  TextSymbol,
  Trap,
  TrapFrame,
} from '../contract/help.ts';
import type { BinaryShape } from '../project/binaries/binary-examination.ts';
import { formatFunction } from '../wit/print.ts';
import { formatText } from './format.ts';
import { completeLua, type LuaEntryFacts } from './lua/complete.ts';
import { foldsLua, hoverLua, referencesLua, refuseLuaName, signatureLua, symbolsLua, thingAt } from './lua/help.ts';
import { libraryOf } from './lua/libraries.ts';
import {
  filePath,
  fullId,
  languageOfFile,
  languageOfKind,
  placeIn,
  ProjectView,
  type EntryView,
  type LanguageName,
  type TextView,
} from './project-view.ts';
import { ProjectNames } from './project-names.ts';
import { Readings } from './readings.ts';
import { completeWat } from './wat/complete.ts';
import {
  definitionWat,
  foldsWat,
  hoverWat,
  referencesWat,
  refuseWatName,
  signatureWat,
  symbolsWat,
} from './wat/help.ts';
import { inlaysWat } from './wat/inlays.ts';
import { trapFrames } from './wat/trap.ts';
import { atomAt, headOf } from './wat/tree.ts';
import {
  completeWit,
  definitionWit,
  foldsWit,
  hoverWit,
  referencesWit,
  refuseWitName,
  renamesWit,
  symbolsWit,
} from './wit/help.ts';
import { completeYaml, signaturesOf } from './yaml/complete.ts';
import { formatYaml } from './yaml/format.ts';
import { addModule, definitionYaml, describeEntry, hoverYaml, symbolsYaml } from './yaml/help.ts';
import { scalarOf, textOf, valueOf } from './yaml/tree.ts';

/** Longer texts are made by machines; reading them at each key would hold up everything else. */
const MAX_LENGTH = 600_000;

/** A text with a place in it: a file, or a block of a definition file. */
interface Spot {
  readonly language: LanguageName;
  readonly view: TextView;
  readonly offset: number;
  /** Entries that the text belongs to. */
  readonly entries: readonly EntryView[];
}

/**
 * Pure functions of the files and the question behind one door, which keeps what texts say from question to question. Answers
 * whatever the texts look like, never throws for them, and takes time in step with their length.
 */
export class Assistant {
  readonly #readings = new Readings();
  readonly #binaries = new WeakMap<Uint8Array, BinaryShape>();
  #project: ProjectView | null = null;

  answer<Q extends HelpQuestion>(files: ProjectFiles, question: Q): HelpAnswer<Q['topic']> {
    return this.#answer(files, question);
  }

  #answer(files: ProjectFiles, question: HelpQuestion): HelpAnswer {
    const project = this.#viewOf(files);
    const text = project.textOf(question.file);
    const language = languageOfFile(question.file);
    if (text === null || language === null || text.length > MAX_LENGTH) return nothing(question.topic);
    switch (question.topic) {
      case 'symbols':
        return this.#symbols(project, question.file, language, text);
      case 'folds':
        return this.#folds(language, text);
      case 'inlays':
        return language === 'wat' ? inlaysWat(this.#readings.wat(text)) : [];
      case 'trap':
        return this.#trap(project, question);
      case 'format':
        return language === 'yaml' ? formatYaml(text, question.file) : formatText(language, text, question.file);
      default: {
        const offset = Math.max(0, Math.min(question.offset, text.length));
        const spot = this.#spotOf(project, question.file, language, text, offset);
        switch (question.topic) {
          case 'complete':
            return this.#complete(project, spot);
          case 'hover':
            return this.#hover(project, spot);
          case 'signature':
            return this.#signature(project, spot);
          case 'definition':
            return this.#definition(project, spot);
          case 'references':
            return this.#references(project, spot, offset);
          case 'rename':
            return this.#rename(project, spot, offset, question.newName);
        }
      }
    }
  }

  #viewOf(files: ProjectFiles): ProjectView {
    if (this.#project?.files !== files) this.#project = new ProjectView(files, this.#readings, this.#binaries);
    return this.#project;
  }

  /** In a definition file the text of a block, where the place is in one. */
  #spotOf(project: ProjectView, file: string, language: LanguageName, text: string, offset: number): Spot {
    if (language === 'yaml') {
      for (const entry of project.entries) {
        if (entry.file !== file || offset < entry.map.start || offset > entry.map.end) continue;
        for (const field of ['source', 'wit'] as const) {
          const scalar = scalarOf(entry.map, field);
          const inner =
            scalar?.content && scalar.style !== 'alias' && filePath(file, scalar.value) === null
              ? scalar.content.toInner(offset)
              : null;
          const own = field === 'wit' ? 'wit' : languageOfKind(entry.kind);
          if (inner === null || own === null || own === 'wasm' || scalar!.value === '') continue;
          return {
            language: own,
            view: { file, text: scalar!.content!.text, within: scalar!.content },
            offset: inner,
            entries: [entry],
          };
        }
      }
      return { language, view: { file, text, within: null }, offset, entries: [] };
    }
    const entries = project.entriesOfFile(file, language === 'wit' ? 'wit' : 'source');
    return { language, view: { file, text, within: null }, offset, entries };
  }

  #complete(project: ProjectView, { language, view, offset, entries }: Spot): readonly Completion[] {
    switch (language) {
      case 'yaml':
        return completeYaml({ project, file: view.file, text: view.text, offset });
      case 'wat': {
        const wanted = entries.flatMap((entry) => project.typeOf(entry) ?? []);
        return placed(view, completeWat(this.#readings.wat(view.text), offset, { wanted }));
      }
      case 'lua':
        return placed(view, completeLua(this.#readings.lua(view.text), offset, this.#luaFacts(project, view, entries)));
      case 'wit': {
        const suggestions = [...new Set(entries.flatMap((entry) => signaturesOf(project, entry)))];
        const missing = suggestions.filter((text) => !view.text.includes(`${text.slice(0, text.indexOf(':'))}:`));
        return placed(view, completeWit(this.#readings.wit(view.text), offset, { suggestions: missing }));
      }
    }
  }

  #luaFacts(project: ProjectView, view: TextView, entries: readonly EntryView[]): LuaEntryFacts {
    const [entry] = entries;
    const imports = valueOf(entry?.map ?? null, 'imports');
    const aliases =
      imports?.type === 'map' && entry
        ? imports.pairs.flatMap(({ key, value }) =>
            value?.type === 'scalar' ? [{ alias: key, id: fullId(value.value, entry) }] : [],
          )
        : [];
    const modules = valueOf(entry?.map ?? null, 'modules');
    const place = (range: TextRange): FileRange => placeIn(view, range);
    return {
      file: view.file,
      place,
      typeOf: (id) => {
        const found = project.entry(id);
        return found && project.typeOf(found);
      },
      library: (alias) => {
        const target = aliases.find((one) => one.alias === alias);
        const library = target && project.entry(target.id);
        return library ? libraryOf(project, library) : null;
      },
      modules:
        modules?.type === 'list'
          ? modules.items.flatMap(({ value }) => (value?.type === 'scalar' ? [value.value] : []))
          : [],
      imports: aliases,
      get callable() {
        return project.entries.flatMap((one) => {
          if (!one.kind.startsWith('function.')) return [];
          const type = project.typeOf(one);
          const detail = type ? formatFunction(type) : one.kind;
          return [{ id: one.id, detail, type, doc: () => describeEntry(project, one.id) ?? '' }];
        });
      },
      addModule: (name) => (entry ? addModule(project, entry, name) : null),
    };
  }

  #hover(project: ProjectView, { language, view, offset, entries }: Spot): Hover | null {
    const hover = ((): Hover | null => {
      switch (language) {
        case 'yaml':
          return hoverYaml(project, view.file, offset);
        case 'wat':
          return hoverWat(this.#readings.wat(view.text), offset);
        case 'lua':
          return hoverLua(this.#readings.lua(view.text), offset, this.#luaFacts(project, view, entries), (id) =>
            describeEntry(project, id),
          );
        case 'wit':
          return hoverWit(this.#readings.wit(view.text), offset);
      }
    })();
    return hover && { ...hover, range: placeIn(view, hover.range) };
  }

  #signature(project: ProjectView, { language, view, offset, entries }: Spot): SignatureHelp | null {
    if (language === 'wat') return signatureWat(this.#readings.wat(view.text), offset);
    return language === 'lua'
      ? signatureLua(this.#readings.lua(view.text), offset, this.#luaFacts(project, view, entries))
      : null;
  }

  #definition(project: ProjectView, spot: Spot): readonly FileRange[] {
    const { language, view, offset, entries } = spot;
    switch (language) {
      case 'yaml':
        return definitionYaml(project, view.file, offset);
      case 'wat': {
        const module = this.#readings.wat(view.text);
        const own = definitionWat(module, offset);
        if (own.length > 0) return own.map((range) => placeIn(view, range));
        // The name of an export leads to the entries that call it.
        const atom = atomAt(module.root, offset);
        if (atom?.kind !== 'string' || headOf(atom.parent) !== 'export') return [];
        const name = atom.text.slice(1, -1);
        return entries.filter((entry) => textOf(entry.map, 'method') === name).map((entry) => project.yamlPlace(entry));
      }
      case 'lua':
        return this.#luaDefinition(project, view, offset, entries);
      case 'wit':
        return definitionWit(this.#readings.wit(view.text), offset).map((range) => placeIn(view, range));
    }
  }

  #luaDefinition(project: ProjectView, view: TextView, offset: number, entries: readonly EntryView[]): FileRange[] {
    const facts = this.#luaFacts(project, view, entries);
    const thing = thingAt(this.#readings.lua(view.text), offset, facts);
    switch (thing?.kind) {
      case 'name': {
        const { definition } = thing.name;
        return definition.start < 0 ? [] : [placeIn(view, definition)];
      }
      case 'member': {
        const at = thing.object?.kind === 'table' ? thing.object.fields.get(thing.name)?.at : null;
        return at ? [at] : [];
      }
      case 'target': {
        const target = project.entry(thing.id);
        return target ? [project.codePlace(target) ?? project.yamlPlace(target)] : [];
      }
      case 'module':
      case 'global': {
        const found = facts.imports.find(({ alias }) => alias === thing.name);
        const library = found && project.entry(found.id);
        return library ? [project.codePlace(library) ?? project.yamlPlace(library)] : [];
      }
      case undefined:
        return [];
    }
  }

  #references(project: ProjectView, { language, view, offset }: Spot, inFile: number): readonly FileRange[] {
    const own = this.#places(language, view, offset);
    if (own.length > 0) return own.map((range) => placeIn(view, range));
    const names = this.#namesOf(project);
    return names.references(names.at(view.file, inFile));
  }

  #namesOf(project: ProjectView): ProjectNames {
    return new ProjectNames(project, (view, entries) => this.#luaFacts(project, view, entries));
  }

  #places(language: LanguageName, view: TextView, offset: number): TextRange[] {
    switch (language) {
      case 'wat':
        return referencesWat(this.#readings.wat(view.text), offset);
      case 'lua':
        return referencesLua(this.#readings.lua(view.text), offset);
      case 'wit':
        return referencesWit(this.#readings.wit(view.text), offset);
      case 'yaml':
        return [];
    }
  }

  #rename(project: ProjectView, spot: Spot, inFile: number, newName: string): RenameAnswer {
    const { language, view, offset } = spot;
    const names = this.#places(language, view, offset).length === 0 ? this.#namesOf(project) : null;
    const name = names?.at(view.file, inFile) ?? null;
    if (names && name) return names.rename(name, newName);
    const message =
      language === 'wat'
        ? refuseWatName(this.#readings.wat(view.text), offset, newName)
        : language === 'lua'
          ? refuseLuaName(this.#readings.lua(view.text), offset, newName)
          : language === 'wit'
            ? refuseWitName(this.#readings.wit(view.text), offset, newName)
            : 'this is no name that can be changed';
    if (message !== null) return { ok: false, message };
    const places =
      language === 'wit' ? renamesWit(this.#readings.wit(view.text), offset) : this.#places(language, view, offset);
    const edits: FileEdit[] = places.map((range) => ({ ...placeIn(view, range), text: newName }));
    return { ok: true, edits };
  }

  #symbols(project: ProjectView, file: string, language: LanguageName, text: string): readonly TextSymbol[] {
    switch (language) {
      case 'yaml':
        return symbolsYaml(project, file);
      case 'wat':
        return symbolsWat(this.#readings.wat(text));
      case 'lua':
        return symbolsLua(this.#readings.lua(text));
      case 'wit':
        return symbolsWit(this.#readings.wit(text));
    }
  }

  #trap(project: ProjectView, trap: Trap): readonly TrapFrame[] {
    const entry = project.entry(trap.entry);
    const source = entry && languageOfKind(entry.kind) === 'wat' ? project.textIn(entry, 'source') : null;
    if (!source || source.text.length > MAX_LENGTH) return [];
    return trapFrames(this.#readings.wat(source.text), trap).map(({ name, place, instructions }) => ({
      name,
      place: place && placeIn(source, place),
      instructions: instructions.map((range) => placeIn(source, range)),
    }));
  }

  #folds(language: LanguageName, text: string): readonly Fold[] {
    switch (language) {
      case 'wat':
        return foldsWat(this.#readings.wat(text));
      case 'lua':
        return foldsLua(text);
      case 'wit':
        return foldsWit(this.#readings.wit(text));
      // By its indentation, which the editor does itself.
      case 'yaml':
        return [];
    }
  }
}

/** Ranges of a block's text as those of its file. Lines that a completion adds are indented by the editor. */
function placed(view: TextView, completions: readonly Completion[]): readonly Completion[] {
  return view.within
    ? completions.map((one) => ({ ...one, replace: view.within!.rangeToOuter(one.replace) }))
    : completions;
}

function nothing(topic: HelpTopic): HelpAnswer {
  switch (topic) {
    case 'hover':
    case 'signature':
      return null;
    case 'rename':
      return { ok: false, message: 'there is nothing to be renamed' };
    case 'complete':
    case 'definition':
    case 'references':
    case 'symbols':
    case 'folds':
    case 'format':
    case 'inlays':
    case 'trap':
      return [];
  }
}
