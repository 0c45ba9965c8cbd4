/** A `function.wasm` entry against the bytes of its file (spec/wasm §3 and §5, spec/wit-mapping §9, spec/hosts §1 and §2). Pure. */
import type { BinaryForm, Diagnostic } from '../../contract/api.ts';
import type { BinarySection } from '../../contract/binaries.ts';
import { internal, invalid, type Failure } from '../../contract/errors.ts';
import { withoutEffect } from '../kinds/wasi-field.ts';
import type { WasmBinaryEntry } from '../kinds/wasm-binary.ts';
import { nearest } from '../../base/nearest.ts';
import {
  CORE_PROFILES,
  formatToken,
  isCoreProfile,
  openedProfiles,
  profileOfInterface,
  profileTokens,
} from '../../contract/profiles.ts';
import { hintAndFix, type Place } from '../registry/source.ts';
import { didYouMean } from '../../base/suggestion.ts';
import type { FunctionType } from '../../wit/types.ts';
import { readModule, type BinaryProblem, type ModuleShape } from '../../binary/binary.ts';
import { refuse } from './binary-file.ts';
import { findMethod, missingMethod, refusalOf } from '../../binary/component/methods.ts';
import type { ComponentShape, ExportedFunction } from '../../binary/component/shape.ts';
import { examineCore, exportsHint } from './examine-core.ts';
import type { Rejection } from './examine-wat.ts';

export type BinaryShape =
  | { readonly form: 'core'; readonly module: ModuleShape }
  | { readonly form: 'component'; readonly component: ComponentShape }
  /** `sections`: of a component, what had been read of it by then. */
  | { readonly form: BinaryForm; readonly problem: BinaryProblem; readonly sections: readonly BinarySection[] };

export type BinaryExamination =
  | Rejection
  /** The entry registers, and each call of it fails with `error`. */
  | {
      readonly status: 'uncallable';
      readonly error: Failure;
      readonly type: FunctionType | null;
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly status: 'ready';
      readonly form: 'core';
      readonly type: FunctionType;
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

export function examineBinary(entry: WasmBinaryEntry, shape: BinaryShape): BinaryExamination {
  const refused = refuseImports(entry, shape.form);
  if (refused) return refused;
  if ('problem' in shape) return malformed(entry, `${shape.problem.message} at byte ${shape.problem.offset}`);
  return shape.form === 'core' ? examineModule(entry, shape.module) : examineComponent(entry, shape.component);
}

export function malformed(entry: WasmBinaryEntry, cause: string): Rejection {
  return refuse(entry, entry.config.places.path, 'wasm-load', internal('failed to load wasm module', { cause }));
}

export function uncompilable(entry: WasmBinaryEntry, cause: string): Rejection {
  return refuse(entry, entry.config.places.path, 'wasm-compile', internal('failed to compile wasm module', { cause }));
}

/** A component whose calls fail for what it is as a whole, not for its entry. */
export function failingCalls(entry: WasmBinaryEntry, error: Failure): Diagnostic {
  const said = failing(entry, entry.config.places.path, 'wasm-component', `calls will fail: ${error.message}`);
  // What may go well the next time is no mistake of the project.
  return error.retryable === true ? { ...said, severity: 'warning' } : said;
}

function examineModule(entry: WasmBinaryEntry, module: ModuleShape): BinaryExamination {
  const { method, wit, profiles, places } = entry.config;
  const declared = profiles.map(({ token }) => token);
  const examined = examineCore(
    { id: entry.id, method, wit, edits: entry.edits, profiles: declared, places, placeOfImport: () => places.path },
    module,
  );
  const note = wasiNote(entry);
  const diagnostics = [...note, ...examined.diagnostics];
  return examined.status === 'ready' ? { ...examined, form: 'core', diagnostics } : { ...examined, diagnostics };
}

function wasiNote(entry: WasmBinaryEntry): Diagnostic[] {
  const { profiles, places } = entry.config;
  const unread = withoutEffect(profiles.flatMap(({ profile }) => profile ?? []));
  return places.wasi && unread ? [info(entry, places.wasi, 'no-effect', unread)] : [];
}

function examineComponent(entry: WasmBinaryEntry, component: ComponentShape): BinaryExamination {
  const { method, places } = entry.config;
  const diagnostics = [
    ...componentNotes(entry),
    ...undeclaredImports(entry, component),
    ...unsaidProfiles(entry, component),
  ];
  const uncallable = (place: Place, error: Failure, type: FunctionType | null, hint?: string): BinaryExamination => {
    const said = failing(entry, place, 'wasm-signature', `calls will fail: ${error.message}`, hint);
    return { status: 'uncallable', error, type, diagnostics: [...diagnostics, said] };
  };
  const exported = findMethod(component, method);
  if (!exported) {
    const names = component.functions.map((one) => one.method);
    const guess = nearest(method, names) ?? only(names.filter((name) => name.endsWith(`#${method}`)));
    const hint =
      guess === null ? exportsHint(names.slice(0, 20), 'the component exports no function').hint : didYouMean(guess);
    return uncallable(places.method, missingMethod(component, method), null, hint);
  }
  const refusal = refusalOf(exported);
  if (refusal !== null || !exported.type)
    return uncallable(places.method, invalid(refusal ?? 'unknown type'), exported.type);
  return { status: 'ready', form: 'component', type: exported.type, component, exported, diagnostics };
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

function componentNotes(entry: WasmBinaryEntry): Diagnostic[] {
  const { wit, wasi } = entry.config.places;
  return [
    ...(wit ? [info(entry, wit, 'no-effect', 'wit is ignored: a component has its types with it')] : []),
    ...(wasi ? [warning(entry, wasi, 'not-available', 'wasi settings are not available in the playground yet')] : []),
  ];
}

/** Said once for all of them: many components import what they never call (spec/hosts §2). */
function undeclaredImports(entry: WasmBinaryEntry, component: ComponentShape): Diagnostic[] {
  const declared = entry.config.profiles.flatMap(({ profile }) => profile ?? []);
  const opened = openedProfiles(declared);
  const missing = component.imports.flatMap(({ name, kind, functions }) => {
    // Interfaces without functions bring only types along.
    if (kind === 'type' || (kind === 'instance' && functions?.length === 0)) return [];
    const profile = kind === 'instance' ? profileOfInterface(name) : null;
    return profile !== null && opened.includes(profile) ? [] : [{ name, profile }];
  });
  if (missing.length === 0) return [];
  const names = missing.map(({ name }) => name);
  const shown = names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
  const message = `the component imports ${shown}, which ${names.length === 1 ? 'is' : 'are'} not declared; calls to ${names.length === 1 ? 'it' : 'them'} will trap`;
  const profiles = [...new Set(missing.flatMap(({ profile }) => profile ?? []))];
  const tokens = [...entry.config.profiles.map(({ token }) => token), ...profiles];
  const hint = profiles.length > 0 ? `add imports: [${tokens.join(', ')}]` : undefined;
  const said = info(entry, entry.config.places.path, 'wasm-import', message, hint);
  // One at a time: with the first in the list the rest is said again.
  const fix = profiles[0] === undefined ? null : entry.edits.addItem('imports', profiles[0], 'method');
  return [fix ? { ...said, fix } : said];
}

/** Opened by another profile here, and by none in Wippy (spec/hosts §1.6). */
function unsaidProfiles(entry: WasmBinaryEntry, component: ComponentShape): Diagnostic[] {
  const { profiles, places } = entry.config;
  const declared = profiles.flatMap(({ profile }) => profile ?? []);
  return openedProfiles(declared)
    .filter((profile) => !declared.includes(profile))
    .flatMap((profile) => {
      const wanted = component.imports.find(
        ({ name, kind }) => kind === 'instance' && profileOfInterface(name) === profile,
      );
      if (!wanted) return [];
      const hint = `add imports: [${[...profiles.map(({ token }) => token), profile].join(', ')}]`;
      const said = info(
        entry,
        places.path,
        'wasm-import',
        `the component imports ${wanted.name}, which is open here although ${profile} is not declared`,
        hint,
      );
      const fix = entry.edits.addItem('imports', profile, 'method');
      return [fix ? { ...said, fix } : said];
    });
}

function only(names: readonly string[]): string | null {
  return names.length === 1 ? names[0]! : null;
}

function warning(entry: WasmBinaryEntry, place: Place, code: string, message: string, hint?: string): Diagnostic {
  return { ...place, severity: 'warning', code, message, ...hintAndFix(hint), entry: entry.id };
}

/** The entry registers all the same, and no call of it can succeed. */
function failing(entry: WasmBinaryEntry, place: Place, code: string, message: string, hint?: string): Diagnostic {
  return { ...warning(entry, place, code, message, hint), severity: 'error' };
}

function info(entry: WasmBinaryEntry, place: Place, code: string, message: string, hint?: string): Diagnostic {
  return { ...warning(entry, place, code, message, hint), severity: 'info' };
}
