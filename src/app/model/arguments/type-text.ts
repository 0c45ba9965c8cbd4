/** WIT types as the reader of a form sees them. */
import type { FunctionType, WitType } from '../../../wit/types.ts';

/** In one line; a named type is its name. */
export function typeText(type: WitType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'string':
      return 'string';
    case 'list':
      return type.length === null
        ? `list<${typeText(type.element)}>`
        : `list<${typeText(type.element)}, ${type.length}>`;
    case 'tuple':
      return `tuple<${type.items.map(typeText).join(', ')}>`;
    case 'option':
      return `option<${typeText(type.some)}>`;
    case 'result':
      return resultText(type.ok, type.err);
    case 'record':
    case 'variant':
    case 'enum':
    case 'flags':
      return type.name ?? type.kind;
    case 'unsupported':
      return type.text;
    default:
      return type satisfies never;
  }
}

function resultText(ok: WitType | null, err: WitType | null): string {
  if (ok === null && err === null) return 'result';
  const left = ok === null ? '_' : typeText(ok);
  return err === null ? `result<${left}>` : `result<${left}, ${typeText(err)}>`;
}

/** With what is behind the names, so that two types of the same text are the same type. */
export function fullTypeText(type: WitType): string {
  switch (type.kind) {
    case 'list':
      return `list<${fullTypeText(type.element)},${type.length ?? ''}>`;
    case 'tuple':
      return `tuple<${type.items.map(fullTypeText).join(',')}>`;
    case 'option':
      return `option<${fullTypeText(type.some)}>`;
    case 'result':
      return `result<${type.ok ? fullTypeText(type.ok) : '_'},${type.err ? fullTypeText(type.err) : '_'}>`;
    case 'record':
      return `record{${type.fields.map((field) => `${field.name}:${fullTypeText(field.type)}`).join(',')}}`;
    case 'variant':
      return `variant{${type.cases.map((item) => `${item.name}:${item.type ? fullTypeText(item.type) : '_'}`).join(',')}}`;
    case 'enum':
      return `enum{${type.cases.join(',')}}`;
    case 'flags':
      return `flags{${type.labels.join(',')}}`;
    default:
      return typeText(type);
  }
}

export function parametersText(type: FunctionType): string {
  return type.parameters.map((parameter) => `${parameter.name}:${fullTypeText(parameter.type)}`).join(';');
}

/** `(users: list<user>) -> result<u32, string>` */
export function signatureText(type: FunctionType): string {
  const parameters = type.parameters.map((parameter) => `${parameter.name}: ${typeText(parameter.type)}`).join(', ');
  return `(${parameters})${type.result === null ? '' : ` -> ${typeText(type.result)}`}`;
}

/** A byte list, which is one piece of text or hex and not a list of fields. */
export function isBytes(type: WitType): boolean {
  return type.kind === 'list' && type.element.kind === 'scalar' && type.element.name === 'u8';
}

export interface Choice {
  readonly name: string;
  /** Null = nothing goes with it. */
  readonly payload: WitType | null;
}

/** What there is to choose from in a variant, an enum or a result; empty for other types. */
export function choicesOf(type: WitType): readonly Choice[] {
  switch (type.kind) {
    case 'variant':
      return type.cases.map((item) => ({ name: item.name, payload: item.type }));
    case 'enum':
      return type.cases.map((name) => ({ name, payload: null }));
    case 'result':
      return [
        { name: 'ok', payload: type.ok },
        { name: 'err', payload: type.err },
      ];
    default:
      return [];
  }
}
