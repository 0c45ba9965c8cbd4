/** Types and functions as WIT text. Separate from ../print.ts on purpose: tests hold one against the other. */
import { partsOf } from '../../wit/measure.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';

/** Words of the language, which a label may be only behind `%`. */
const KEYWORDS = new Set(
  (
    'as async bool borrow char constructor enum error-context export f32 f64 flags from func future import include interface list map option own ' +
    'package record resource result s16 s32 s64 s8 static stream string tuple type u16 u32 u64 u8 use variant with world _'
  ).split(' '),
);

export function witLabel(name: string): string {
  return KEYWORDS.has(name) ? `%${name}` : name;
}

/** A type in one line; named types by their name. */
export function witType(type: WitType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'string':
      return 'string';
    case 'list':
      return type.length === null ? `list<${witType(type.element)}>` : `list<${witType(type.element)}, ${type.length}>`;
    case 'tuple':
      return `tuple<${type.items.map(witType).join(', ')}>`;
    case 'option':
      return `option<${witType(type.some)}>`;
    case 'result':
      if (type.err === null) return type.ok === null ? 'result' : `result<${witType(type.ok)}>`;
      return `result<${type.ok === null ? '_' : witType(type.ok)}, ${witType(type.err)}>`;
    case 'unsupported':
      return type.text;
    default:
      if (type.name === null) throw new Error(`a ${type.kind} without a name`);
      return witLabel(type.name);
  }
}

/** `name: func(a: T) -> R` */
export function witFunction(type: FunctionType, name = witLabel(type.name)): string {
  const parameters = type.parameters
    .map((parameter) => `${witLabel(parameter.name)}: ${witType(parameter.type)}`)
    .join(', ');
  return `${name}: func(${parameters})${type.result === null ? '' : ` -> ${witType(type.result)}`}`;
}

/** Definitions of all named types within, each after those it uses. */
export function witDefinitions(types: readonly WitType[]): string[] {
  const seen = new Set<WitType>();
  const lines: string[] = [];
  const visit = (type: WitType | null): void => {
    if (type === null || seen.has(type)) return;
    seen.add(type);
    partsOf(type).forEach(visit);
    const line = definition(type);
    if (line !== null) lines.push(line);
  };
  types.forEach(visit);
  return lines;
}

function definition(type: WitType): string | null {
  switch (type.kind) {
    case 'record':
      return `record ${witType(type)} { ${type.fields.map((field) => `${witLabel(field.name)}: ${witType(field.type)}`).join(', ')} }`;
    case 'variant':
      return `variant ${witType(type)} { ${type.cases.map((entry) => (entry.type === null ? witLabel(entry.name) : `${witLabel(entry.name)}(${witType(entry.type)})`)).join(', ')} }`;
    case 'enum':
      return `enum ${witType(type)} { ${type.cases.map(witLabel).join(', ')} }`;
    case 'flags':
      return `flags ${witType(type)} { ${type.labels.map(witLabel).join(', ')} }`;
    default:
      return null;
  }
}

/** Functions with the definitions they need: what an entry's `wit` field takes. */
export function witText(functions: readonly FunctionType[]): string {
  const types = functions.flatMap((type) => [
    ...type.parameters.map((parameter) => parameter.type),
    ...(type.result === null ? [] : [type.result]),
  ]);
  return [...witDefinitions(types), ...functions.map((type) => `${witFunction(type)};`)].join('\n');
}
