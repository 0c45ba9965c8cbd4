/** WebAssembly Text as the lists and words that it is made of, whatever state it is in. */
import type { TextRange } from '../../contract/help.ts';
import { WatLexer } from '../../toolchain/wat-lexer.ts';

export interface WatList extends TextRange {
  readonly type: 'list';
  readonly parent: WatList | null;
  readonly nodes: WatNode[];
  /** Offset behind its parenthesis, or where the text or the list around ends. */
  end: number;
  isClosed: boolean;
}

export interface WatAtom extends TextRange {
  readonly type: 'atom';
  readonly kind: 'word' | 'id' | 'string';
  readonly parent: WatList;
  readonly text: string;
}

export type WatNode = WatList | WatAtom;

/** Lists in each other that are told apart; whoever walks them may do so by recursion. */
const MAX_DEPTH = 250;

/** The whole text as a list of its own. Linear in the text; what is no token is passed over. */
export function readWat(text: string): WatList {
  const root: WatList = { type: 'list', parent: null, nodes: [], start: 0, end: text.length, isClosed: true };
  const lexer = new WatLexer(text);
  let list = root;
  let depth = 0;
  let beyond = 0;
  for (;;) {
    if (!lexer.next()) {
      const { problem } = lexer;
      // A comment that nothing closes takes the rest.
      if (!problem || text.startsWith('(;', problem.offset)) break;
      lexer.problem = null;
      lexer.annotationDepth = 0;
      lexer.end = Math.max(lexer.end, problem.offset + problem.length);
      continue;
    }
    const { kind, start, end } = lexer;
    switch (kind) {
      case 'open':
      case 'annotation':
        if (depth >= MAX_DEPTH) {
          beyond++;
          break;
        }
        list = addList(list, start, text.length);
        depth++;
        break;
      case 'close':
        if (beyond > 0) beyond--;
        else if (list.parent) {
          list.end = end;
          list.isClosed = true;
          list = list.parent;
          depth--;
        }
        break;
      case 'word':
      case 'id':
      case 'string':
        list.nodes.push({ type: 'atom', kind, parent: list, start, end, text: text.slice(start, end) });
        break;
    }
  }
  return root;
}

function addList(parent: WatList, start: number, end: number): WatList {
  const list: WatList = { type: 'list', parent, nodes: [], start, end, isClosed: false };
  parent.nodes.push(list);
  return list;
}

/** The first word of a list: what it is. */
export function headOf(list: WatList | null): string {
  const [first] = list?.nodes ?? [];
  return first?.type === 'atom' && first.kind === 'word' && list?.parent ? first.text : '';
}

export function idOf(list: WatList): WatAtom | null {
  const second = list.nodes[1];
  return second?.type === 'atom' && second.kind === 'id' ? second : null;
}

export function listsOf(list: WatList, head?: string): WatList[] {
  return list.nodes.filter(
    (node): node is WatList => node.type === 'list' && (head === undefined || headOf(node) === head),
  );
}

/** What a string atom says, as far as it is plain. */
export function stringOf(node: WatNode | undefined): string | null {
  return node?.type === 'atom' && node.kind === 'string' ? node.text.slice(1, -1) : null;
}

/** The innermost list that `offset` is inside of. */
export function listAt(root: WatList, offset: number): WatList {
  let list = root;
  for (;;) {
    const inner = within(list.nodes, offset);
    if (inner?.type !== 'list' || offset <= inner.start || (inner.isClosed && offset >= inner.end)) return list;
    list = inner;
  }
}

/** The atom that `offset` touches, the one that ends there before the one that begins. */
export function atomAt(root: WatList, offset: number): WatAtom | null {
  const { nodes } = listAt(root, offset);
  const node = within(nodes, offset);
  if (node?.type === 'atom' && node.end >= offset) return node;
  const before = node ? nodes[nodes.indexOf(node) - 1] : undefined;
  return before?.type === 'atom' && before.end >= offset ? before : null;
}

/** The last node that begins at or before the offset. */
function within(nodes: readonly WatNode[], offset: number): WatNode | null {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return nodes[low - 1] ?? null;
}
