/** All diagnostics of a project, again and again while it is written. */
import type { Result } from '../../base/result.ts';
import type { CheckOptions, Diagnostic, EntryId, ProjectFiles } from '../../contract/api.ts';
import { luaFacts, type LuaFacts } from '../../lua-text/index.ts';
import { isWrittenIn, type Entry, type EntryIn } from '../kinds/index.ts';
import { createRegistryLoader } from '../kinds/load-registry.ts';
import { sortByPlace } from '../registry/registry-loader.ts';
import { checkHash, filesystemsOf, offerHash, openBinary, type Filesystems } from '../binaries/binary-file.ts';
import type { BinaryExamination, BinaryShape } from '../binaries/binary-examination.ts';
import { examineBinary } from '../binaries/examine-binary.ts';
import { readBinary } from '../binaries/read-binary.ts';
import { examineWat, shapeOf, type WatExamination, type WatShape } from '../binaries/examine-wat.ts';
import type { FunctionType } from '../../wit/types.ts';
import { checkCalls, type CallTarget } from './lua-calls.ts';
import { checkLua } from './lua-text.ts';
import { MODULE_NAMES } from '../../contract/lua-modules/index.ts';
import { checkNative, marksOfWat } from './native.ts';
import type { NativeMark } from './native-wat.ts';
import { TextCache } from './text-cache.ts';

export interface DiagnoserOptions {
  /** Diagnostics are relative to the text. */
  readonly compileWat: (source: string) => Promise<Result<{ readonly bytes: Uint8Array }, readonly Diagnostic[]>>;
  /** Lower-case hex of the SHA-256. */
  readonly sha256: (bytes: Uint8Array) => Promise<string>;
}

/**
 * Checks one project over and over. What a text says by itself is found once per text: the YAML of a file, the module of a
 * WAT text, the facts of a Lua text; and what a binary says, once per binary, which is only read. So a check after a keystroke costs about one parse of the file that changed. Runs
 * nothing and never throws for what the user wrote. One check at a time.
 */
export class Diagnoser {
  readonly #options: DiagnoserOptions;
  readonly #registry = createRegistryLoader({ luaModules: MODULE_NAMES });
  readonly #shapes: TextCache<Promise<WatShape>>;
  /** By the array, which a project keeps while the file is the same. */
  readonly #binaries = new WeakMap<Uint8Array, BinaryShape>();
  readonly #digests = new WeakMap<Uint8Array, Promise<string>>();
  readonly #facts = new TextCache<LuaFacts>(luaFacts);
  readonly #marks = new TextCache<readonly NativeMark[]>(marksOfWat);
  /** By entry, for as long as the registry hands out the same one. */
  readonly #examined = new WeakMap<
    EntryIn<'wat'>,
    { readonly shape: WatShape; readonly examination: WatExamination }
  >();
  readonly #luaChecked = new WeakMap<EntryIn<'lua'>, readonly Diagnostic[]>();

  constructor(options: DiagnoserOptions) {
    this.#options = options;
    this.#shapes = new TextCache(async (source) => shapeOf(await this.#options.compileWat(source)));
  }

  /** In order of file and place. */
  async check(files: ProjectFiles, { nativeMarks = true }: CheckOptions = {}): Promise<readonly Diagnostic[]> {
    const { decoded, entries, diagnostics } = this.#registry.load(files);
    const filesystems = filesystemsOf(entries);
    const found: Diagnostic[] = [...diagnostics];
    const targets = new Map<EntryId, CallTarget>(decoded.map((entry) => [entry.id, { entry, type: null }]));
    for (const entry of decoded) {
      const examination = await this.#examine(entry, filesystems, files);
      if (!examination) continue;
      found.push(...examination.diagnostics);
      if (nativeMarks && examination.isModule && (isWrittenIn(entry, 'wat') || isWrittenIn(entry, 'wasm')))
        found.push(...checkNative(entry, this.#marks));
      targets.set(entry.id, { entry, type: examination.type });
    }
    for (const entry of decoded) {
      if (!isWrittenIn(entry, 'lua')) continue;
      const facts = this.#facts.get(entry.config.source.text);
      let local = this.#luaChecked.get(entry);
      if (!local) this.#luaChecked.set(entry, (local = checkLua(entry, facts)));
      found.push(...local, ...checkCalls(entry, facts, targets));
    }
    this.#shapes.sweep();
    this.#facts.sweep();
    this.#marks.sweep();
    return sortByPlace(withoutRepeats(found));
  }

  /** What the text or the binary of an entry says; null for entries that have none. */
  async #examine(entry: Entry, filesystems: Filesystems, files: ProjectFiles): Promise<Finding | null> {
    if (entry.type === 'failed') {
      const offer = await offerHash(entry, filesystems, files, (bytes) => this.#sha256(bytes));
      return offer && { type: null, isModule: false, diagnostics: [offer] };
    }
    if (isWrittenIn(entry, 'wat'))
      return findingOf(this.#examineWat(entry, await this.#shapes.get(entry.config.source.text)));
    // One whose filesystem is not there was reported with the entries.
    if (isWrittenIn(entry, 'wasm') && filesystems.has(entry.config.fs))
      return findingOf(await this.#examineFile(entry, filesystems, files));
    return null;
  }

  #examineWat(entry: EntryIn<'wat'>, shape: WatShape): WatExamination {
    const known = this.#examined.get(entry);
    if (known?.shape === shape) return known.examination;
    const examination = examineWat(entry, shape);
    this.#examined.set(entry, { shape, examination });
    return examination;
  }

  async #examineFile(
    entry: EntryIn<'wasm'>,
    filesystems: Filesystems,
    files: ProjectFiles,
  ): Promise<BinaryExamination> {
    const opened = openBinary(entry, filesystems, files);
    if (!opened.ok) return opened.error;
    const { bytes } = opened.value;
    const mismatch = checkHash(entry, await this.#sha256(bytes));
    if (mismatch) return mismatch;
    let shape = this.#binaries.get(bytes);
    if (!shape) this.#binaries.set(bytes, (shape = readBinary(bytes)));
    return examineBinary(entry, shape);
  }

  #sha256(bytes: Uint8Array): Promise<string> {
    let digest = this.#digests.get(bytes);
    if (!digest) this.#digests.set(bytes, (digest = this.#options.sha256(bytes)));
    return digest;
  }
}

interface Finding {
  /** null when it is not known or calls fail. */
  readonly type: FunctionType | null;
  /** A core module that can be called. */
  readonly isModule: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

function findingOf(examination: WatExamination | BinaryExamination): Finding {
  const isReady = examination.status === 'ready';
  const isModule = isReady && (!('form' in examination) || examination.form === 'core');
  return { type: isReady ? examination.type : null, isModule, diagnostics: examination.diagnostics };
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
