import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Block, CastExpression } from '../ast.ts';

/** Every Lua text of the folder: files that are Lua, and quoted texts in programs that look like it. Not those of the parser's tests. */
export function luaTextsIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'syntax' ? [] : luaTextsIn(path);
    if (name.endsWith('.lua')) return [readFileSync(path, 'utf8')];
    return /\.[jt]s$/.test(name) ? quotedLua(readFileSync(path, 'utf8')) : [];
  });
}

function quotedLua(program: string): string[] {
  const literals = program.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\$]|\\.)*)`/g);
  return [...literals]
    .map(([, quoted, template]) =>
      (quoted ?? template ?? '').replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter)),
    )
    .filter((text) => /\b(?:return|local|function|end|print)\b/.test(text) && text.length > 8);
}

/** What a program is without types, places and the texts of its literals, for comparing. */
export function outline(chunk: Block): string {
  return JSON.stringify(chunk, (key, value: unknown) => {
    if (['start', 'end', 'type', 'typeParameters', 'results'].includes(key)) return undefined;
    if (Array.isArray(value))
      return value.filter((item: unknown) => !hasKind(item, 'type') && !hasKind(item, 'interface'));
    let inner = value;
    while (hasKind(inner, 'cast')) inner = (inner as CastExpression).inner;
    return inner;
  });
}

function hasKind(value: unknown, kind: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
