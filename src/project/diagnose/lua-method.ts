/** Whether a Lua text gives the method that its entry names (spec/lua-base §5). */
import type { Diagnostic, Fix } from '../../contract/api.ts';
import type { LuaFacts } from '../../lua-text/index.ts';
import type { EntryIn } from '../kinds/index.ts';
import { nearest } from '../../base/nearest.ts';
import type { TextPlaces } from './text-places.ts';

/** What makes every call fail; null where the method is there, or may be. */
export function checkMethod(
  { id, config }: EntryIn<'lua'>,
  { returned, globalsUsed, localNames }: LuaFacts,
  places: TextPlaces,
): Diagnostic | null {
  const { method, source, places: written } = config;
  if (method === null) return null;
  const said = {
    severity: 'error',
    code: 'lua-method',
    message: `calls will fail: method "${method}" not found in module`,
    entry: id,
  } as const;
  switch (returned.kind) {
    case 'function':
    case 'unknown':
      return null;
    case 'table': {
      const { names, constants } = returned;
      const constant = constants.get(method);
      if (constant) return { ...places.of(constant), ...said, hint: `"${method}" is no function here` };
      if (names.includes(method)) return null;
      const functions = names.filter((name) => !constants.has(name));
      const meant = nearest(method, functions) ?? (functions.length === 1 ? functions[0]! : null);
      const fix: Fix | null = meant === null ? null : { title: `Replace with ${meant}`, replacement: meant };
      const hint =
        names.length > 0
          ? `the text returns a table with: ${names.slice(0, 20).join(', ')}`
          : 'the text returns an empty table';
      return { ...(written.method ?? written.source), ...said, hint, ...(fix ? { fix } : {}) };
    }
    case 'constant':
      return {
        ...places.of(returned.range),
        ...said,
        hint: `the text returns neither a function nor a table: return { ${method} = ${method} }`,
      };
    case 'nothing': {
      const own = globalsUsed.find(({ name, use }) => name === method && use === 'assigned');
      const end = source.text.trimEnd().length;
      const isThere = own !== undefined || localNames.has(method);
      const line = `return { ${keyOf(method)} = ${isThere ? method : 'function() end'} }`;
      const fix = isThere ? appended(config, places, line) : null;
      const place = places.of(own ? own.range : { start: Math.max(0, end - 1), end });
      return { ...place, ...said, hint: `the text returns nothing; end it with: ${line}`, ...(fix ? { fix } : {}) };
    }
  }
}

function keyOf(method: string): string {
  return /^[A-Za-z_]\w*$/.test(method) ? method : `[${JSON.stringify(method)}]`;
}

/** A line more at the end of the text, indented as the text is; null for a text that is written within one line. */
function appended(
  { source, places: { source: own } }: EntryIn<'lua'>['config'],
  places: TextPlaces,
  line: string,
): Fix | null {
  const first = source.locate(1, 1);
  const isInline = source.file === own.file;
  if (isInline && first.line === own.line) return null;
  const offset = source.text.trimEnd().length;
  const { file, line: endLine, column } = places.at(offset);
  const indentation = isInline ? ' '.repeat(first.column - 1) : '';
  return {
    title: `Add ${line}`,
    replacement: `\n${indentation}${line}`,
    at: { file, line: endLine, column, endLine, endColumn: column },
  };
}
