/** Which names Lua takes as they are (spec/lua-base §1). Any thread. */

const RESERVED: ReadonlySet<string> = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

/** Whether it may name a variable, and a field without brackets. */
export function isLuaName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && !RESERVED.has(text);
}
