import { partsOf } from './measure.ts';
import type { FunctionType, UnsupportedType, WitType } from './types.ts';

/**
 * What a call of a function with such a type is refused with (spec/wit-mapping §9); null when every type can be carried. The
 * first one decides: parameters in order, each from the outside in, then the result.
 */
export function unsupportedType(type: FunctionType): string | null {
  if (type.isAsync) return `export "${type.name}": async functions are not supported in calls from Lua`;
  const seen = new Set<WitType>();
  let found: UnsupportedType | null = null;
  for (const parameter of type.parameters) found ??= findUnsupported(parameter.type, seen);
  if (type.result) found ??= findUnsupported(type.result, seen);
  return found && `export "${type.name}": ${reasonOf(found)}`;
}

function findUnsupported(type: WitType, seen: Set<WitType>): UnsupportedType | null {
  if (type.kind === 'unsupported') return type;
  if (seen.has(type)) return null;
  seen.add(type);
  for (const part of partsOf(type)) {
    const found = findUnsupported(part, seen);
    if (found) return found;
  }
  return null;
}

/** What is said of a type that cannot be carried. */
export function reasonOf({ why, text }: UnsupportedType): string {
  switch (why) {
    case 'handle':
      return `resource handle ${text} is not supported in calls from Lua`;
    case 'other':
      return `WIT type ${text} is not supported`;
    case 'limit':
      return 'the type is too large';
  }
}
