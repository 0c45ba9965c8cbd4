/** What is told of WebAssembly Text where somebody points. Places are offsets of the text. */
import type { Fold, Hover, SignatureHelp, TextRange, TextSymbol } from '../../contract/help.ts';
import { commentAbove } from '../comments.ts';
import { commentFolds, LineEnds } from '../folds.ts';
import { codeBlock, inlineCode, paragraphs, plainText } from '../markdown.ts';
import { visible } from './complete.ts';
import { formatEffect, instruction } from './effects.ts';
import { spaceOf, type WatModule, type WatName, type WatSpace } from './names.ts';
import { stackAt } from './stack.ts';
import { atomAt, headOf, idOf, listAt, listsOf, stringOf, type WatAtom, type WatList } from './tree.ts';

const WORDS: Readonly<Record<string, string>> = {
  module: 'A module: functions, memory and what it shares with the outside.',
  func: 'A function. Its parameters are locals; what is left on the stack at its end is its result.',
  param: 'A parameter. It is read with `local.get`.',
  result: 'The type of what is left on the stack.',
  local: 'A variable of the function, zero at first.',
  export: 'A name that is known outside of the module.',
  import: 'Something that the outside provides, by two names.',
  memory: 'Memory that loads and stores reach; counted in pages of 64 KiB.',
  global: 'A variable of the module.',
  data: 'Bytes that stand in memory from the start.',
  table: 'References to functions, which `call_indirect` calls by number.',
  elem: 'Functions that stand in a table from the start.',
  type: 'A type of functions.',
  start: 'The function that runs when an instance is made.',
  mut: 'Its value can be changed.',
  i32: 'A whole number of 32 bits. Signed or not is a matter of the instruction.',
  i64: 'A whole number of 64 bits.',
  f32: 'A floating-point number of 32 bits.',
  f64: 'A floating-point number of 64 bits.',
  v128: 'A vector of 128 bits.',
  funcref: 'A reference to a function, or none.',
  externref: 'A reference to something of the outside.',
};

export function hoverWat(module: WatModule, offset: number): Hover | null {
  const atom = atomAt(module.root, offset);
  if (!atom) return null;
  const name = nameAt(module, atom);
  if (name) return { range: atom, text: paragraphs(codeBlock('wat', declarationOf(name)), commentOf(module, name)) };
  if (atom.kind === 'string') return null;
  const found = instruction(atom.text);
  if (found) {
    const stack = stackBefore(module, atom);
    const effect = effectHere(module, atom) ?? (found.effect ? formatEffect(found.effect) : null);
    const text = paragraphs(
      codeBlock('wat', atom.text),
      effect === null ? null : `takes and leaves: ${inlineCode(effect)}`,
      found.doc,
      stack,
    );
    return { range: atom, text };
  }
  const doc = Object.hasOwn(WORDS, atom.text) ? WORDS[atom.text]! : null;
  return doc === null ? null : { range: atom, text: paragraphs(codeBlock('wat', atom.text), doc) };
}

/** The name that an atom stands for, written as `$name` or as a number. */
export function nameAt(module: WatModule, atom: WatAtom): WatName | null {
  const known = module.byAtom.get(atom);
  if (known || atom.kind !== 'word' || !/^\d+$/.test(atom.text)) return known ?? null;
  const { nodes } = atom.parent;
  const before = nodes[nodes.indexOf(atom) - 1];
  const space = before?.type === 'atom' && before.kind === 'word' ? spaceOf(before.text) : null;
  if (space === null || space === 'label') return null;
  return namesIn(module, space, atom.start)[Number(atom.text)] ?? null;
}

function namesIn(module: WatModule, space: WatSpace, offset: number): readonly WatName[] {
  if (space !== 'local') return module.spaces.get(space) ?? [];
  return module.functions.find(({ list }) => list.start < offset && offset < list.end)?.locals ?? [];
}

function declarationOf({ space, name, type, signature }: WatName): string {
  const named = name === '' ? '' : ` ${name}`;
  if (signature) {
    const parameters = signature.parameters.map(
      (one) => ` (param${one.name === '' ? '' : ` ${one.name}`} ${one.type})`,
    );
    const results = signature.results.length > 0 ? ` (result ${signature.results.join(' ')})` : '';
    return `(${space}${named}${parameters.join('')}${results})`;
  }
  return type === '' ? `(${space}${named})` : `(${space}${named} ${type})`;
}

function commentOf(module: WatModule, { at }: WatName): string {
  return plainText(commentAbove(module.text, at.start, /^;;+/));
}

/** Of an instruction whose effect is what it names. */
function effectHere(module: WatModule, atom: WatAtom): string | null {
  const { nodes } = atom.parent;
  const next = nodes[nodes.indexOf(atom) + 1];
  const name = next?.type === 'atom' ? nameAt(module, next) : null;
  if (!name) return null;
  const { signature } = name;
  if (signature) return formatEffect({ takes: signature.parameters.map(({ type }) => type), gives: signature.results });
  const type = name.type.replace(/^\(mut (.*)\)$/, '$1');
  switch (atom.text) {
    case 'local.get':
    case 'global.get':
      return formatEffect({ takes: [], gives: [type] });
    case 'local.set':
    case 'global.set':
      return formatEffect({ takes: [type], gives: [] });
    case 'local.tee':
      return formatEffect({ takes: [type], gives: [type] });
    default:
      return null;
  }
}

function stackBefore(module: WatModule, atom: WatAtom): string | null {
  const own = module.functions.find(({ list }) => list.start < atom.start && atom.start < list.end);
  if (!own) return null;
  // Of the folded form the operands stand behind the word.
  const isFolded = atom.parent !== own.list && atom.parent.nodes[0] === atom && !['then', 'else'].includes(atom.text);
  const operands = isFolded ? atom.parent.nodes.filter((node) => node.type === 'list') : [];
  const at = operands.length > 0 ? operands.at(-1)!.end : atom.start;
  const stack = stackAt(module, own, at);
  return stack && `on the stack before it: ${stack.length === 0 ? 'nothing' : inlineCode(`[${stack.join(' ')}]`)}`;
}

/** Parameters of a function that is called in the folded form: `(call $f a b)`. */
export function signatureWat(module: WatModule, offset: number): SignatureHelp | null {
  const list = listAt(module.root, offset);
  const callee = list.nodes[1];
  if (headOf(list) === 'call' && callee?.type === 'atom' && offset > callee.end) {
    const name = nameAt(module, callee);
    if (!name?.signature) return null;
    const done = list.nodes.filter((node) => node.type === 'list' && node.end <= offset).length;
    return labelled(
      name.name === '' ? `call ${callee.text}` : name.name,
      name.signature.parameters.map((one) => `${one.name === '' ? '' : `${one.name} `}${one.type}`),
      name.signature.results,
      commentOf(module, name),
      done,
    );
  }
  const head = headOf(list);
  const found = head === '' ? null : instruction(head);
  const first = list.nodes[0];
  if (!found?.effect || found.effect.takes.length === 0 || !first || offset <= first.end) return null;
  const done = list.nodes.filter((node) => node.type === 'list' && node.end <= offset).length;
  return labelled(head, found.effect.takes, found.effect.gives, found.doc, done);
}

function labelled(
  name: string,
  parameters: readonly string[],
  results: readonly string[],
  doc: string,
  parameter: number,
): SignatureHelp {
  let label = `${name}(`;
  const ranges: TextRange[] = [];
  for (const [index, text] of parameters.entries()) {
    if (index > 0) label += ', ';
    ranges.push({ start: label.length, end: label.length + text.length });
    label += text;
  }
  label += `)${results.length > 0 ? ` → ${results.join(' ')}` : ''}`;
  return { signature: { label, parameters: ranges, doc }, parameter };
}

export function definitionWat(module: WatModule, offset: number): TextRange[] {
  const atom = atomAt(module.root, offset);
  const name = atom && nameAt(module, atom);
  return name ? [placeOf(name)] : [];
}

function placeOf({ definition, at }: WatName): TextRange {
  if (definition) return definition;
  const head = at.type === 'list' ? at.nodes[0] : at;
  return { start: head?.start ?? at.start, end: head?.end ?? at.end };
}

/** The name at the place wherever it stands; its definition first. */
export function referencesWat(module: WatModule, offset: number): TextRange[] {
  const atom = atomAt(module.root, offset);
  const name = atom && module.byAtom.get(atom);
  return name?.definition ? [name.definition, ...name.uses] : [];
}

/** Why a name cannot be given; null where it can. */
export function refuseWatName(module: WatModule, offset: number, newName: string): string | null {
  const atom = atomAt(module.root, offset);
  const name = atom && module.byAtom.get(atom);
  if (!name) return 'only names that begin with $ can be changed';
  if (!/^\$[\w!#$%&'*+\-./:<=>?@\\^`|~]+$/.test(newName))
    return 'a name begins with $ and has no blanks, quotes or parentheses';
  const others = [...visible(module, offset), ...visible(module, name.scope.end)];
  const taken = others.some((other) => other !== name && other.space === name.space && other.name === newName);
  return taken ? `there is another ${newName} already` : null;
}

const KINDS: ReadonlyMap<string, TextSymbol['kind']> = new Map(
  Object.entries({
    func: 'function',
    memory: 'memory',
    data: 'memory',
    global: 'variable',
    type: 'type',
    table: 'memory',
  } as const),
);

export function symbolsWat({ root, text }: WatModule): TextSymbol[] {
  const top = listsOf(root);
  const module = top[0] && headOf(top[0]) === 'module' ? top[0] : null;
  const symbols = (module ? listsOf(module) : top).flatMap((list) => symbolOf(list, text));
  if (!module) return symbols;
  const head = module.nodes[0]!;
  return [{ name: 'module', detail: '', kind: 'module', range: module, selection: head, children: symbols }];
}

function symbolOf(list: WatList, text: string): TextSymbol[] {
  const head = headOf(list);
  if (head === '') return [];
  const id = idOf(list);
  const exported = listsOf(list, 'export')[0]?.nodes[1];
  const strings = list.nodes.filter((node): node is WatAtom => node.type === 'atom' && node.kind === 'string');
  const name = id?.text ?? stringOf(exported) ?? strings.map((node) => stringOf(node)).join(' ');
  const selection = id ?? exported ?? list.nodes[0]!;
  const [detail = ''] = text.slice(list.start, list.end).split('\n');
  return [
    {
      name: name === '' ? head : name,
      detail: head === 'func' ? '' : cut(detail),
      kind: KINDS.get(head) ?? 'constant',
      range: list,
      selection,
      children: [],
    },
  ];
}

function cut(line: string): string {
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** Lists that take several lines, and comments that do. */
export function foldsWat({ root, text }: WatModule): Fold[] {
  const folds: Fold[] = [];
  const ends = new LineEnds(text);
  const visit = (list: WatList): void => {
    for (const node of list.nodes) {
      if (node.type !== 'list') continue;
      if (ends.before(node.end) > node.start) folds.push({ start: node.start, end: node.end, isComment: false });
      visit(node);
    }
  };
  visit(root);
  return [...folds, ...commentFolds(text, ';;')];
}
