/** A WIT text as entries have it, as the world that a component of the module implements. */
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { parseWit } from './parser.ts';
import { formatWorld } from './print-world.ts';
import type { FunctionType } from './types.ts';
import type { WitFunction, WitProblem } from './wit-text.ts';

export type WorldProblem = Pick<WitProblem, 'message' | 'start' | 'end'>;

/**
 * A text that has a world is left as it is, but for the package that it may lack. Of other texts, which say functions alone or
 * in interfaces, the world gets what the module exports: one text may serve several modules. `exported` are the names of the
 * module's functions.
 */
export function worldFor(wit: string, exported: ReadonlySet<string>): Result<string, WorldProblem> {
  const { functions, problems, worlds } = parseWit(wit);
  if (worlds.length > 0) return ok(hasPackage(wit) ? wit : `package root:component;\n${wit}`);
  const problem = problems.find(({ severity, code }) => severity === 'error' && code !== 'wit-empty');
  if (problem) return err(problem);
  if (functions.length === 0) return err({ message: 'there is no function in this text', start: 0, end: 1 });
  const own = functions.filter((one) => exported.has(coreName(one)));
  if (own.length === 0) {
    const names = [...exported].map((name) => `"${name}"`);
    const message = `the module exports no function of this text${names.length === 0 ? '' : `; it exports ${names.join(', ')}`}`;
    const { nameStart: start, nameEnd: end } = functions[0]!;
    return err({ message, start, end });
  }
  const odd = own.find(({ type }) => !LABEL.test(type.name));
  if (odd) {
    const likely = labelOf(odd.type.name);
    const message = `a component cannot export ${odd.type.name}: its names are words with dashes between${likely === null ? '' : `, such as ${likely}, here and in the module`}`;
    return err({ message, start: odd.nameStart, end: odd.nameEnd });
  }
  const parts = new Map<string | null, FunctionType[]>();
  for (const { interface: owner, type } of own) {
    const known = parts.get(owner);
    if (known) known.push(type);
    else parts.set(owner, [type]);
  }
  return ok(formatWorld([...parts].map(([owner, types]) => ({ interface: owner, functions: types }))));
}

/** As a core module exports it. */
function coreName({ interface: owner, type }: WitFunction): string {
  return owner === null ? type.name : `${owner}#${type.name}`;
}

/** Component model, names: words of one case each. */
const WORD = '(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)';
const LABEL = new RegExp(`^${WORD}(?:-${WORD})*$`);

/** `add-one` of `add_one` and `addOne`; null where nothing comes out. */
function labelOf(name: string): string | null {
  const label = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/_+/g, '-')
    .replace(/^-+|-+$/g, '');
  return LABEL.test(label) ? label : null;
}

function hasPackage(wit: string): boolean {
  return /(?:^|[;}\s])package\s/.test(wit.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, ' '));
}
