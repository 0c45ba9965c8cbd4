/** What may stand at a place of WebAssembly Text. */
import type { Completion, TextRange } from '../../contract/help.ts';
import { wasi1 } from '../../contract/hosts/wasi1.ts';
import { funcs } from '../../contract/hosts/funcs.ts';
import { flattenFunction } from '../../wit/flatten.ts';
import { formatFunction } from '../../wit/print.ts';
import type { FunctionType } from '../../wit/types.ts';
import { allInstructions, formatEffect, type Instruction } from './effects.ts';
import { formatWatSignature, spaceOf, type WatModule, type WatName, type WatSpace } from './names.ts';
import { headOf, listAt, stringOf, type WatAtom, type WatList, type WatNode } from './tree.ts';

/** What the project says of a module's text. */
export interface WatSurroundings {
  /** Functions that entries want of it, by their WIT signatures. */
  readonly wanted: readonly FunctionType[];
}

const TYPES = ['i32', 'i64', 'f32', 'f64', 'v128', 'funcref', 'externref'];
const TYPE_PARENTS: ReadonlySet<string> = new Set(['param', 'result', 'local', 'mut', 'global', 'field']);

interface Shape {
  readonly label: string;
  readonly insert: string;
  readonly doc: string;
}

const FIELDS: readonly Shape[] = [
  { label: 'func', insert: 'func \\$${1:name} ${2:(param \\$a i32) }(result i32)\n  $0', doc: 'A function.' },
  {
    label: 'func export',
    insert: 'func (export "${1:name}") ${2:(param \\$a i32) }(result i32)\n  $0',
    doc: 'A function that can be called from outside.',
  },
  {
    label: 'import',
    insert: 'import "${1:module}" "${2:name}" (func \\$${3:name}$0)',
    doc: 'A function that somebody else provides.',
  },
  { label: 'memory', insert: 'memory (export "memory") ${1:1}', doc: 'Memory, in pages of 64 KiB.' },
  {
    label: 'global',
    insert: 'global \\$${1:name} (mut ${2:i32}) (${2:i32}.const ${3:0})',
    doc: 'A variable of the module.',
  },
  { label: 'data', insert: 'data (i32.const ${1:0}) "$2"', doc: 'Bytes that stand in memory from the start.' },
  { label: 'table', insert: 'table \\$${1:name} ${2:1} funcref', doc: 'References to functions, for call_indirect.' },
  { label: 'elem', insert: 'elem (i32.const ${1:0}) \\$$2', doc: 'Functions that stand in a table from the start.' },
  { label: 'type', insert: 'type \\$${1:name} (func (param ${2:i32}) (result ${3:i32}))', doc: 'A type of functions.' },
  { label: 'export', insert: 'export "${1:name}" (func \\$$2)', doc: 'A name that is known outside.' },
  { label: 'start', insert: 'start \\$$1', doc: 'The function that runs when an instance is made.' },
];

const HEADERS: readonly Shape[] = [
  { label: 'param', insert: 'param \\$${1:name} ${2:i32}', doc: 'A parameter.' },
  { label: 'result', insert: 'result ${1:i32}', doc: 'What the function leaves on the stack.' },
  { label: 'local', insert: 'local \\$${1:name} ${2:i32}', doc: 'A variable of the function, zero at first.' },
  { label: 'export', insert: 'export "${1:name}"', doc: 'The name that it has outside.' },
  { label: 'type', insert: 'type \\$$1', doc: 'The type, by its name.' },
];

/** As `offset` is asked for: the word that ends there is what is completed. */
export function completeWat(module: WatModule, offset: number, { wanted }: WatSurroundings): Completion[] {
  const { text, root } = module;
  const word = wordAt(text, offset);
  const list = listAt(root, word.start);
  const quoted = atString(list, offset);
  if (quoted) return completeString(module, list, quoted, wanted);
  if (isInComment(text, list, offset)) return [];
  const head = headOf(list);
  if (text[word.start] === '$') return names(module, list, word);
  const isHead = text[word.start - 1] === '(';
  if (list === root) return isHead ? wholeModule(word) : [];
  // The list that the word would be the head of.
  const around = isHead && list.start === word.start - 1 ? list.parent : list;
  const parent = headOf(around);
  if (isHead) {
    if (around?.parent === null) return [...wholeModule(word), ...fields(module, word, wanted)];
    if (parent === 'module') return fields(module, word, wanted);
    if (parent === 'import')
      return FIELDS.slice(0, 5).map(({ label, doc }) => ({
        label,
        kind: 'keyword',
        insert: label,
        doc,
        replace: word,
      }));
    if (parent === 'export')
      return ['func', 'memory', 'global', 'table'].map((label) => ({
        label,
        kind: 'keyword',
        insert: `${label} \\$$1`,
        isSnippet: true,
        goesOn: true,
        replace: word,
      }));
    const isHeader = parent === 'func' && around !== null && !hasBody(around, word.start);
    return [
      ...(isHeader ? HEADERS.map((shape) => snippet(shape, word)) : []),
      ...(isBody(around) ? instructions(word) : []),
    ];
  }
  if (TYPE_PARENTS.has(head)) return TYPES.map((label) => ({ label, kind: 'type', insert: label, replace: word }));
  const before = previousAtom(list, word.start);
  const space = before && before.kind === 'word' ? spaceOf(before.text) : null;
  const isNamed = space !== null && word.start === word.end && space !== 'memory' && space !== 'table';
  return [...(isNamed ? names(module, list, word) : []), ...(isBody(list) ? instructions(word) : [])];
}

function wholeModule(word: TextRange): Completion[] {
  return [
    snippet(
      { label: 'module', insert: 'module\n  (func (export "${1:name}") (result i32)\n    $0)', doc: 'A module.' },
      word,
    ),
  ];
}

/** Names of WebAssembly Text may have almost any character. */
export function wordAt(text: string, offset: number): TextRange {
  let start = offset;
  while (start > 0 && isWordCharacter(text.charCodeAt(start - 1))) start--;
  let end = offset;
  while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
  return { start, end };
}

function isWordCharacter(code: number): boolean {
  return (
    code > 32 &&
    code < 127 &&
    code !== 34 &&
    code !== 40 &&
    code !== 41 &&
    code !== 44 &&
    code !== 59 &&
    code !== 91 &&
    code !== 93 &&
    code !== 123 &&
    code !== 125
  );
}

function snippet({ label, insert, doc }: Shape, replace: TextRange): Completion {
  return { label, kind: 'snippet', insert, isSnippet: true, doc, replace };
}

/** A comment that the offset is in: outside of every node, behind its mark. */
function isInComment(text: string, list: WatList, offset: number): boolean {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const mark = text.lastIndexOf(';;', offset - 1);
  const last = list.nodes.findLast((node) => node.start < offset);
  if (mark >= lineStart && mark < offset && !(last && last.start < mark && last.end > mark)) return true;
  const open = text.lastIndexOf('(;', offset);
  return open >= 0 && open > (last?.end ?? list.start) - 1 && text.indexOf(';)', open) + 2 > offset;
}

function atString(list: WatList, offset: number): WatNode | null {
  return (
    list.nodes.find(
      (node) => node.type === 'atom' && node.kind === 'string' && node.start < offset && offset < node.end,
    ) ?? null
  );
}

function completeString(
  module: WatModule,
  list: WatList,
  quoted: WatNode,
  wanted: readonly FunctionType[],
): Completion[] {
  const replace = { start: quoted.start + 1, end: quoted.end - 1 };
  if (headOf(list) === 'export') {
    return missing(module, wanted).map((type) => ({
      label: type.name,
      kind: 'function',
      insert: type.name,
      detail: formatFunction(type),
      replace,
    }));
  }
  if (headOf(list) !== 'import') return [];
  const index = list.nodes.indexOf(quoted);
  if (index === 1) {
    return [wasi1, funcs].map(({ name, doc }) => ({ label: name, kind: 'module', insert: name, doc, replace }));
  }
  if (stringOf(list.nodes[1]) !== wasi1.name) return [];
  return Object.entries(wasi1.core).map(([label, { doc, parameters, result }]) => ({
    label,
    kind: 'function',
    insert: label,
    detail: `(${parameters.replaceAll(' ', ', ')})${result === null ? '' : ` → ${result}`}`,
    doc,
    replace,
  }));
}

function missing(module: WatModule, wanted: readonly FunctionType[]): FunctionType[] {
  return wanted.filter(({ name }) => !module.exports.some((exported) => exported.name === name));
}

function fields(module: WatModule, word: TextRange, wanted: readonly FunctionType[]): Completion[] {
  const whole = missing(module, wanted).flatMap((type): Completion[] => {
    const flat = flattenFunction(type);
    if (!flat) return [];
    const parameters = flat.parameters.map(
      (core, index) => `(param \\$${flatName(type, index, flat.parameters.length)} ${core})`,
    );
    const results = flat.results.map((core) => `(result ${core})`);
    const insert = `func (export "${type.name}") ${[...parameters, ...results].join(' ')}\n  $0`;
    const label = `func ${type.name}`;
    return [
      {
        label,
        kind: 'function',
        insert,
        isSnippet: true,
        detail: formatFunction(type),
        doc: 'The function that an entry wants of this module, by its WIT signature.',
        replace: word,
      },
    ];
  });
  return [...whole, ...FIELDS.map((shape) => snippet(shape, word))];
}

/** The parameter's own name where each is one number. */
function flatName(type: FunctionType, index: number, count: number): string {
  return (count === type.parameters.length ? type.parameters[index]?.name : undefined) ?? `p${index}`;
}

function hasBody(list: WatList, before: number): boolean {
  return list.nodes.some(
    (node, index) =>
      index > 0 &&
      node.end < before &&
      (node.type === 'list'
        ? !['param', 'result', 'local', 'export', 'import', 'type'].includes(headOf(node))
        : node.kind === 'word'),
  );
}

/** Instructions may stand within functions, and as initial values of fields. */
function isBody(list: WatList | null): boolean {
  for (let at = list; at?.parent; at = at.parent) {
    const head = headOf(at);
    if (['param', 'result', 'local', 'import', 'export', 'type'].includes(head)) return false;
    if (['func', 'global', 'data', 'elem', 'offset', 'item'].includes(head)) return true;
  }
  return false;
}

function previousAtom(list: WatList, before: number): WatAtom | null {
  const last = list.nodes.findLast((node) => node.end <= before && node.start < before);
  return last?.type === 'atom' ? last : null;
}

/** What most functions are made of comes first, and proposals last. */
const RANKS: readonly RegExp[] = [
  /^(?:local|global|call|i32|block|loop|if|br|return|drop|select|memory)(?:$|[._](?!atomic))/,
  /^[if](?:32|64)\.(?!atomic)/,
  /^(?:table|ref|data|elem|nop|unreachable|call)/,
  /^(?:v128|[if]\d+x\d+)\./,
];
const rankOf = (name: string): number => {
  const rank = RANKS.findIndex((pattern) => pattern.test(name));
  return rank < 0 ? RANKS.length : rank;
};
const ordered: readonly Instruction[] = allInstructions().toSorted((a, b) => rankOf(a.name) - rankOf(b.name));

const written = ordered.map(({ name, effect, doc, immediates }): Omit<Completion, 'replace'> => {
  const needsName = immediates.startsWith('$');
  return {
    label: name,
    kind: 'instruction',
    insert: needsName ? `${name} ` : name,
    ...(effect ? { detail: formatEffect(effect) } : {}),
    ...(doc === '' ? {} : { doc }),
    ...(needsName ? { goesOn: true as const } : {}),
  };
});

function instructions(replace: TextRange): Completion[] {
  return written.map((one) => ({ ...one, replace }));
}

function names(module: WatModule, list: WatList, word: TextRange): Completion[] {
  const space = expectedSpace(list, word.start);
  const all = visible(module, word.start).filter(
    (name) => name.name !== '' && (space === null || name.space === space),
  );
  return all.map((name) => ({
    label: name.name,
    kind:
      name.space === 'func'
        ? 'function'
        : name.space === 'type'
          ? 'type'
          : name.space === 'label'
            ? 'keyword'
            : 'variable',
    insert: name.name,
    detail: name.type === '' ? name.space : name.type,
    replace: word,
  }));
}

/** What name is meant at a place: by the word in front of it, or by the list that it stands in. */
export function expectedSpace(list: WatList, at: number): WatSpace | null {
  const before = list.nodes.findLast(
    (node) => node.start < at && node.end <= at && node.type === 'atom' && node.kind === 'word',
  );
  const word = before?.type === 'atom' ? before.text : headOf(list);
  if (word === 'func' || word === 'global' || word === 'table' || word === 'memory' || word === 'type') return word;
  if (word === 'start') return 'func';
  return spaceOf(word) ?? (headOf(list) === 'elem' ? 'func' : null);
}

export function visible(module: WatModule, offset: number): WatName[] {
  const own = module.functions.find(({ list }) => list.start < offset && offset <= list.end);
  const labels = module.labels.filter(({ scope }) => scope.start < offset && offset <= scope.end);
  const local = own ? own.locals : [];
  return [...local, ...labels.toReversed(), ...[...module.spaces.values()].flat()];
}

export function signatureText(name: WatName): string {
  return name.signature ? formatWatSignature(name.signature) : name.type;
}
