/**
 * Which names may reach JavaScript that jco makes of a component, when somebody wants it as a module: core names stand in it
 * unescaped, so what is not known to be harmless is refused. Components that are run here may have any names.
 */
import { MAX_NAME_LENGTH } from '../limits.ts';
import type { ComponentShape } from './shape.ts';

const LABEL = '[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*';
/** Names of fields, cases, flags, parameters. */
const LABEL_PATTERN = new RegExp(`^${LABEL}$`);
/**
 * Everything that tools put into the names of core modules: `cm32p2|docs:shop/ops@0.1|area`, `[method]file.read`, `$imports`. The
 * empty name, which shims use, is harmless.
 */
const CORE_PATTERN = /^[A-Za-z0-9_.:/#@$|+[\]-]*$/;
const VERSION = '\\d+(?:\\.[0-9A-Za-z-]+)*(?:\\+[0-9A-Za-z.-]+)?';
/**
 * A name of WIT: `run`, `[method]file.read`, `wasi:io/streams@0.2.3`. The other forms of the specification (`url=<…>`,
 * `unlocked-dep=<…>`) hold free text.
 */
const EXTERN_PATTERN = new RegExp(
  `^(?:(?:\\[[a-z-]+\\])*${LABEL}(?:\\.${LABEL})?|${LABEL}(?::${LABEL})+(?:/${LABEL})*(?:@${VERSION})?)$`,
);
const SHOWN_LENGTH = 60;

export function isLabel(name: string): boolean {
  return isOf(LABEL_PATTERN, name);
}

export function isExternName(name: string): boolean {
  return isOf(EXTERN_PATTERN, name);
}

export function isCoreName(name: string): boolean {
  return isOf(CORE_PATTERN, name);
}

function isOf(pattern: RegExp, name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && pattern.test(name);
}

/** Of a name that is none of the above, after the name itself. */
function wrongIn(name: string): string {
  return name.length > MAX_NAME_LENGTH
    ? `is longer than ${MAX_NAME_LENGTH} characters`
    : 'has characters that names must not have';
}

/** JSON-quoted and cut, for messages. */
export function quoteName(name: string): string {
  let end = 0;
  for (let shown = 0; shown < SHOWN_LENGTH && end < name.length; shown++)
    end += name.codePointAt(end)! > 0xffff ? 2 : 1;
  return JSON.stringify(end < name.length ? `${name.slice(0, end)}…` : name);
}

/** Why no JavaScript must be made of the component: a name that could run as JavaScript; null when all names are harmless. */
export function hostileName(shape: ComponentShape): string | null {
  if (shape.suspect) return `the ${shape.suspect.what} ${quoteName(shape.suspect.name)} ${wrongIn(shape.suspect.name)}`;
  for (const { module, problem, offset } of shape.modules) {
    if (!module)
      return `the names of the core module at byte ${offset} cannot be checked: ${problem?.message ?? 'it cannot be read'}`;
    for (const { module: from, name } of module.imports) {
      const bad = isCoreName(from) ? (isCoreName(name) ? null : name) : from;
      if (bad !== null) return `the core import ${quoteName(bad)} ${wrongIn(bad)}`;
    }
    for (const { name } of module.exports) {
      if (!isCoreName(name)) return `the core export ${quoteName(name)} ${wrongIn(name)}`;
    }
  }
  return null;
}
