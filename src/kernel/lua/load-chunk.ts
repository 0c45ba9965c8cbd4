/** From Lua entries, checked and ordered by the registry, to programs whose text compiles (spec/lua-base §3 and §5). */
import { Interrupted } from '../../base/effort.ts';
import type { Diagnostic, EntryId } from '../../contract/api.ts';
import { canceledFailure, internal, type Failure } from '../../contract/errors.ts';
import type { EntryIn } from '../../project/kinds/index.ts';
import type { Place, SourceText } from '../../project/registry/source.ts';
import { isPlannedModule } from '../../contract/lua-modules/names.ts';
import { LuaCode, type LuaMistakes } from './code.ts';
import type { LuaProgram } from './program.ts';
import type { LuaProblem } from '../../lua-text/index.ts';
import type { LuaEnvironment, Vm } from './vm/types.ts';

type LuaEntry = EntryIn<'lua'>;

export type LuaLoad =
  | { readonly program: LuaProgram; readonly diagnostics: readonly Diagnostic[] }
  | { readonly program: null; readonly error: Failure; readonly diagnostics: readonly Diagnostic[] };

/** How long a text is read before others have their turn. */
const SLICE_MS = 20;

/** Takes entries in boot order, so that a library's program is there before its importers ask for it. */
export class LuaLoader {
  readonly #vm: Vm;
  readonly #giveWay: () => Promise<void>;
  /** The entry that was taken last: one is read after the other. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #lacking: ReadonlyMap<string, Failure>;
  readonly #programs = new Map<EntryId, LuaProgram>();

  /**
   * `giveWay` lets everything else have its turn; it rejects with `Interrupted` where there is nothing left to go on with.
   * `lacking`: Lua modules whose natives could not be fetched.
   */
  constructor(vm: Vm, giveWay: () => Promise<void>, lacking: ReadonlyMap<string, Failure> = new Map()) {
    this.#vm = vm;
    this.#giveWay = giveWay;
    this.#lacking = lacking;
  }

  /** Never rejects for what the user wrote. */
  load(entry: LuaEntry): Promise<LuaLoad> {
    const loaded = this.#last.then(() => this.#load(entry));
    // Whoever asked for it hears of a failure.
    this.#last = loaded.catch(() => {});
    return loaded;
  }

  async #load(entry: LuaEntry): Promise<LuaLoad> {
    const { modules, moduleAliases, places } = entry.config;
    const lacking = [...modules, ...moduleAliases.map(({ module }) => module)].find((name) => this.#lacking.has(name));
    const failure = lacking === undefined ? undefined : this.#lacking.get(lacking);
    if (failure) {
      const told = diagnosticAt(places.source, 'error', 'lua-module-load', failure.message, entry.id);
      return { program: null, error: failure, diagnostics: [told] };
    }
    const diagnostics = modules
      .filter(isPlannedModule)
      .map((name) =>
        diagnosticAt(
          places.source,
          'warning',
          'lua-module-missing',
          `module "${name}" is not available in the playground yet; its functions answer with an error`,
          entry.id,
        ),
      );
    const environment = this.#vm.createEnvironment(entry.id);
    try {
      return await this.#compile(entry, environment, diagnostics);
    } catch (error) {
      if (error instanceof Interrupted) return { program: null, error: canceledFailure(), diagnostics };
      throw error;
    } finally {
      environment.release();
    }
  }

  /** Throws `Interrupted` when everything is to be stopped: a text may be long. */
  async #compile(entry: LuaEntry, environment: LuaEnvironment, diagnostics: readonly Diagnostic[]): Promise<LuaLoad> {
    const { modules, source } = entry.config;
    const code = new LuaCode(this.#vm, entry.id, source.text);
    // What runs meanwhile has slices of its own, between those of the text.
    while (!environment.inSlice(SLICE_MS, () => code.work())) await this.#giveWay();
    if (code.result?.ok !== true) {
      const mistakes = code.result?.error;
      return {
        program: null,
        error: internal(mistakes?.message ?? ''),
        diagnostics: [...diagnostics, ...(mistakes ? diagnosticsOf(mistakes, source, entry.id) : [])],
      };
    }
    const imports = entry.config.imports.flatMap(({ alias, target }) => {
      const library = this.#programs.get(target);
      return library ? [{ alias, library }] : [];
    });
    const { method, moduleAliases } = entry.config;
    const program: LuaProgram = { id: entry.id, code, modules, moduleAliases, imports, method };
    this.#programs.set(entry.id, program);
    return { program, diagnostics };
  }
}

function diagnosticsOf({ problems, refused }: LuaMistakes, source: SourceText, id: EntryId): Diagnostic[] {
  const found = problems.map((problem) => {
    const diagnostic = diagnosticAt(placeOf(source, problem), 'error', 'lua-syntax', problem.message, id);
    return problem.hint ? { ...diagnostic, hint: problem.hint } : diagnostic;
  });
  if (!refused) return found;
  const { line, text } = refused;
  const start = source.locate(Math.max(1, line), 1);
  const place: Place = { ...start, endLine: start.line, endColumn: start.column + lineLength(source.text, line) };
  return [...found, diagnosticAt(place, 'error', 'lua-syntax', text, id)];
}

function placeOf(source: SourceText, problem: LuaProblem): Place {
  const start = source.locate(problem.line, problem.column);
  const end = source.locate(problem.endLine, problem.endColumn);
  // Something must be left to underline.
  const isEmpty = end.line < start.line || (end.line === start.line && end.column <= start.column);
  return { ...start, endLine: isEmpty ? start.line : end.line, endColumn: isEmpty ? start.column + 1 : end.column };
}

function lineLength(text: string, line: number): number {
  return Math.max(1, text.split('\n')[line - 1]?.trimEnd().length ?? 1);
}

function diagnosticAt(
  place: Place,
  severity: Diagnostic['severity'],
  code: string,
  message: string,
  entry: EntryId,
): Diagnostic {
  return { ...place, severity, code, message, entry };
}
