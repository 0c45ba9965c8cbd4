/**
 * Tolerant parser of WIT (spec/wasm §5.4, spec/wit-mapping §10): functions alone, with types beside them, or inside package,
 * world and interface texts. It reports every problem with its place and keeps all functions it could read, so that one broken
 * line does not take the others along. Pure; never throws; takes time in step with the length of the text.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import { withoutVersion } from './interface-name.ts';
import { Problems } from './problems.ts';
import { resolveText } from './resolve.ts';
import { SyntaxParser } from './syntax-parser.ts';
import type { WitFunction, WitProblem, WitText } from './wit-text.ts';

export { unsupportedType } from './unsupported.ts';
export type { WitDefinition, WitFunction, WitProblem, WitText, WitWorld, WitWorldItem } from './wit-text.ts';

const NOTHING_FOUND = '[parse] invalid_input: no functions found in WIT text';

/** Parses the text. */
export function parseWit(text: string): WitText {
  const problems = new Problems();
  const packages = new SyntaxParser(text, problems).parse();
  const resolved = resolveText(packages, problems);
  if (resolved.functions.length === 0) problems.in(0, text.length, 'wit-empty', NOTHING_FOUND);
  return { ...resolved, problems: problems.sorted() };
}

/**
 * The function that `method` names: its name, or `interface#name` (spec/wit-mapping §7), where the interface is given as
 * `docs:adder/add@0.1.0`, or without version or as `add` where that fits one only. Fails as spec/wasm §5.4 says: no function in
 * the text, none of that name, or the one of that name is broken.
 */
export function findFunction(wit: WitText, method: string): Result<WitFunction, WitProblem> {
  if (wit.functions.length === 0) {
    const first = wit.problems.find((problem) => problem.code === 'wit-empty');
    return err(first ?? { code: 'wit-empty', message: NOTHING_FOUND, start: 0, end: 0, severity: 'error' });
  }
  const found = candidates(wit.functions, method);
  const [first] = found;
  if (first && found.every((other) => other.interface === first.interface))
    return first.problem ? err(first.problem) : ok(first);
  const { nameStart, nameEnd } = wit.functions[0]!;
  const names = found.map((one) => `${one.interface}#${one.type.name}`).join(', ');
  const message = first ? `function "${method}" is ambiguous: ${names}` : `function "${method}" not found`;
  return err({ code: 'wit-name', message, start: nameStart, end: nameEnd, severity: 'error' });
}

function candidates(functions: readonly WitFunction[], method: string): readonly WitFunction[] {
  const hash = method.lastIndexOf('#');
  if (hash < 0) {
    // Core modules export the functions of an interface by their bare names too.
    const named = functions.filter((one) => one.type.name === method);
    const best = named.find((one) => one.interface === null) ?? named.find((one) => !one.isImported) ?? named[0];
    return best ? [best] : [];
  }
  const [owner, name] = [method.slice(0, hash), method.slice(hash + 1)];
  const named = functions.filter((one) => one.interface !== null && one.type.name === name);
  const exact = named.filter((one) => one.interface === owner);
  if (exact.length > 0) return exact;
  const unversioned = named.filter((one) => withoutVersion(one.interface!) === owner);
  return unversioned.length > 0 ? unversioned : named.filter((one) => bareName(one.interface!) === owner);
}

function bareName(name: string): string {
  return withoutVersion(name).replace(/^.*\//, '');
}
