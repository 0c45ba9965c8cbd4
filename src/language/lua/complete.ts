/** What may stand at a place of a Lua text. */
import type { Completion, CompletionKind, FileEdit, TextRange } from '../../contract/help.ts';
import { isPlannedModule, LUA_MODULES, MODULE_NAMES, STANDING_MODULES } from '../../contract/lua-modules/index.ts';
import type { LuaModuleSpec } from '../../contract/lua-modules/spec.ts';
import type { CallExpression } from '../../lua-text/ast.ts';
import { formatType } from '../../wit/print.ts';
import { commentAbove } from '../comments.ts';
import { plainText } from '../markdown.ts';
import { callSnippets, type Callable } from './call-snippets.ts';
import { LuaInference, membersOf, type LuaSurroundings, type LuaValue } from './infer.ts';
import { readLuaNames, type LuaName, type LuaNames } from './names.ts';
import { scanLua, spanAt } from './scan.ts';
import { LUA_KEYWORDS, STANDARD_FUNCTIONS, STANDARD_LIBRARIES } from './standard.ts';

/** What completion needs to know of the entry besides. */
export interface LuaEntryFacts extends LuaSurroundings {
  /** Modules that it lists. */
  readonly modules: readonly string[];
  /** Aliases of its imports. */
  readonly imports: readonly { readonly alias: string; readonly id: string }[];
  /** What can be called: `ns:name`, with what it takes. */
  readonly callable: readonly Callable[];
  /** Has the entry list a module; null where nobody can. */
  readonly addModule: (name: string) => FileEdit | null;
}

export function completeLua(names: LuaNames, offset: number, facts: LuaEntryFacts): Completion[] {
  const { text } = names;
  const span = spanAt(scanLua(text), offset);
  if (span?.kind === 'comment') return [];
  if (span) return completeString(names, offset, span, facts);
  const word = wordAt(text, offset);
  const before = text.slice(0, word.start).trimEnd().at(-1);
  const isMember = (before === '.' && text[word.start - 2] !== '.') || (before === ':' && text[word.start - 2] !== ':');
  if (isMember) return members(text, word, offset, before === ':', facts);
  if (
    /\d/.test(text[word.start] ?? '') ||
    /(?:^|\n)\s*--/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, word.start))
  )
    return [];
  if (isDeclaring(text, word.start)) return [];
  const isListed = facts.modules.includes('funcs');
  const edit = isListed ? null : facts.addModule('funcs');
  const calls = isListed || edit ? callSnippets(facts.callable, { replace: word, edit }) : [];
  return [...localNames(names, word, facts), ...globalNames(names, word, facts), ...calls, ...statements(word)];
}

export function wordAt(text: string, offset: number): TextRange {
  let start = offset;
  while (start > 0 && /\w/.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text[end]!)) end++;
  return { start, end };
}

/** A new name is being written, which nobody can know. */
function isDeclaring(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return (
    /\blocal\s+(?:[\w\s,]*,\s*)?$|\bfunction\s+$|\bfor\s+(?:\w+\s*,\s*)*$/.test(line) ||
    /\bfunction\b[^()]*\([^()]*$/.test(line)
  );
}

/** The text as if the member at the word were called: so that there is something to read whatever follows. */
function withCall(text: string, word: TextRange): string {
  const rest = text.slice(word.end).trimStart();
  const name = word.start === word.end ? '__' : '';
  const call = /^(?:[([{"'.:]|=(?!=))/.test(rest) && word.start !== word.end ? '' : '()';
  return text.slice(0, word.end) + name + call + text.slice(word.end);
}

function members(
  text: string,
  word: TextRange,
  offset: number,
  isMethod: boolean,
  facts: LuaSurroundings,
): Completion[] {
  const names = readLuaNames(withCall(text, word));
  const found = names.members.find(
    ({ member }) => member.start <= offset && offset <= member.end && member.end > member.start,
  );
  if (!found) return [];
  const value = new LuaInference(names, facts).valueOf(found.object);
  if (!value) return [];
  const dot = text.lastIndexOf(isMethod ? ':' : '.', word.start);
  return [...membersOf(value)].flatMap(([name, { value: member }]) => {
    const isCallable = member?.kind === 'function' || member?.kind === 'lua-function';
    const wantsColon = member?.kind === 'function' && member.isMethod;
    // A colon is for methods; of a table it may be any of its functions.
    if (isMethod && (!isCallable || (member?.kind === 'function' && !member.isMethod))) return [];
    const isName = /^[A-Za-z_]\w*$/.test(name);
    const completion = memberCompletion(name, member, isName ? word : { start: dot, end: word.end });
    if (!isName) return isMethod ? [] : [{ ...completion, insert: `["${name}"]` }];
    // Written with a dot, a method would get no object.
    return [
      wantsColon && !isMethod
        ? { ...completion, insert: `:${name}`, replace: { start: dot, end: word.end } }
        : completion,
    ];
  });
}

function memberCompletion(label: string, value: LuaValue | null, replace: TextRange): Completion {
  return { label, insert: label, replace, ...described(value) };
}

/** Kind, type and documentation of a value. */
export function described(value: LuaValue | null): {
  readonly kind: CompletionKind;
  readonly detail?: string;
  readonly doc?: string;
} {
  switch (value?.kind) {
    case undefined:
      return { kind: 'field' };
    case 'module':
      return { kind: 'module', detail: 'module', doc: value.spec.doc };
    case 'library':
      return { kind: 'module', detail: 'library', doc: value.library.doc };
    case 'object':
      return { kind: 'variable', detail: value.type };
    case 'function':
      return {
        kind: 'function',
        detail: value.spec.signature,
        doc: value.spec.isPlanned ? `${value.spec.doc} Not available in the playground yet.` : value.spec.doc,
      };
    case 'lua-function':
      return {
        kind: 'function',
        detail: luaSignature(value),
        doc: plainText(commentAbove(value.names.text, value.doc, /^--+/)),
      };
    case 'table':
      return { kind: 'field', detail: 'table' };
    case 'wit':
      return { kind: 'field', detail: formatType(value.type) };
    case 'named':
      return { kind: /^["\d-]/.test(value.type) ? 'constant' : 'field', detail: value.type };
  }
}

export function luaSignature({ body, names }: Extract<LuaValue, { kind: 'lua-function' }>): string {
  const parameters = body.parameters.map((one) => names.text.slice(one.start, one.type?.end ?? one.end));
  return `(${[...parameters, ...(body.vararg ? ['...'] : [])].join(', ')})`;
}

function localNames(names: LuaNames, word: TextRange, facts: LuaSurroundings): Completion[] {
  const inference = new LuaInference(names, facts);
  const seen = new Set<string>();
  const visible = visibleNames(names, word.start);
  return visible.flatMap((name) => {
    if (seen.has(name.name)) return [];
    seen.add(name.name);
    const { kind, ...rest } = described(inference.valueOfName(name));
    return [
      {
        label: name.name,
        insert: name.name,
        replace: word,
        ...rest,
        kind: kind === 'field' ? ('variable' as const) : kind,
      },
    ];
  });
}

/** The innermost first. */
export function visibleNames(names: LuaNames, offset: number): LuaName[] {
  return names.names.filter(({ scope }) => scope.start <= offset && offset <= scope.end).toReversed();
}

function globalNames(names: LuaNames, word: TextRange, facts: LuaEntryFacts): Completion[] {
  const own = new Set(visibleNames(names, word.start).map(({ name }) => name));
  const functions = [...STANDARD_FUNCTIONS].map(([label, { signature, doc }]): Completion => ({
    label,
    kind: 'function',
    insert: label,
    detail: signature,
    doc,
    replace: word,
  }));
  const libraries = [...STANDARD_LIBRARIES.values()].map(({ name, doc }): Completion => ({
    label: name,
    kind: 'module',
    insert: name,
    detail: 'library',
    doc,
    replace: word,
  }));
  const imports = facts.imports.map(({ alias, id }): Completion => ({
    label: alias,
    kind: 'module',
    insert: alias,
    detail: id,
    replace: word,
  }));
  const modules = Object.values<LuaModuleSpec>(LUA_MODULES).flatMap(({ name, doc }): Completion[] => {
    const isThere = facts.modules.includes(name) || STANDING_MODULES.includes(name);
    const edit = isThere ? null : facts.addModule(name);
    if (!isThere && !edit) return [];
    return [
      {
        label: name,
        kind: 'module',
        insert: name,
        detail: isThere ? 'module' : 'module, is added to modules',
        doc,
        replace: word,
        ...(edit ? { edits: [edit] } : {}),
      },
    ];
  });
  return [...imports, ...modules, ...libraries, ...functions].filter(({ label }) => !own.has(label));
}

const STATEMENTS: readonly (readonly [label: string, insert: string, doc: string])[] = [
  ['if', 'if ${1:condition} then\n\t$0\nend', 'What runs on a condition.'],
  ['for in ipairs', 'for ${1:index}, ${2:value} in ipairs(${3:list}) do\n\t$0\nend', 'Goes over a list.'],
  ['for in pairs', 'for ${1:key}, ${2:value} in pairs(${3:table}) do\n\t$0\nend', 'Goes over a table.'],
  ['for', 'for ${1:i} = ${2:1}, ${3:10} do\n\t$0\nend', 'Counts.'],
  ['while', 'while ${1:condition} do\n\t$0\nend', 'Repeats on a condition.'],
  ['function', 'function ${1:name}($2)\n\t$0\nend', 'A function.'],
  ['local function', 'local function ${1:name}($2)\n\t$0\nend', 'A function that is known here only.'],
];

function statements(word: TextRange): Completion[] {
  const snippets = STATEMENTS.map(([label, insert, doc]): Completion => ({
    label,
    kind: 'snippet',
    insert,
    isSnippet: true,
    doc,
    replace: word,
  }));
  return [
    ...snippets,
    ...LUA_KEYWORDS.map((label): Completion => ({ label, kind: 'keyword', insert: label, replace: word })),
  ];
}

/** Names of entries and modules, where a call takes one. */
function completeString(
  whole: LuaNames,
  offset: number,
  span: { readonly start: number; readonly end: number; readonly isClosed: boolean },
  facts: LuaEntryFacts,
): Completion[] {
  const { text } = whole;
  const replace = { start: span.start + 1, end: span.isClosed ? span.end - 1 : offset };
  const quote = text[span.start]!;
  if (quote === '[') return [];
  const names = span.isClosed ? whole : readLuaNames(text.slice(0, offset) + quote + text.slice(offset));
  const call = names.calls.find(({ args }) => args[0]?.kind === 'string' && args[0].start === span.start);
  if (!call) return [];
  if (call.callee.kind === 'name' && call.callee.name === 'require' && !call.method) return required(replace, facts);
  return isTarget(call, names, facts)
    ? facts.callable.map(({ id, detail, doc }) => ({
        label: id,
        kind: 'entry',
        insert: id,
        detail,
        doc: doc(),
        replace,
      }))
    : [];
}

function isTarget(call: CallExpression, names: LuaNames, facts: LuaSurroundings): boolean {
  return new LuaInference(names, facts).targetOf(call) !== null;
}

function required(replace: TextRange, facts: LuaEntryFacts): Completion[] {
  const imports = facts.imports.map(({ alias, id }): Completion => ({
    label: alias,
    kind: 'module',
    insert: alias,
    detail: id,
    replace,
  }));
  const modules = [...MODULE_NAMES].flatMap((name): Completion[] => {
    if (isPlannedModule(name) || name === 'print') return [];
    const isThere = facts.modules.includes(name) || STANDING_MODULES.includes(name);
    const edit = isThere ? null : facts.addModule(name);
    const doc = Object.hasOwn(LUA_MODULES, name)
      ? (LUA_MODULES as Readonly<Record<string, LuaModuleSpec>>)[name]!.doc
      : '';
    return [
      {
        label: name,
        kind: 'module',
        insert: name,
        detail: isThere ? 'module' : edit ? 'module, is added to modules' : 'module',
        doc,
        replace,
        ...(edit ? { edits: [edit] } : {}),
      },
    ];
  });
  return [...imports, ...modules];
}
