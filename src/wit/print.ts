/** WIT types back as WIT text. */
import type { CoreFunctionType, FunctionType, WitType } from './types.ts';
import { KEYWORDS } from './words.ts';

/** Types that have a definition of their own. */
export type DefinedType = Extract<WitType, { kind: 'record' | 'variant' | 'enum' | 'flags' }>;

/** How a type with a definition of its own is written where it is used; null = with its structure. */
export type TypeNaming = (type: WitType) => string | null;

/**
 * A type in one line: by its name where it has one. A record, variant, enum or flags without a name is written with its parts,
 * which WIT itself has no way to say at that place.
 */
export function formatType(type: WitType): string {
  return formatTypeBy(ownName, type);
}

/** `add: func(a: s32, b: s32) -> s32`, without semicolon. */
export function formatFunction(type: FunctionType): string {
  return `${formatName(type.name)}: ${formatSignature(type)}`;
}

/** What stands behind a function's name: `func(a: s32, b: s32) -> s32`. */
export function formatSignature(type: FunctionType): string {
  return formatSignatureBy(ownName, type);
}

export function formatTypeBy(naming: TypeNaming, type: WitType): string {
  const name = naming(type);
  return name === null ? formatStructure(type, naming) : formatName(name);
}

/** As {@link formatSignature}, with types named otherwise. */
export function formatSignatureBy(naming: TypeNaming, type: FunctionType): string {
  const parameters = type.parameters.map(
    (parameter) => `${formatName(parameter.name)}: ${formatTypeBy(naming, parameter.type)}`,
  );
  const result = type.result ? ` -> ${formatTypeBy(naming, type.result)}` : '';
  return `${type.isAsync ? 'async ' : ''}func(${parameters.join(', ')})${result}`;
}

/** `(i32, i64) -> f64`; without a result `(i32) -> ()`. */
export function formatCoreType(type: CoreFunctionType): string {
  const results =
    type.results.length === 0 ? '()' : type.results.length === 1 ? type.results[0]! : `(${type.results.join(', ')})`;
  return `(${type.parameters.join(', ')}) -> ${results}`;
}

export function formatName(name: string): string {
  return KEYWORDS.has(name) ? `%${name}` : name;
}

function ownName(type: WitType): string | null {
  return isDefined(type) ? type.name : null;
}

export function isDefined(type: WitType): type is DefinedType {
  return type.kind === 'record' || type.kind === 'variant' || type.kind === 'enum' || type.kind === 'flags';
}

function formatStructure(type: WitType, naming: TypeNaming): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'string':
      return 'string';
    case 'unsupported':
      return type.text;
    case 'list':
      return `list<${formatTypeBy(naming, type.element)}${type.length === null ? '' : `, ${type.length}`}>`;
    case 'tuple':
      return `tuple<${type.items.map((item) => formatTypeBy(naming, item)).join(', ')}>`;
    case 'option':
      return `option<${formatTypeBy(naming, type.some)}>`;
    case 'result': {
      if (!type.err) return type.ok ? `result<${formatTypeBy(naming, type.ok)}>` : 'result';
      return `result<${type.ok ? formatTypeBy(naming, type.ok) : '_'}, ${formatTypeBy(naming, type.err)}>`;
    }
    case 'record':
    case 'variant':
    case 'enum':
    case 'flags':
      return `${type.kind} { ${formatMembersBy(naming, type).join(', ')} }`;
  }
}

/** Fields, cases or flags of a type, each as its definition has it. */
export function formatMembersBy(naming: TypeNaming, type: DefinedType): string[] {
  switch (type.kind) {
    case 'record':
      return type.fields.map((field) => `${formatName(field.name)}: ${formatTypeBy(naming, field.type)}`);
    case 'variant':
      return type.cases.map((item) =>
        item.type ? `${formatName(item.name)}(${formatTypeBy(naming, item.type)})` : formatName(item.name),
      );
    case 'enum':
      return type.cases.map(formatName);
    case 'flags':
      return type.labels.map(formatName);
  }
}
