/** Words that WIT reads as something else when a name is expected; there they are written `%word`. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'as async bool borrow char constructor enum error-context export f32 f64 flags from func future import include interface ' +
    'list map option own package record resource result s8 s16 s32 s64 static stream string tuple type u8 u16 u32 u64 use ' +
    'variant with world'
  ).split(' '),
);

/** Names with the same key are the same to the component model, which looks at neither case nor dashes. */
export function keyOfName(name: string): string {
  return name.toLowerCase().replaceAll('-', '');
}

/** Of a field, a case or a flag: Lua may write `_` for its dashes, so two that differ in them alone could not be told apart. */
export function labelKey(name: string): string {
  return keyOfName(name).replaceAll('_', '');
}

export function sameName(name: string, other: string): string {
  return `${name} and ${other} are the same name, as case and dashes do not count`;
}
