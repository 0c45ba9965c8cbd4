/** What the tools made of a project's texts and binaries, for as long as they are in use. */
import { err, ok, type Result } from '../../base/result.ts';
import type { LinkPlan } from '../../contract/link-plan.ts';
import type { Compiler, Digest } from '../../contract/ports.ts';
import { binaryKind } from '../../binary/binary.ts';
import { readCoreBinary, type BinaryShape } from '../../project/binaries/binary-examination.ts';
import { FORM_CODE } from './form-code.ts';

/** The oldest goes first; a project that is edited for long may have had many. */
const MAX_FAILED = 256;

/** Makes each thing once, and a failure again unless it `isFinal`. */
class Kept<T, E> {
  readonly #isFinal: (error: E) => boolean;
  readonly #made = new Map<string, Promise<Result<T, E>>>();
  /** Failures that another attempt would end in too. Small, and dear to find out: they stay. */
  readonly #failed = new Map<string, Result<T, E>>();
  #used = new Set<string>();

  constructor(isFinal: (error: E) => boolean) {
    this.#isFinal = isFinal;
  }

  async get(key: string, make: () => Promise<Result<T, E>>): Promise<Result<T, E>> {
    const failed = this.#failed.get(key);
    if (failed) return failed;
    this.#used.add(key);
    const known = this.#made.get(key);
    if (known) return known;
    const made = make().then((result) => {
      if (result.ok) return result;
      if (this.#made.get(key) === made) this.#made.delete(key);
      if (this.#isFinal(result.error)) this.#keepFailure(key, result);
      return result;
    });
    this.#made.set(key, made);
    return made;
  }

  #keepFailure(key: string, failure: Result<T, E>): void {
    this.#failed.set(key, failure);
    if (this.#failed.size <= MAX_FAILED) return;
    const [oldest] = this.#failed.keys();
    this.#failed.delete(oldest!);
  }

  sweep(): void {
    for (const key of [...this.#made.keys()]) if (!this.#used.has(key)) this.#made.delete(key);
    this.#used = new Set();
  }
}

type Ok<T> = T extends Promise<Result<infer V, unknown>> ? V : never;
type Err<T> = T extends Promise<Result<unknown, infer E>> ? E : never;
type Answer<K extends 'compileWat' | 'compileModule'> = ReturnType<Compiler[K]>;

/** A component that can be linked. */
export interface LinkedModules {
  readonly plan: LinkPlan;
  /** Those of the plan, in its order. */
  readonly modules: readonly WebAssembly.Module[];
}

/** Of one project. Binaries are known by their digests, as hex of SHA-256. */
export class ModuleCache {
  readonly #compiler: Compiler;
  readonly #digest: Digest;
  /** The tool may have been at fault. */
  readonly #wat = new Kept<Ok<Answer<'compileWat'>>, Err<Answer<'compileWat'>>>(() => false);
  readonly #modules = new Kept<Ok<Answer<'compileModule'>>, Err<Answer<'compileModule'>>>(() => false);
  /** Bytes that cannot be linked never can. */
  readonly #components = new Kept<LinkedModules, string>(() => true);
  /** By the array, which a project keeps while the file is the same. */
  readonly #digests = new WeakMap<Uint8Array, Promise<string>>();
  readonly #shapes = new WeakMap<Uint8Array, BinaryShape>();

  constructor(compiler: Compiler, digest: Digest) {
    this.#compiler = compiler;
    this.#digest = digest;
  }

  compileWat(source: string): Answer<'compileWat'> {
    return this.#wat.get(source, () => this.#compiler.compileWat(source));
  }

  compileModule(bytes: Uint8Array, digest: string): Answer<'compileModule'> {
    return this.#modules.get(digest, () => this.#compiler.compileModule(bytes));
  }

  /** The failure is a sentence for people. */
  component(bytes: Uint8Array, digest: string): Promise<Result<LinkedModules, string>> {
    return this.#components.get(digest, () => this.#link(bytes));
  }

  async #link(bytes: Uint8Array): Promise<Result<LinkedModules, string>> {
    const { readLinkPlan } = await FORM_CODE.component();
    const plan = readLinkPlan(bytes);
    if (!plan.ok) return err(`${plan.error.message} at byte ${plan.error.offset}`);
    const modules: WebAssembly.Module[] = [];
    for (const { offset, sizeBytes } of plan.value.modules) {
      const module = await this.#compiler.compileModule(bytes.subarray(offset, offset + sizeBytes));
      if (!module.ok) return err(`this browser does not compile its core module at byte ${offset}: ${module.error}`);
      modules.push(module.value);
    }
    return ok({ plan: plan.value, modules });
  }

  sha256(bytes: Uint8Array): Promise<string> {
    let digest = this.#digests.get(bytes);
    if (!digest) this.#digests.set(bytes, (digest = this.#digest.sha256(bytes)));
    return digest;
  }

  /** Rejects where {@link FORM_CODE} does. */
  async shape(bytes: Uint8Array): Promise<BinaryShape> {
    const known = this.#shapes.get(bytes);
    if (known) return known;
    const read = binaryKind(bytes) === 'component' ? (await FORM_CODE.component()).readBinary : readCoreBinary;
    const shape = read(bytes);
    this.#shapes.set(bytes, shape);
    return shape;
  }

  /** Forgets what was not asked for since the last call of this, except what cannot be had and was found out of late. */
  sweep(): void {
    this.#wat.sweep();
    this.#modules.sweep();
    this.#components.sweep();
  }
}
