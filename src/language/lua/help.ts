/** What is told of a Lua text where somebody points. Places are offsets of the text. */
import type { Fold, Hover, SignatureHelp, TextRange, TextSymbol } from '../../contract/help.ts';
import { luaModule } from '../../contract/lua-modules/index.ts';
import type { CallExpression } from '../../lua-text/ast.ts';
import { formatName, formatType, isDefined } from '../../wit/print.ts';
import type { FunctionType } from '../../wit/types.ts';
import { definitionText } from '../wit/describe.ts';
import { commentAbove } from '../comments.ts';
import { commentFolds, LineEnds } from '../folds.ts';
import { codeBlock, paragraphs, plainText } from '../markdown.ts';
import { described, luaSignature, visibleNames, wordAt } from './complete.ts';
import { LuaInference, membersOf, requiredName, type LuaSurroundings, type LuaValue } from './infer.ts';
import type { LuaName, LuaNames } from './names.ts';
import { scanLua, spanAt } from './scan.ts';
import { parseSignature } from './signature.ts';
import { LUA_KEYWORDS, STANDARD_FUNCTIONS } from './standard.ts';

/** What stands at a place. */
export type LuaThing =
  | { readonly kind: 'name'; readonly name: LuaName; readonly range: TextRange }
  | { readonly kind: 'global'; readonly name: string; readonly range: TextRange }
  | {
      readonly kind: 'member';
      readonly name: string;
      readonly range: TextRange;
      readonly object: LuaValue | null;
      readonly value: LuaValue | null;
    }
  | { readonly kind: 'target'; readonly id: string; readonly range: TextRange }
  | { readonly kind: 'module'; readonly name: string; readonly range: TextRange };

export function thingAt(names: LuaNames, offset: number, around: LuaSurroundings): LuaThing | null {
  const { text } = names;
  const span = spanAt(scanLua(text), offset);
  if (span?.kind === 'comment') return null;
  const inference = new LuaInference(names, around);
  if (span) return stringThing(names, span, inference);
  const word = wordAt(text, offset);
  if (word.start === word.end) return null;
  const name = names.byStart.get(word.start);
  if (name) return { kind: 'name', name, range: word };
  const member = names.members.find((one) => one.member.start === word.start && one.member.end === word.end);
  if (member) {
    const object = inference.valueOf(member.object);
    const known = object ? membersOf(object).get(member.member.name) : undefined;
    return { kind: 'member', name: member.member.name, range: word, object, value: known?.value ?? null };
  }
  const global = names.globals.find(({ start }) => start === word.start);
  return global ? { kind: 'global', name: global.name, range: word } : null;
}

function stringThing(names: LuaNames, span: TextRange, inference: LuaInference): LuaThing | null {
  const call = names.calls.find(({ args }) => args[0]?.kind === 'string' && args[0].start === span.start);
  if (!call) return null;
  const required = requiredName(call, names);
  const range = { start: span.start + 1, end: span.end - 1 };
  if (required !== null) return { kind: 'module', name: required, range };
  const target = inference.entryNamed(call);
  return target && { kind: 'target', id: target.id, range };
}

/** `describeEntry`: Markdown about an entry of the project. */
export function hoverLua(
  names: LuaNames,
  offset: number,
  around: LuaSurroundings,
  describeEntry: (id: string) => string | null,
): Hover | null {
  const thing = thingAt(names, offset, around);
  if (!thing) return hoverKeyword(names.text, offset);
  const text = textOf(thing, names, around, describeEntry);
  return text === null ? null : { range: thing.range, text };
}

function textOf(
  thing: LuaThing,
  names: LuaNames,
  around: LuaSurroundings,
  describeEntry: (id: string) => string | null,
): string | null {
  switch (thing.kind) {
    case 'name': {
      const { name } = thing;
      const value = new LuaInference(names, around).valueOfName(name);
      const comment = plainText(commentAbove(names.text, name.definition.start, /^--+/));
      const head = name.kind === 'parameter' ? 'parameter' : 'local';
      return valueText(`${head} ${name.name}`, value, comment);
    }
    case 'global': {
      const known = STANDARD_FUNCTIONS.get(thing.name);
      if (known) return paragraphs(codeBlock('lua', `function ${thing.name}${known.signature}`), known.doc);
      const module = luaModule(thing.name);
      if (module) return paragraphs(codeBlock('lua', `module ${thing.name}`), module.doc);
      const library = around.library(thing.name);
      return library ? valueText(thing.name, library, '') : null;
    }
    case 'member':
      return thing.value ? valueText(thing.name, thing.value, '') : null;
    case 'target':
      return describeEntry(thing.id);
    case 'module': {
      const module = luaModule(thing.name);
      return module ? paragraphs(codeBlock('lua', `module ${thing.name}`), module.doc) : null;
    }
  }
}

function valueText(name: string, value: LuaValue | null, comment: string): string {
  const { detail = '', doc = '' } = described(value);
  switch (value?.kind) {
    case 'function':
      return paragraphs(
        codeBlock('lua', `function ${value.path.replace(/\.(?=[^.]*$)/, value.isMethod ? ':' : '.')}${detail}`),
        doc,
        comment,
      );
    case 'lua-function':
      return paragraphs(
        codeBlock('lua', `function ${name.replace(/^\w+ /, '')}${luaSignature(value)}`),
        doc === '' ? comment : doc,
      );
    case 'wit': {
      const whole = isDefined(value.type) ? definitionText(value.type) : null;
      return paragraphs(
        codeBlock('lua', `${name}: ${formatType(value.type)}`),
        whole === null ? null : codeBlock('wit', whole),
        comment,
      );
    }
    case 'module':
    case 'library':
      return paragraphs(codeBlock('lua', name), doc, comment);
    default:
      return paragraphs(codeBlock('lua', detail === '' ? name : `${name}: ${detail}`), doc, comment);
  }
}

const KEYWORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    local: 'A name that is known from here to the end of its block.',
    function: 'A function.',
    return: 'Ends the function with these values.',
    for: 'Repeats, counting or going over something.',
  }),
);

function hoverKeyword(text: string, offset: number): Hover | null {
  const range = wordAt(text, offset);
  const word = text.slice(range.start, range.end);
  const doc = KEYWORDS.get(word);
  if (doc === undefined || spanAt(scanLua(text), offset)) return null;
  return { range, text: paragraphs(codeBlock('lua', word), doc) };
}

/** The innermost call whose arguments the place is among. */
export function signatureLua(names: LuaNames, offset: number, around: LuaSurroundings): SignatureHelp | null {
  const spans = scanLua(names.text);
  if (spanAt(spans, offset)?.kind === 'comment') return null;
  const found = callAt(names, offset);
  if (!found) return null;
  const { call, argument } = found;
  const inference = new LuaInference(names, around);
  const callee = inference.calleeOf(call);
  const written = names.text.slice(call.start, call.method?.end ?? call.callee.end);
  const target = inference.targetOf(call);
  const type = target && around.typeOf(target.id);
  if (target && type) return entrySignature(written, target, type, argument);
  if (callee?.kind === 'function') {
    const { parameters } = parseSignature(callee.spec.signature);
    const last = parameters.at(-1);
    const isOpen = last?.text.startsWith('...') ?? false;
    // Parameters of a text's own methods do not count the text.
    const skipped = callee.path.startsWith('string.') && callee.isMethod ? 1 : 0;
    const index = argument + skipped;
    const ranges = parameters.map(({ range }) => ({
      start: range.start + written.length,
      end: range.end + written.length,
    }));
    const parameter = isOpen ? Math.min(index, parameters.length - 1) : index;
    return {
      signature: { label: `${written}${callee.spec.signature}`, parameters: ranges, doc: callee.spec.doc },
      parameter,
    };
  }
  if (callee?.kind === 'lua-function') {
    const label = `${written}${luaSignature(callee)}`;
    const ranges = parseSignature(luaSignature(callee)).parameters.map(({ range }) => ({
      start: range.start + written.length,
      end: range.end + written.length,
    }));
    return {
      signature: { label, parameters: ranges, doc: plainText(commentAbove(callee.names.text, callee.doc, /^--+/)) },
      parameter: argument,
    };
  }
  return null;
}

/** `funcs.call("ns:name", a: s32, b: string) -> s32` */
function entrySignature(
  written: string,
  target: { readonly id: string; readonly leading: number },
  type: FunctionType,
  argument: number,
): SignatureHelp {
  const parts = [
    JSON.stringify(target.id),
    ...(target.leading > 1 ? ['host: string'] : []),
    ...type.parameters.map((one) => `${formatName(one.name)}: ${formatType(one.type)}`),
  ];
  let label = `${written}(`;
  const parameters: TextRange[] = [];
  for (const [index, part] of parts.entries()) {
    if (index > 0) label += ', ';
    parameters.push({ start: label.length, end: label.length + part.length });
    label += part;
  }
  label += `)${type.result ? ` -> ${formatType(type.result)}` : ''}`;
  const current = type.parameters[argument - target.leading]?.type;
  const doc = current && isDefined(current) ? codeBlock('wit', definitionText(current)) : '';
  return { signature: { label, parameters, doc }, parameter: argument };
}

/** Calls around a place that are looked at, from the innermost out. */
const MAX_CALLS = 20;

function callAt(names: LuaNames, offset: number): { readonly call: CallExpression; readonly argument: number } | null {
  const { text } = names;
  const around = names.calls.filter((call) => {
    const isClosed = text[call.end - 1] === ')';
    return (
      call.start < offset &&
      (isClosed ? offset < call.end : offset <= call.end || /^[\s,]*$/.test(text.slice(call.end, offset)))
    );
  });
  for (const call of around.toSorted((a, b) => b.start - a.start).slice(0, MAX_CALLS)) {
    const open = text.indexOf('(', call.method?.end ?? call.callee.end);
    if (open < 0 || open >= offset || open > call.end) continue;
    const argument = argumentAt(text, open + 1, offset);
    if (argument !== null) return { call, argument };
  }
  return null;
}

/** Commas between, of no inner bracket; null where a bracket is open at the end. */
function argumentAt(text: string, from: number, offset: number): number | null {
  const spans = scanLua(text.slice(from, offset));
  let depth = 0;
  let count = 0;
  let next = 0;
  for (let at = 0; at < offset - from; at++) {
    const span = spans[next];
    if (span && at === span.start) {
      at = span.end - 1;
      next++;
      continue;
    }
    const c = text[from + at]!;
    if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (c === ',' && depth === 0) count++;
    if (depth < 0) return null;
  }
  return depth > 0 && text.lastIndexOf('(', offset - 1) > from && /\([^)]*$/.test(text.slice(from, offset))
    ? null
    : count;
}

/** Uses and definition of a local name; none for what is none. */
export function referencesLua(names: LuaNames, offset: number): TextRange[] {
  if (spanAt(scanLua(names.text), offset)) return [];
  const name = names.byStart.get(wordAt(names.text, offset).start);
  return name && name.definition.start >= 0
    ? [name.definition, ...name.uses].map(({ start, end }) => ({ start, end }))
    : [];
}

/** Why a local cannot be called that; null where it can. */
export function refuseLuaName(names: LuaNames, offset: number, newName: string): string | null {
  const own = spanAt(scanLua(names.text), offset) ? undefined : names.byStart.get(wordAt(names.text, offset).start);
  if (!own || own.definition.start < 0) return 'only local names can be changed';
  if (!/^[A-Za-z_]\w*$/.test(newName) || LUA_KEYWORDS.includes(newName)) return `"${newName}" is no name`;
  const places = [own.definition, ...own.uses];
  const isTaken = places.some(({ start }) =>
    visibleNames(names, start).some((other) => other !== own && other.name === newName),
  );
  // A name of that kind declared further in would take the uses that stand there.
  const isHidden = names.names.some(
    (other) =>
      other !== own &&
      other.name === newName &&
      places.some(({ start }) => start >= other.scope.start && start <= other.scope.end),
  );
  const takesOther = names.names.some(
    (other) =>
      other.name === newName && other.uses.some(({ start }) => start >= own.scope.start && start <= own.scope.end),
  );
  const takesGlobal = names.globals.some(
    ({ name, start }) => name === newName && start >= own.scope.start && start <= own.scope.end,
  );
  return isTaken || isHidden || takesOther || takesGlobal ? `"${newName}" is something else there already` : null;
}

export function symbolsLua(names: LuaNames): TextSymbol[] {
  const functions = names.functions.toSorted((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
  const roots: TextSymbol[] = [];
  const open: { readonly symbol: TextSymbol; readonly children: TextSymbol[] }[] = [];
  for (const { name, nameRange, body, range } of functions) {
    while (open.length > 0 && open.at(-1)!.symbol.range.end < range.end) open.pop();
    const children: TextSymbol[] = [];
    const detail = luaSignature({ kind: 'lua-function', body, names, doc: 0 });
    const whole = { start: Math.min(range.start, nameRange.start), end: range.end };
    const symbol: TextSymbol = { name, detail, kind: 'function', range: whole, selection: nameRange, children };
    (open.at(-1)?.children ?? roots).push(symbol);
    open.push({ symbol, children });
  }
  return roots;
}

/** Blocks and tables that take several lines, by the words that open and close them. */
export function foldsLua(text: string): Fold[] {
  const folds: Fold[] = [];
  const ends = new LineEnds(text);
  const open: number[] = [];
  const spans = scanLua(text);
  for (const { start, end, isLong } of spans)
    if (isLong && text.slice(start, end).includes('\n'))
      folds.push({ start, end, isComment: text.startsWith('--', start) });
  const pattern = /\b(?:function|then|do|repeat|end|until|else|elseif)\b|[{}]/g;
  let next = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    while (next < spans.length && spans[next]!.end <= match.index) next++;
    if (next < spans.length && spans[next]!.start <= match.index) continue;
    const [word] = match;
    const closes = word === 'end' || word === 'until' || word === '}' || word === 'else' || word === 'elseif';
    if (closes) {
      const start = open.pop();
      // The line that closes stays in view.
      const end = ends.before(match.index);
      if (start !== undefined && ends.before(end) > start) folds.push({ start, end, isComment: false });
    }
    if (!closes || word === 'else') open.push(match.index);
  }
  return [...folds, ...commentFolds(text, '--')];
}
