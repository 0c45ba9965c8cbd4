/** A component against its `function.wasm` entry (spec/wasm §5, spec/wit-mapping §9, spec/hosts §2). Pure. */
import type { Diagnostic } from '../../contract/api.ts';
import { invalid, type Failure } from '../../contract/errors.ts';
import type { WasmBinaryEntry } from '../kinds/wasm-binary.ts';
import { nearest } from '../../base/nearest.ts';
import { openedProfiles, profileOfInterface } from '../../contract/profiles.ts';
import type { Place } from '../registry/source.ts';
import { didYouMean } from '../../base/suggestion.ts';
import type { FunctionType } from '../../wit/types.ts';
import { findMethod, missingMethod, refusalOf } from '../../binary/component/methods.ts';
import type { ComponentShape } from '../../binary/component/shape.ts';
import { exportsHint, failing, info, warning, type BinaryExamination } from './binary-examination.ts';

export function examineComponent(entry: WasmBinaryEntry, component: ComponentShape): BinaryExamination {
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
