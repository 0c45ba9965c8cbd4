import { DefinitionParser, nothing, type MutableBody } from './definition-parser.ts';
import { joinDocs, type Token } from './lexer.ts';
import { describe, Problems } from './problems.ts';
import type {
  FunctionNode,
  IncludeNode,
  InterfaceNode,
  PackageName,
  PackageNode,
  PathNode,
  WorldItemNode,
  WorldNode,
} from './syntax.ts';

interface MutablePackage extends PackageNode {
  readonly interfaces: InterfaceNode[];
  readonly worlds: WorldNode[];
  readonly aliases: { readonly name: Token; readonly path: PathNode }[];
  readonly body: MutableBody;
  readonly items: WorldItemNode[];
}

interface Header {
  readonly keyword: Token;
  readonly name: PackageName | null;
  /** Of the name. */
  readonly start: number;
  readonly end: number;
  readonly hasBlock: boolean;
}

/** Where an item stands. */
type Room = 'package' | 'interface' | 'world';

const OPENERS: ReadonlySet<string> = new Set(['interface', 'world', 'package']);
const ROLES = { interface: 'an interface', world: 'a world', package: 'a package' } as const;

/**
 * Reads packages, worlds and interfaces, and functions that stand alone. Goes on after every mistake; a block whose brace is
 * missing ends where the next block begins. The first package is the text itself.
 */
export class SyntaxParser extends DefinitionParser {
  readonly #packages: MutablePackage[] = [];
  /** A header stands at the beginning of the text, if a broken one. */
  #isNamed = false;
  /** How many interfaces are open. Only hostile text has one in another. */
  #depth = 0;

  constructor(text: string, problems: Problems) {
    super(text, problems);
    if (this.tokens.openComment !== null) {
      const start = this.tokens.openComment;
      problems.in(start, start + 2, 'wit-syntax', 'the comment is never closed');
    }
  }

  parse(): readonly PackageNode[] {
    const { tokens } = this;
    let root = this.#addPackage(null, 0, 0);
    let isFirst = true;
    while (tokens.peek().kind !== 'end') {
      if (tokens.isSymbol('}')) {
        this.report('wit-syntax', tokens.next(), 'unexpected }');
        continue;
      }
      const before = tokens.index;
      this.current = null;
      const header = this.#packageHeader();
      if (!header) this.#item('package', root.body, root.items, root);
      else if (header.hasBlock) this.#packageBlock(header);
      else if (isFirst) root = this.#renamePackage(root, header);
      else this.report('wit-syntax', header.keyword, 'the package is named once, at the start of the text');
      isFirst = false;
      if (tokens.index === before) tokens.next();
    }
    this.#missPackage(root);
    return this.#packages;
  }

  /** Other tools refuse interfaces and worlds that belong to no package; here and in a `wit` field they can do without. */
  #missPackage(root: PackageNode): void {
    // With functions beside them it is the text of a `wit` field, and no file for others.
    const isField = root.body.functions.length > 0 || root.body.definitions.length > 0 || root.items.length > 0;
    if (this.#isNamed || isField) return;
    const first = [...root.interfaces, ...root.worlds].map(({ name }) => name).toSorted((a, b) => a.start - b.start)[0];
    const nested = this.#packages[1];
    const message = 'a package is missing: put "package local:app;" in front';
    if (first) this.problems.at(first, 'wit-syntax', message, 'warning');
    // One whose name could not be read has been told.
    else if (nested && nested.end > nested.start)
      this.problems.in(nested.start, nested.end, 'wit-syntax', message, 'warning');
  }

  #addPackage(name: PackageName | null, start: number, end: number): MutablePackage {
    const made: MutablePackage = {
      name,
      start,
      end,
      interfaces: [],
      worlds: [],
      aliases: [],
      body: nothing(),
      items: [],
    };
    this.#packages.push(made);
    return made;
  }

  #renamePackage(root: MutablePackage, { name, start, end }: Header): MutablePackage {
    this.#isNamed = true;
    const renamed = { ...root, name, start, end };
    this.#packages[this.#packages.indexOf(root)] = renamed;
    this.package = name;
    return renamed;
  }

  /** `package a:b@1.0.0;`, or the same up to the brace of its block; null when something else stands here. */
  #packageHeader(): Header | null {
    const { tokens } = this;
    if (!tokens.isWord('package') || tokens.isSymbol(':', 1)) return null;
    const keyword = tokens.next();
    const { start } = tokens.peek();
    const name = this.packageName();
    const end = Math.max(start, tokens.previousEnd);
    if (!name) {
      // What follows on the line belongs to it, and a block is still worth reading.
      while (
        tokens.peek().kind !== 'end' &&
        !tokens.peek().startsLine &&
        !tokens.isSymbol(';') &&
        !tokens.isSymbol('{') &&
        !tokens.isSymbol('}')
      )
        tokens.next();
    }
    const hasBlock = tokens.acceptSymbol('{') !== null;
    if (!hasBlock) this.semicolon();
    return { keyword, name, start, end, hasBlock };
  }

  #packageBlock({ keyword, name, start, end }: Header): void {
    const made = this.#addPackage(name, start, end);
    const outer = this.package;
    this.package = name;
    this.#items('package', made.body, made.items, made);
    this.#close('package', name ? `${name.namespace}:${name.name}` : '', keyword);
    this.package = outer;
  }

  /** Items up to the closing brace of their block. */
  #items(
    room: Room,
    body: MutableBody,
    items: WorldItemNode[],
    owner: MutablePackage | null,
    includes?: IncludeNode[],
  ): void {
    const { tokens } = this;
    while (tokens.peek().kind !== 'end' && !tokens.isSymbol('}')) {
      if (this.#opensForeignBlock(room)) return;
      const before = tokens.index;
      this.current = null;
      this.#item(room, body, items, owner, includes);
      if (tokens.index === before) tokens.next();
    }
  }

  /** At a block that cannot stand inside of this one: the brace of this one is missing. */
  #opensForeignBlock(room: Room): boolean {
    const { tokens } = this;
    const token = tokens.peek();
    if (token.kind !== 'word' || token.escaped || !OPENERS.has(token.text) || tokens.peek(1).kind !== 'word')
      return false;
    return room === 'package' ? token.text === 'package' : true;
  }

  #close(room: Room, name: string, opened: Token): void {
    if (this.tokens.acceptSymbol('}')) return;
    const found = this.tokens.peek();
    this.problems.at(
      found.kind === 'end' ? found : opened,
      'wit-syntax',
      `expected } to close ${room} ${name}`.trimEnd(),
    );
  }

  #item(
    room: Room,
    body: MutableBody,
    items: WorldItemNode[],
    owner: MutablePackage | null,
    includes?: IncludeNode[],
  ): void {
    const { tokens } = this;
    if (tokens.acceptSymbol(';')) return;
    const before = tokens.peek().docs;
    const hasGates = this.gates();
    const token = tokens.peek();
    const docs = hasGates ? joinDocs(before, token.docs) : before;
    if (token.kind !== 'word') {
      this.report('wit-syntax', token, `expected a function, found ${describe(token)}`);
      return tokens.skipItem();
    }
    // `export: func()` is a function called export.
    if (token.escaped || tokens.isSymbol(':', 1)) {
      if (room === 'world') this.#warn(token, 'expected export or import in front of an item of a world');
      return this.#named('export', docs, body, room === 'interface' ? null : items);
    }
    switch (token.text) {
      case 'export':
      case 'import':
        tokens.next();
        if (room === 'interface') this.#warn(token, `the functions of an interface stand without ${token.text}`);
        return this.#named(token.text, docs, body, room === 'interface' ? null : items);
      case 'interface':
      case 'world':
        if (owner) return this.#block(token.text, docs, owner);
        // Behind a gate: the loop around sees it now and ends the block.
        if (hasGates && tokens.peek(1).kind === 'word') return;
        break;
      case 'use':
        tokens.next();
        return room === 'package' && owner ? this.useOfPackage(body, owner.aliases) : this.useOfTypes(body);
      case 'include':
        if (!includes) break;
        tokens.next();
        return this.#include(includes);
      default:
        if (this.definition(docs, body)) return;
    }
    this.report('wit-syntax', token, `expected a function such as "name: func()", found ${describe(token)}`);
    tokens.skipItem();
  }

  #block(keyword: 'interface' | 'world', docs: string | null, owner: MutablePackage): void {
    const { tokens } = this;
    const opened = tokens.next();
    const name = tokens.peek();
    if (name.kind === 'word') this.checkName(tokens.next());
    else this.report('wit-syntax', name, `expected the name of ${ROLES[keyword]}, found ${describe(name)}`);
    if (!tokens.acceptSymbol('{')) {
      this.report('wit-syntax', tokens.peek(), `expected {, found ${describe(tokens.peek())}`);
      return tokens.skipItem();
    }
    const body = nothing();
    if (keyword === 'interface') {
      this.#depth++;
      this.#items('interface', body, [], null);
      this.#depth--;
      if (name.kind === 'word') owner.interfaces.push({ name, docs, body });
    } else {
      const world = { name, docs, body, items: [], includes: [] };
      this.#items('world', body, world.items, null, world.includes);
      if (name.kind === 'word') owner.worlds.push(world);
    }
    this.#close(keyword, name.kind === 'word' ? name.text : '', opened);
  }

  /**
   * `name: func…;`, `name: interface {…}`, or `path/of/an-interface;` after export and import. What an interface holds goes
   * into its body, everything else into the items.
   */
  #named(direction: 'import' | 'export', docs: string | null, body: MutableBody, items: WorldItemNode[] | null): void {
    const { tokens } = this;
    const name = tokens.peek();
    if (name.kind !== 'word') {
      this.report('wit-syntax', name, `expected a name, found ${describe(name)}`);
      return tokens.skipItem();
    }
    const isPath = !tokens.isSymbol(':', 1) || (tokens.peek(2).kind === 'word' && tokens.isSymbol('/', 3));
    if (isPath) {
      const path = this.path();
      if (!path) return tokens.skipItem();
      this.semicolon();
      items?.push({ direction, kind: 'path', path });
      return;
    }
    tokens.next();
    tokens.next();
    if (tokens.isWord('interface') && tokens.isSymbol('{', 1)) {
      const opened = tokens.next();
      tokens.next();
      this.checkName(name);
      const inner = nothing();
      if (this.#depth > 0) tokens.skipToBlockEnd();
      else {
        this.#depth++;
        this.#items('interface', inner, [], null);
        this.#close('interface', name.text, opened);
        this.#depth--;
      }
      if (items) items.push({ direction, kind: 'interface', name, body: inner });
      else this.report('wit-syntax', opened, 'an interface cannot stand inside of another');
      return;
    }
    const made = this.functionAfterName(name, docs);
    if (made) this.#keep(made, direction, body, items);
  }

  #keep(made: FunctionNode, direction: 'import' | 'export', body: MutableBody, items: WorldItemNode[] | null): void {
    if (items) items.push({ direction, kind: 'function', function: made });
    else if (direction === 'export') body.functions.push(made);
  }

  /** `include path;`, `include path with { a as b, … }` */
  #include(includes: IncludeNode[]): void {
    const { tokens } = this;
    const path = this.path();
    if (!path) return tokens.skipItem();
    const renames: { from: Token; to: Token }[] = [];
    includes.push({ path, renames });
    if (!tokens.acceptWord('with')) return this.semicolon();
    if (!tokens.acceptSymbol('{')) {
      this.report('wit-syntax', tokens.peek(), `expected {, found ${describe(tokens.peek())}`);
      return tokens.skipItem();
    }
    this.list('}', () => {
      const from = this.name('a name of the included world');
      if (!from) return false;
      if (!tokens.acceptWord('as')) {
        this.report('wit-syntax', tokens.peek(), `expected as and the new name, found ${describe(tokens.peek())}`);
        return false;
      }
      const to = this.name('the new name');
      if (to) renames.push({ from, to });
      return to !== null;
    });
    tokens.acceptSymbol(';');
  }

  #warn(token: Token, message: string): void {
    this.problems.at(token, 'wit-syntax', message, 'warning');
  }
}
