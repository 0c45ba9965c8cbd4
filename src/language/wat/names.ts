/** Names of a module: what each of them is, where it is made and where it is used. */
import type { TextRange } from '../../contract/help.ts';
import { headOf, idOf, listsOf, readWat, stringOf, type WatAtom, type WatList, type WatNode } from './tree.ts';

export type WatSpace = 'func' | 'global' | 'memory' | 'table' | 'type' | 'data' | 'elem' | 'tag' | 'local' | 'label';

export interface WatName {
  readonly space: WatSpace;
  /** With its `$`; empty for what has an index only. */
  readonly name: string;
  readonly definition: WatAtom | null;
  readonly uses: WatAtom[];
  /** Where it can be used. */
  readonly scope: TextRange;
  /** The field, parameter or block that makes it. */
  readonly at: WatNode;
  /** Of a local, a global or a function: its type as text. */
  readonly type: string;
  readonly signature: WatSignature | null;
}

export interface WatSignature {
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly results: readonly string[];
}

export interface WatExport {
  readonly name: string;
  readonly kind: string;
  /** Of its name in quotes. */
  readonly range: TextRange;
  readonly target: WatName | null;
}

export interface WatFunction {
  readonly list: WatList;
  readonly name: WatName;
  /** Parameters first, as their indexes count. */
  readonly locals: readonly WatName[];
}

export interface WatModule {
  readonly text: string;
  readonly root: WatList;
  /** Fields in the order of their indexes, imports first. */
  readonly spaces: ReadonlyMap<WatSpace, readonly WatName[]>;
  readonly functions: readonly WatFunction[];
  readonly labels: readonly WatName[];
  readonly exports: readonly WatExport[];
  /** By the atoms that name them, definitions included. */
  readonly byAtom: ReadonlyMap<WatAtom, WatName>;
}

const FIELDS: ReadonlySet<string> = new Set(['func', 'global', 'memory', 'table', 'type', 'data', 'elem', 'tag']);
const BLOCKS: ReadonlySet<string> = new Set(['block', 'loop', 'if', 'try', 'try_table']);

/** Never throws; linear in the text but for names that hide each other. */
export function readWatModule(text: string): WatModule {
  return new NameReader(text).read();
}

/** The fields of the module, whether or not the text says `(module …)`. */
export function fieldsOf(root: WatList): WatList[] {
  const top = listsOf(root);
  const [first] = top;
  return first && headOf(first) === 'module' ? listsOf(first) : top;
}

export function formatWatSignature({ parameters, results }: WatSignature): string {
  const list = parameters.map(({ name, type }) => (name === '' ? type : `${name} ${type}`)).join(', ');
  return `(${list}) → ${results.length === 1 ? results[0]! : `(${results.join(', ')})`}`;
}

class NameReader {
  readonly #text: string;
  readonly #root: WatList;
  readonly #spaces = new Map<WatSpace, WatName[]>();
  readonly #byName = new Map<string, WatName>();
  readonly #byAtom = new Map<WatAtom, WatName>();
  readonly #functions: WatFunction[] = [];
  readonly #labels: WatName[] = [];
  readonly #byField = new Map<WatNode, WatName>();
  readonly #exports: WatExport[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#root = readWat(text);
  }

  read(): WatModule {
    const fields = fieldsOf(this.#root);
    for (const field of fields) if (headOf(field) === 'type') this.#field(field, 'type', field);
    const isImport = (one: WatList): boolean => headOf(one) === 'import' || listsOf(one, 'import').length > 0;
    for (const field of [...fields.filter(isImport), ...fields.filter((one) => !isImport(one))]) {
      const head = headOf(field);
      if (head === 'import') {
        for (const inner of listsOf(field))
          if (FIELDS.has(headOf(inner))) this.#field(inner, headOf(inner) as WatSpace, field);
      } else if (head !== 'type' && FIELDS.has(head)) this.#field(field, head as WatSpace, field);
    }
    for (const field of fields) this.#uses(field);
    return {
      text: this.#text,
      root: this.#root,
      spaces: this.#spaces,
      functions: this.#functions,
      labels: this.#labels,
      exports: this.#exports,
      byAtom: this.#byAtom,
    };
  }

  #field(list: WatList, space: WatSpace, at: WatList): void {
    const signature =
      space === 'func' || space === 'tag'
        ? this.#signatureOf(list)
        : space === 'type'
          ? this.#typeSignature(list)
          : null;
    const type = signature ? formatWatSignature(signature) : space === 'global' ? this.#globalType(list) : '';
    const name = this.#declare({ space, definition: idOf(list), scope: this.#root, at, type, signature });
    this.#byField.set(list, name);
    const named = this.#spaces.get(space);
    if (named) named.push(name);
    else this.#spaces.set(space, [name]);
    for (const exported of listsOf(list, 'export')) this.#export(exported.nodes[1], headOf(list), name);
  }

  #declare(what: Omit<WatName, 'name' | 'uses'>): WatName {
    const { space, definition, scope, at, type, signature } = what;
    const name: WatName = { space, definition, scope, at, type, signature, name: definition?.text ?? '', uses: [] };
    if (what.definition) {
      this.#byAtom.set(what.definition, name);
      const key = `${what.space} ${name.name}`;
      if (what.scope === this.#root && !this.#byName.has(key)) this.#byName.set(key, name);
    }
    return name;
  }

  #export(node: WatNode | undefined, kind: string, target: WatName | null): void {
    const name = stringOf(node);
    if (name !== null && node) this.#exports.push({ name, kind, range: node, target });
  }

  #globalType(list: WatList): string {
    const type = list.nodes
      .slice(1)
      .find((node) => (node.type === 'list' ? headOf(node) === 'mut' : node.kind === 'word'));
    return type ? this.#text.slice(type.start, type.end) : '';
  }

  #typeSignature(list: WatList): WatSignature | null {
    const inner = listsOf(list, 'func')[0];
    return inner ? this.#signatureOf(inner) : null;
  }

  #signatureOf(list: WatList): WatSignature {
    const parameters = listsOf(list, 'param').flatMap((part) => namedTypes(part, this.#text));
    const results = listsOf(list, 'result').flatMap((part) => namedTypes(part, this.#text).map(({ type }) => type));
    const use = listsOf(list, 'type')[0];
    if (parameters.length === 0 && results.length === 0 && use) {
      const [, which] = use.nodes;
      const types = this.#spaces.get('type') ?? [];
      const found =
        which?.type === 'atom' ? (this.#byName.get(`type ${which.text}`) ?? types[Number(which.text)]) : undefined;
      if (found?.signature) return found.signature;
    }
    return { parameters, results };
  }

  /** Of a field, with the fields themselves known. */
  #uses(field: WatList): void {
    const head = headOf(field);
    if (head === 'export') {
      const [inner] = listsOf(field);
      const id = inner ? inner.nodes[1] : undefined;
      const target = inner && id?.type === 'atom' ? this.#use(id, headOf(inner) as WatSpace, []) : null;
      this.#export(field.nodes[1], inner ? headOf(inner) : '', target);
    } else if (head === 'start') {
      for (const node of field.nodes) if (node.type === 'atom' && node.kind === 'id') this.#use(node, 'func', []);
    } else if (head === 'func') {
      this.#function(field);
    } else {
      // Initial values and offsets; names in `elem` are of functions.
      this.#body(field, { locals: new Map(), labels: [], ids: head === 'elem' ? 'func' : null, isHeadId: true });
    }
  }

  #function(list: WatList): void {
    const locals: WatName[] = [];
    const byName = new Map<string, WatName>();
    for (const part of list.nodes) {
      if (part.type !== 'list' || (headOf(part) !== 'param' && headOf(part) !== 'local')) continue;
      for (const { type, atom } of namedTypes(part, this.#text)) {
        const local = this.#declare({ space: 'local', definition: atom, scope: list, at: part, type, signature: null });
        locals.push(local);
        if (local.name !== '' && !byName.has(local.name)) byName.set(local.name, local);
      }
    }
    const name = this.#byField.get(list);
    if (name) this.#functions.push({ list, name, locals });
    this.#body(list, { locals: byName, labels: [], ids: null, isHeadId: true });
  }

  /** Words in order: an instruction says what the names behind it are. */
  #body(list: WatList, scope: Scope): void {
    let space = scope.ids;
    let word = headOf(list);
    const depth = scope.labels.length;
    let inner: Scope | null = null;
    for (const [index, node] of list.nodes.entries()) {
      if (node.type === 'list') {
        const head = headOf(node);
        if (head === 'type') this.#typeUse(node);
        else if (head !== 'param' && head !== 'local' && head !== 'result' && head !== 'export' && head !== 'import')
          this.#body(node, (inner ??= scope.isHeadId ? { ...scope, isHeadId: false } : scope));
        continue;
      }
      if (node.kind === 'word') {
        word = node.text;
        if (BLOCKS.has(word)) this.#block(list, index, scope);
        else if (word === 'end' && index > 0) scope.labels.pop();
        space = spaceOf(word) ?? scope.ids;
      } else if (node.kind === 'id' && !(scope.isHeadId && index === 1) && !this.#byAtom.has(node) && space !== null) {
        this.#use(node, secondSpace(word, list, index) ?? space, scope.labels, scope.locals);
      }
    }
    scope.labels.length = Math.min(depth, scope.labels.length);
  }

  #block(list: WatList, index: number, scope: Scope): void {
    const id = list.nodes[index + 1];
    const definition = id?.type === 'atom' && id.kind === 'id' ? id : null;
    const at = list.nodes[index]!;
    // In the flat form it reaches as far as the list does, as far as completion goes.
    const range = { start: at.start, end: list.end };
    const label = this.#declare({
      space: 'label',
      definition,
      scope: range,
      at: index === 0 ? list : at,
      type: '',
      signature: null,
    });
    this.#labels.push(label);
    scope.labels.push(label);
  }

  #typeUse(list: WatList): void {
    for (const node of list.nodes) if (node.type === 'atom' && node.kind === 'id') this.#use(node, 'type', []);
  }

  #use(
    atom: WatAtom,
    space: WatSpace,
    labels: readonly WatName[],
    locals?: ReadonlyMap<string, WatName>,
  ): WatName | null {
    const found =
      space === 'label'
        ? labels.findLast(({ name }) => name === atom.text)
        : space === 'local'
          ? locals?.get(atom.text)
          : this.#byName.get(`${space} ${atom.text}`);
    if (!found) return null;
    found.uses.push(atom);
    this.#byAtom.set(atom, found);
    return found;
  }
}

interface Scope {
  readonly locals: ReadonlyMap<string, WatName>;
  /** Blocks that are open, the innermost last. */
  readonly labels: WatName[];
  /** What names are that stand behind no instruction. */
  readonly ids: WatSpace | null;
  /** The second node is the field's own name. */
  readonly isHeadId: boolean;
}

const spaces = new Map<string, WatSpace | null>();
/** Words that are remembered; texts may be full of others. */
const MAX_SPACES = 2000;

/** What the names behind an instruction are; null for one that has none. */
export function spaceOf(word: string): WatSpace | null {
  let space = spaces.get(word);
  if (space === undefined) {
    space = spaceByName(word);
    if (spaces.size < MAX_SPACES) spaces.set(word, space);
  }
  return space;
}

function spaceByName(word: string): WatSpace | null {
  const prefix = word.split('.', 1)[0] ?? '';
  const operation = word.slice(word.indexOf('.') + 1);
  if (prefix === 'local' || prefix === 'global' || prefix === 'memory' || prefix === 'table') return prefix;
  if (prefix === 'data' || prefix === 'elem') return prefix;
  if (/^(?:call|return_call)$/.test(word) || word === 'ref.func') return 'func';
  if (/^(?:return_)?call_indirect$/.test(word)) return 'table';
  if (/^(?:return_)?call_ref$/.test(word) || prefix === 'struct' || prefix === 'array') return 'type';
  if (/^(?:br(?:_|$)|rethrow$|delegate$)/.test(word)) return 'label';
  if (word === 'throw' || word === 'catch') return 'tag';
  return /^(?:load|store)/.test(operation) && operation !== word ? 'memory' : null;
}

/** `memory.init $memory $data` and its like: the last name is of another kind. */
function secondSpace(word: string, list: WatList, index: number): WatSpace | null {
  if (word !== 'memory.init' && word !== 'table.init') return null;
  const next = list.nodes[index + 1];
  const isLast = !(next?.type === 'atom' && next.kind === 'id');
  return isLast ? (word === 'memory.init' ? 'data' : 'elem') : null;
}

/** Of `(param $a i32)`, `(param i32 i64)`, `(result i32)`. */
function namedTypes(
  list: WatList,
  text: string,
): { readonly name: string; readonly type: string; readonly atom: WatAtom | null }[] {
  const [, first] = list.nodes;
  const isNamed = first?.type === 'atom' && first.kind === 'id';
  const types = list.nodes.slice(isNamed ? 2 : 1);
  const words = types.map((node) => text.slice(node.start, node.end));
  if (isNamed) return [{ name: first.text, type: words[0] ?? '', atom: first }];
  return words.map((type) => ({ name: '', type, atom: null }));
}
