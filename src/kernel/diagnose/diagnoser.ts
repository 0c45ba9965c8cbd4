/** All diagnostics of a project, again and again while it is written. */
import type { Result } from '../../base/result.ts';
import type { Diagnostic, EntryId, ProjectFiles } from '../api.ts';
import { luaFacts, type LuaFacts } from '../lua/syntax/index.ts';
import type { LuaFunctionEntry, LuaLibraryEntry, WatFunctionEntry } from '../registry/entries.ts';
import { isLua } from '../registry/link.ts';
import { RegistryLoader, sortByPlace } from '../registry/load.ts';
import { examineWat, shapeOf, type WatExamination, type WatShape } from '../wasm/load.ts';
import { checkCalls, type CallTarget } from './lua-calls.ts';
import { checkLua } from './lua-text.ts';
import { MODULE_NAMES } from './module-names.ts';
import { TextCache } from './text-cache.ts';

export interface DiagnoserOptions {
  /** Diagnostics are relative to the text. */
  readonly compileWat: (source: string) => Promise<Result<{ readonly bytes: Uint8Array }, readonly Diagnostic[]>>;
}

type LuaEntry = LuaFunctionEntry | LuaLibraryEntry;

/**
 * Checks one project over and over. What a text says by itself is found once per text: the YAML of a file, the module of a
 * WAT text, the facts of a Lua text. So a check after a keystroke costs about one parse of the file that changed. Runs
 * nothing and never throws for what the user wrote. One check at a time.
 */
export class Diagnoser {
  readonly #options: DiagnoserOptions;
  readonly #registry = new RegistryLoader({ luaModules: MODULE_NAMES });
  readonly #shapes: TextCache<Promise<WatShape>>;
  readonly #facts = new TextCache<LuaFacts>(luaFacts);
  /** By entry, for as long as the registry hands out the same one. */
  readonly #examined = new WeakMap<WatFunctionEntry, { readonly shape: WatShape; readonly examination: WatExamination }>();
  readonly #luaChecked = new WeakMap<LuaEntry, readonly Diagnostic[]>();

  constructor(options: DiagnoserOptions) {
    this.#options = options;
    this.#shapes = new TextCache(async (source) => shapeOf(await this.#options.compileWat(source)));
  }

  /** In order of file and place. */
  async check(files: ProjectFiles): Promise<readonly Diagnostic[]> {
    const { decoded, diagnostics } = this.#registry.load(files);
    const found: Diagnostic[] = [...diagnostics];
    const targets = new Map<EntryId, CallTarget>(decoded.map((entry) => [entry.id, { entry, type: null }]));
    for (const entry of decoded) {
      if (entry.type !== 'function.wat') continue;
      const examination = this.#examine(entry, await this.#shapes.get(entry.config.source.text));
      found.push(...examination.diagnostics);
      targets.set(entry.id, { entry, type: examination.status === 'ready' ? examination.type : null });
    }
    for (const entry of decoded) {
      if (!isLua(entry)) continue;
      const facts = this.#facts.get(entry.config.source.text);
      let local = this.#luaChecked.get(entry);
      if (!local) this.#luaChecked.set(entry, (local = checkLua(entry, facts)));
      found.push(...local, ...checkCalls(entry, facts, targets));
    }
    this.#shapes.sweep();
    this.#facts.sweep();
    return sortByPlace(withoutRepeats(found));
  }

  #examine(entry: WatFunctionEntry, shape: WatShape): WatExamination {
    const known = this.#examined.get(entry);
    if (known?.shape === shape) return known.examination;
    const examination = examineWat(entry, shape);
    this.#examined.set(entry, { shape, examination });
    return examination;
  }
}

/** A text that several entries share says its mistakes once. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((one) => {
    const key = JSON.stringify([one.file, one.line, one.column, one.code, one.message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
