/** A call as it is written in Lua. */
import type { PlainValue } from '../../kernel/api.ts';
import { formatNumber } from '../console/format-value.ts';

const plainKey = /^[A-Za-z_]\w*$/;
const reserved = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(' '),
);

export function luaCall(id: string, args: readonly PlainValue[]): string {
  return `funcs.call(${[id, ...args].map(luaLiteral).join(', ')})`;
}

export function luaLiteral(value: PlainValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return formatNumber(value);
  if (typeof value === 'number') return luaNumber(value);
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Uint8Array) return `"${Array.from(value, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
  if (Array.isArray(value)) return `{${(value as readonly PlainValue[]).map(luaLiteral).join(', ')}}`;
  const fields = Object.entries(value as { readonly [key: string]: PlainValue });
  return `{${fields.map(([key, item]) => `${plainKey.test(key) && !reserved.has(key) ? key : `[${quoted(key)}]`} = ${luaLiteral(item)}`).join(', ')}}`;
}

function luaNumber(value: number): string {
  if (Number.isNaN(value)) return '(0/0)';
  if (value === Infinity) return 'math.huge';
  return value === -Infinity ? '-math.huge' : formatNumber(value);
}

function quoted(text: string): string {
  // Three digits, so that a digit after the escape is not read as part of it.
  // eslint-disable-next-line no-control-regex -- control characters are what has to be escaped
  return `"${text.replace(/["\\\u0000-\u001f\u007f]/g, (char) =>
    char === '\n' ? '\\n' : char === '"' || char === '\\' ? `\\${char}` : `\\${String(char.charCodeAt(0)).padStart(3, '0')}`,
  )}"`;
}
