/** What lies on the stack at a place of a function, as far as the instructions before it tell. */
import { instruction } from './effects.ts';
import type { WatFunction, WatModule, WatName, WatSignature } from './names.ts';
import { headOf, listsOf, type WatAtom, type WatList, type WatNode } from './tree.ts';

/** From the bottom up; `null` where nobody can tell, behind a jump for one. */
export type Stack = readonly string[] | null;

interface Frame {
  readonly height: number;
  readonly results: readonly string[];
}

const BLOCKS: ReadonlySet<string> = new Set(['block', 'loop', 'if', 'try', 'try_table']);
const ENDS: ReadonlySet<string> = new Set([
  'unreachable',
  'return',
  'br',
  'br_table',
  'throw',
  'rethrow',
  'return_call',
  'return_call_indirect',
  'throw_ref',
]);
const HEADER: ReadonlySet<string> = new Set(['param', 'result', 'local', 'export', 'import', 'type']);

/** In front of what begins at `offset`. */
export function stackAt(module: WatModule, { list, locals }: WatFunction, offset: number): Stack {
  const walk = new StackWalk(module, locals, offset);
  walk.items(list.nodes.slice(1));
  return walk.stack;
}

class StackWalk {
  readonly #module: WatModule;
  readonly #locals: WatFunction['locals'];
  readonly #offset: number;
  readonly #frames: Frame[] = [];
  #stack: string[] = [];
  #isKnown = true;
  #isOver = false;

  constructor(module: WatModule, locals: WatFunction['locals'], offset: number) {
    this.#module = module;
    this.#locals = locals;
    this.#offset = offset;
  }

  get stack(): Stack {
    return this.#isKnown ? this.#stack : null;
  }

  items(nodes: readonly WatNode[]): void {
    for (let index = 0; index < nodes.length && !this.#isOver; index++) {
      const node = nodes[index]!;
      if (node.start >= this.#offset) {
        this.#isOver = true;
      } else if (node.type === 'list') {
        this.#list(node);
      } else if (node.kind === 'word' && instruction(node.text)) {
        this.#flat(node.text, behind(nodes, index));
      }
    }
  }

  /** Operands first, then the instruction itself. */
  #list(list: WatList): void {
    const head = headOf(list);
    if (HEADER.has(head) || head === '') return;
    const behindHead = list.nodes.slice(1);
    if (BLOCKS.has(head)) return this.#foldedBlock(head, list, behindHead);
    if (head === 'then' || head === 'else') return this.items(behindHead);
    this.items(behindHead.filter((node) => node.type === 'list'));
    if (this.#offset > list.start && this.#offset < list.end) this.#isOver = true;
    if (!this.#isOver) this.#apply(head, behindHead);
  }

  #foldedBlock(head: string, list: WatList, nodes: readonly WatNode[]): void {
    if (head === 'if') {
      const condition = nodes.filter(
        (node) => node.type === 'list' && !HEADER.has(headOf(node)) && !['then', 'else'].includes(headOf(node)),
      );
      this.items(condition);
      if (this.#isOver) return;
      this.#pop(1);
    }
    this.#open(list);
    for (const node of nodes) {
      if (this.#isOver) return;
      if (node.type === 'list' && head === 'if' && !['then', 'else'].includes(headOf(node))) continue;
      if (node.type === 'list' && headOf(node) === 'else') this.#reset();
      this.items([node]);
    }
    if (list.isClosed && this.#offset >= list.end) this.#close();
    else this.#isOver = true;
  }

  #flat(word: string, after: readonly WatNode[]): void {
    if (BLOCKS.has(word)) {
      if (word === 'if') this.#pop(1);
      const parts = after.filter((node): node is WatList => node.type === 'list' && HEADER.has(headOf(node)));
      this.#frames.push({
        height: this.#stack.length - typesIn(parts, 'param').length,
        results: typesIn(parts, 'result'),
      });
    } else if (word === 'else') {
      this.#reset();
    } else if (word === 'end') {
      this.#close();
    } else {
      this.#apply(word, after);
    }
  }

  #open(list: WatList): void {
    const parts = listsOf(list);
    this.#frames.push({
      height: this.#stack.length - typesIn(parts, 'param').length,
      results: typesIn(parts, 'result'),
    });
  }

  #reset(): void {
    const frame = this.#frames.at(-1);
    if (!frame) return;
    this.#stack.length = Math.min(this.#stack.length, Math.max(0, frame.height));
    this.#isKnown = true;
  }

  #close(): void {
    const frame = this.#frames.pop();
    if (!frame) return;
    this.#stack.length = Math.min(this.#stack.length, Math.max(0, frame.height));
    this.#stack.push(...frame.results);
    this.#isKnown = true;
  }

  #pop(count: number): string[] {
    return this.#stack.splice(Math.max(0, this.#stack.length - count));
  }

  #apply(word: string, after: readonly WatNode[]): void {
    if (ENDS.has(word)) {
      this.#isKnown = false;
      return;
    }
    if (!this.#isKnown) return;
    const effect = instruction(word)?.effect;
    if (effect) {
      this.#pop(effect.takes.length);
      this.#stack.push(...effect.gives);
      return;
    }
    const [named] = after;
    const atom = named?.type === 'atom' ? named : null;
    switch (word) {
      case 'drop':
        this.#pop(1);
        return;
      case 'select': {
        const [value] = this.#pop(3);
        if (value !== undefined) this.#stack.push(value);
        return;
      }
      case 'local.get':
        this.#stack.push(this.#typeOf('local', atom));
        return;
      case 'local.set':
      case 'global.set':
        this.#pop(1);
        return;
      case 'local.tee':
        return;
      case 'global.get':
        this.#stack.push(this.#typeOf('global', atom));
        return;
      case 'call':
        return this.#call(this.#find('func', atom)?.signature ?? null);
      case 'call_indirect': {
        this.#pop(1);
        const use = after.find((node): node is WatList => node.type === 'list' && headOf(node) === 'type');
        const id = use?.nodes[1];
        if (id?.type === 'atom') return this.#call(this.#find('type', id)?.signature ?? null);
        const parts = after.filter((node): node is WatList => node.type === 'list');
        return this.#call({
          parameters: typesIn(parts, 'param').map((type) => ({ name: '', type })),
          results: typesIn(parts, 'result'),
        });
      }
      default:
        this.#isKnown = false;
    }
  }

  #call(signature: WatSignature | null): void {
    if (!signature) {
      this.#isKnown = false;
      return;
    }
    this.#pop(signature.parameters.length);
    this.#stack.push(...signature.results);
  }

  #typeOf(space: 'local' | 'global', atom: WatAtom | null): string {
    return this.#find(space, atom)?.type.replace(/^\(mut (.*)\)$/, '$1') || '?';
  }

  #find(space: 'local' | 'global' | 'func' | 'type', atom: WatAtom | null): WatName | undefined {
    if (!atom) return undefined;
    const names = space === 'local' ? this.#locals : (this.#module.spaces.get(space) ?? []);
    return this.#module.byAtom.get(atom) ?? names[/^\d+$/.test(atom.text) ? Number(atom.text) : -1];
  }
}

/** What belongs to the word at `index`: up to the next instruction. */
function behind(nodes: readonly WatNode[], index: number): WatNode[] {
  const after: WatNode[] = [];
  for (const node of nodes.slice(index + 1, index + 6)) {
    if (node.type === 'atom' && node.kind === 'word' && instruction(node.text)) break;
    if (node.type === 'list' && !HEADER.has(headOf(node))) break;
    after.push(node);
  }
  return after;
}

function typesIn(lists: readonly WatList[], head: string): string[] {
  return lists
    .filter((list) => headOf(list) === head)
    .flatMap((list) => list.nodes.slice(1))
    .flatMap((node) => (node.type === 'atom' ? (node.kind === 'id' ? [] : [node.text]) : ['ref']));
}
