/** What can be said of a binary of either form, and what all examinations of one share. Pure. */
import { err, ok, type Result } from '../../base/result.ts';
import type { BinaryForm, Diagnostic } from '../../contract/api.ts';
import type { BinarySection } from '../../contract/binaries.ts';
import { internal, invalid, type Failure } from '../../contract/errors.ts';
import type { WasmBinaryEntry } from '../kinds/wasm-binary.ts';
import { nearest } from '../../base/nearest.ts';
import { CORE_PROFILES, formatToken, isCoreProfile, profileTokens } from '../../contract/profiles.ts';
import { hintAndFix, type Place } from '../registry/source.ts';
import { didYouMean } from '../../base/suggestion.ts';
import type { FunctionType } from '../../wit/types.ts';
import { readModule, type BinaryProblem, type ModuleShape } from '../../binary/binary.ts';
import { refuse } from './binary-file.ts';
import type { ComponentShape, ExportedFunction } from '../../binary/component/shape.ts';
import type { Rejection } from './rejection.ts';

export type BinaryShape =
  | { readonly form: 'core'; readonly module: ModuleShape }
  | { readonly form: 'component'; readonly component: ComponentShape }
  /** `sections`: of a component, what had been read of it by then. */
  | { readonly form: BinaryForm; readonly problem: BinaryProblem; readonly sections: readonly BinarySection[] };

/** Of what is well-formed. */
export type SoundShape = Exclude<BinaryShape, { readonly problem: BinaryProblem }>;

export type BinaryExamination =
  | Rejection
  /** The entry registers, and each call of it fails with `error`. */
  | {
      readonly status: 'uncallable';
      readonly error: Failure;
      /** Null where not even the signature is known. */
      readonly type: FunctionType | null;
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly status: 'ready';
      readonly form: 'core';
      readonly type: FunctionType;
      /** What the module calls it. */
      readonly exportName: string;
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly status: 'ready';
      readonly form: 'component';
      readonly type: FunctionType;
      readonly component: ComponentShape;
      readonly exported: ExportedFunction;
      readonly diagnostics: readonly Diagnostic[];
    };

/** Of what is no component: a module, if need be a malformed one (spec/wasm §3.1). Never throws for what the bytes hold. */
export function readCoreBinary(bytes: Uint8Array): BinaryShape {
  const module = readModule(bytes);
  return module.ok ? { form: 'core', module: module.value } : { form: 'core', problem: module.error, sections: [] };
}

/** The shape, where its entry may have a binary of its form with such `imports`, and nothing is wrong with its bytes. */
export function soundShape(entry: WasmBinaryEntry, shape: BinaryShape): Result<SoundShape, Rejection> {
  const refused = refuseImports(entry, shape.form);
  if (refused) return err(refused);
  if (!('problem' in shape)) return ok(shape);
  return err(malformed(entry, `${shape.problem.message} at byte ${shape.problem.offset}`));
}

function malformed(entry: WasmBinaryEntry, cause: string): Rejection {
  return refuse(entry, entry.config.places.path, 'wasm-load', internal('failed to load wasm module', { cause }));
}

export function uncompilable(entry: WasmBinaryEntry, cause: string): Rejection {
  return refuse(entry, entry.config.places.path, 'wasm-compile', internal('failed to compile wasm module', { cause }));
}

/** The first item of `imports` that no entry, or no core module, may have (spec/hosts §1). */
function refuseImports(entry: WasmBinaryEntry, form: BinaryForm): Rejection | null {
  for (const { profile, token, place } of entry.config.profiles) {
    if (profile === null) {
      const guess = nearest(token, profileTokens());
      const hint = guess ? { hint: didYouMean(guess) } : {};
      return refuse(
        entry,
        place,
        'unsupported-import',
        invalid(`unsupported wasm host import: ${formatToken(token)}`),
        hint,
      );
    }
    if (form === 'core' && !isCoreProfile(profile)) {
      const error = invalid(`wasm host import requires component module: ${formatToken(token)}`);
      return refuse(entry, place, 'import-requires-component', error, {
        hint: `core modules can have ${CORE_PROFILES.join(', ')} only`,
      });
    }
  }
  return null;
}

/** For a diagnostic at a place where `method` is wrong. */
export function exportsHint(names: readonly string[], nothing: string): { hint: string } {
  return { hint: names.length > 0 ? `available exports: ${names.join(', ')}` : nothing };
}

type Said = Pick<WasmBinaryEntry, 'id'>;

export function warning(entry: Said, place: Place, code: string, message: string, hint?: string): Diagnostic {
  return { ...place, severity: 'warning', code, message, ...hintAndFix(hint), entry: entry.id };
}

/** The entry registers all the same, and no call of it can succeed. */
export function failing(entry: Said, place: Place, code: string, message: string, hint?: string): Diagnostic {
  return { ...warning(entry, place, code, message, hint), severity: 'error' };
}

export function info(entry: Said, place: Place, code: string, message: string, hint?: string): Diagnostic {
  return { ...warning(entry, place, code, message, hint), severity: 'info' };
}
