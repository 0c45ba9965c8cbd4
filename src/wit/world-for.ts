/** A WIT text as entries have it, as the world that a component of the module implements. */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import { parseWit } from './parser.ts';
import { formatWorld } from './print-world.ts';
import type { FunctionType } from './types.ts';
import type { WitFunction, WitProblem } from './wit-text.ts';

export type WorldProblem = Pick<WitProblem, 'message' | 'start' | 'end'>;

export interface WorldText {
  readonly wit: string;
  /** Exports of the module that must be renamed to those of the world: components have words with dashes for names. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * A text that has a world is left as it is, but for the package that it may lack. Of other texts, which say functions alone or
 * in interfaces, the world gets what the module exports: one text may serve several modules. `add_one` and `addOne` are
 * `add-one` there. `exported` are the names of the module's functions.
 */
export function worldFor(wit: string, exported: ReadonlySet<string>): Result<WorldText, WorldProblem> {
  const { functions, problems, worlds } = parseWit(wit);
  if (worlds.length > 0)
    return ok({ wit: hasPackage(wit) ? wit : `package root:component;\n${wit}`, renamed: new Map() });
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
  const odd = own.find(({ type }) => !LABEL.test(labelOf(type.name)));
  if (odd)
    return err({
      message: `a component cannot export ${odd.type.name}: its names are words with dashes between`,
      start: odd.nameStart,
      end: odd.nameEnd,
    });
  const parts = new Map<string | null, FunctionType[]>();
  for (const { interface: owner, type } of own) {
    const known = parts.get(owner);
    if (known) known.push(type);
    else parts.set(owner, [type]);
  }
  const world = formatWorld([...parts].map(([owner, types]) => ({ interface: owner, functions: types })));
  return ok({ wit: withLabels(world), renamed: renamings(own, exported) });
}

function renamings(functions: readonly WitFunction[], exported: ReadonlySet<string>): Map<string, string> {
  const renamed = new Map<string, string>();
  for (const one of functions) {
    const name = coreName(one);
    const label = withLabels(name);
    if (label === name) continue;
    renamed.set(name, label);
    if (exported.has(`cabi_post_${name}`)) renamed.set(`cabi_post_${name}`, `cabi_post_${label}`);
  }
  return renamed;
}

/** As a core module exports it. */
function coreName({ interface: owner, type }: WitFunction): string {
  return owner === null ? type.name : `${owner}#${type.name}`;
}

/** Component model, names: words of one case each. */
const WORD = '(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)';
const LABEL = new RegExp(`^${WORD}(?:-${WORD})*$`);

/** `add-one` of `add_one` and `addOne`; labels stay as they are. */
function labelOf(name: string): string {
  if (LABEL.test(name)) return name;
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/_+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Each name of a text, be it printed WIT or the name of an interface. Versions and numbers begin otherwise. */
function withLabels(text: string): string {
  return text.replace(/(?<![\w.+-])[A-Za-z][\w-]*/g, labelOf);
}

function hasPackage(wit: string): boolean {
  return /(?:^|[;}\s])package\s/.test(wit.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, ' '));
}
