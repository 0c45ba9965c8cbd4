/** WIT types as a form asks about them. Their text is that of `wit/print.ts`. */
import { formatSignature, formatSignatureBy } from '../../../wit/print.ts';
import type { FunctionType, WitType } from '../../../wit/types.ts';

/** `(users: list<user>) -> result<u32, string>` */
export function signatureText(type: FunctionType): string {
  return formatSignature(type).replace(/^(?:async )?func/, '');
}

/** With what is behind the names: functions of the same text take the same arguments. */
export function parametersText(type: FunctionType): string {
  return formatSignatureBy(() => null, { ...type, result: null });
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
