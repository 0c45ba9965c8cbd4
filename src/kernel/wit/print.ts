/** WIT types back as WIT text. */
import type { CoreFunctionType, FunctionType, WitType } from './types.ts';

export function formatType(type: WitType): string {
  return type.kind === 'scalar' ? type.name : type.text;
}

/** `add: func(a: s32, b: s32) -> s32`, without semicolon. */
export function formatFunction(type: FunctionType): string {
  const parameters = type.parameters.map((parameter) => `${formatName(parameter.name)}: ${formatType(parameter.type)}`);
  const result = type.result ? ` -> ${formatType(type.result)}` : '';
  return `${formatName(type.name)}: func(${parameters.join(', ')})${result}`;
}

/** `(i32, i64) -> f64`; without a result `(i32) -> ()`. */
export function formatCoreType(type: CoreFunctionType): string {
  const results = type.results.length === 0 ? '()' : type.results.length === 1 ? type.results[0]! : `(${type.results.join(', ')})`;
  return `(${type.parameters.join(', ')}) -> ${results}`;
}

/** Words that WIT reads as something else when a name is expected; they are written `%word`. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'as async bool borrow char constructor enum export f32 f64 flags from func future import include interface list ' +
    'map option own package record resource result s8 s16 s32 s64 static stream string tuple type u8 u16 u32 u64 use variant with world'
  ).split(' '),
);

export function formatName(name: string): string {
  return KEYWORDS.has(name) ? `%${name}` : name;
}
