/** Which arguments fit into the run bar. */
import type { FunctionType, WitType } from '../../../wit/types.ts';

/** More fields than this are a form. */
const maxInline = 4;

export function isInline(type: FunctionType): boolean {
  return type.parameters.length <= maxInline && type.parameters.every((parameter) => isOneLine(parameter.type));
}

function isOneLine(type: WitType): boolean {
  const inner = type.kind === 'option' ? type.some : type;
  return inner.kind === 'scalar' || inner.kind === 'string';
}
