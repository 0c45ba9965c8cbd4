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
