import type { Token } from './lexer.ts';
import { KEYWORDS } from './words.ts';
import { describe, type Problems } from './problems.ts';
import type { PackageName, PathNode } from './syntax.ts';
import { TokenStream } from './token-stream.ts';
import type { WitProblem } from './wit-text.ts';

/** Semantic versioning 2.0.0, without its ban on leading zeros. */
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

/** Reads what items of all kinds are made of: names, lists, versions, paths, gates and the semicolon at the end. */
export class ItemParser {
  protected readonly text: string;
  protected readonly tokens: TokenStream;
  protected readonly problems: Problems;
  /** Of the item being read: the first of its problems. */
  protected current: WitProblem | null = null;
  /** The package around; null = the text has named none. */
  protected package: PackageName | null = null;

  constructor(text: string, problems: Problems) {
    this.text = text;
    this.problems = problems;
    this.tokens = new TokenStream(text);
  }

  protected report(code: WitProblem['code'], token: Token, message: string): void {
    const problem = this.problems.at(token, code, message);
    this.current ??= problem;
  }

  /** Takes the name of something; null, with a problem, where there is none. */
  protected name(what: string): Token | null {
    const token = this.tokens.peek();
    if (token.kind === 'word' && !this.tokens.beginsFunction()) return this.checkName(this.tokens.next());
    this.report('wit-syntax', token, `expected ${what}, found ${describe(token)}`);
    return null;
  }

  /** Core modules have such names, so it is no more than a warning. */
  protected checkName(token: Token): Token {
    if (!token.escaped && KEYWORDS.has(token.text)) {
      this.problems.at(token, 'wit-syntax', `${token.text} is a word of WIT itself: write %${token.text}`, 'warning');
    }
    return token;
  }

  /** `a, b,` up to `close`; `item` reads one and answers false when it could not. */
  protected list(close: ')' | '}', item: () => boolean): void {
    const { tokens } = this;
    while (!tokens.acceptSymbol(close)) {
      const isRead = item();
      if (isRead && tokens.acceptSymbol(',')) continue;
      if (isRead && tokens.acceptSymbol(close)) return;
      if (isRead) this.report('wit-syntax', tokens.peek(), `expected , or ${close}, found ${describe(tokens.peek())}`);
      if (close === '}') tokens.skipBody();
      return;
    }
  }

  protected semicolon(): void {
    const { tokens } = this;
    if (tokens.acceptSymbol(';')) return;
    const next = tokens.peek();
    if (next.kind === 'end' || tokens.isSymbol('}')) return;
    if (next.startsLine) {
      const end = tokens.previousEnd;
      this.problems.in(Math.max(0, end - 1), end, 'wit-syntax', 'expected ;', 'warning');
      return;
    }
    this.report('wit-syntax', next, `expected ;, found ${describe(next)}`);
    tokens.skipItem();
  }

  /** `@since(version = 1.2.3)` and its kind, as many as there are; false = none. Everything behind a gate is read. */
  protected gates(): boolean {
    const { tokens } = this;
    const seen = new Map<string, Token>();
    for (let at = tokens.acceptSymbol('@'); at; at = tokens.acceptSymbol('@')) {
      const name = tokens.peek();
      if (name.kind !== 'word') {
        this.problems.at(name, 'wit-syntax', `expected since, unstable or deprecated, found ${describe(name)}`);
        return true;
      }
      tokens.next();
      if (seen.has(name.text)) this.problems.at(name, 'wit-syntax', `@${name.text} is written twice`);
      seen.set(name.text, name);
      this.#gate(name);
    }
    const [since, unstable, deprecated] = [seen.get('since'), seen.get('unstable'), seen.get('deprecated')];
    if (since && unstable) this.problems.at(unstable, 'wit-syntax', '@since and @unstable exclude one another');
    if (deprecated && !since && !unstable)
      this.problems.at(deprecated, 'wit-syntax', '@deprecated needs @since or @unstable beside it');
    return seen.size > 0;
  }

  #gate(name: Token): void {
    const { tokens } = this;
    const isKnown = name.text === 'since' || name.text === 'unstable' || name.text === 'deprecated';
    const wanted = name.text === 'unstable' ? 'feature' : 'version';
    const fail = (token: Token, message: string): void => {
      this.problems.at(token, 'wit-syntax', message);
      tokens.skipGate();
    };
    if (!isKnown) {
      this.problems.at(name, 'wit-syntax', `unknown gate @${name.text}: there are @since, @unstable and @deprecated`);
      if (tokens.isSymbol('(')) tokens.skipGate();
      return;
    }
    if (!tokens.acceptSymbol('('))
      return fail(tokens.peek(), `expected (${wanted} = …), found ${describe(tokens.peek())}`);
    if (!tokens.acceptWord(wanted)) return fail(tokens.peek(), `expected ${wanted}, found ${describe(tokens.peek())}`);
    if (!tokens.acceptSymbol('=')) return fail(tokens.peek(), `expected =, found ${describe(tokens.peek())}`);
    const value = tokens.peek();
    if (wanted === 'version') {
      const version = this.#version();
      if (version === null) return tokens.skipGate();
      const problem = versionProblem(version, this.package);
      if (problem !== null) this.problems.in(value.start, tokens.previousEnd, 'wit-syntax', problem);
    } else if (value.kind === 'word') tokens.next();
    else return fail(value, `expected the name of a feature, found ${describe(value)}`);
    if (!tokens.acceptSymbol(')')) fail(tokens.peek(), `expected ), found ${describe(tokens.peek())}`);
  }

  /** `1.2.3-rc.1+build`; null, with a problem, for anything else. */
  #version(): string | null {
    const { tokens } = this;
    const first = tokens.peek();
    let end = first.start;
    // `@1.0.0.{names}`: that dot belongs to `use`.
    const isPart = (): boolean => {
      const token = tokens.peek();
      if (token.start !== end) return false;
      return (
        token.kind === 'integer' ||
        token.kind === 'word' ||
        token.text === '+' ||
        token.text === '-' ||
        (token.text === '.' && !tokens.isSymbol('{', 1))
      );
    };
    while (isPart()) end = tokens.next().end;
    const version = this.text.slice(first.start, end);
    if (VERSION.test(version)) return version;
    if (version === '') this.report('wit-syntax', first, `expected a version such as 1.0.0, found ${describe(first)}`);
    else
      this.current ??= this.problems.in(
        first.start,
        end,
        'wit-syntax',
        `expected a version such as 1.0.0, found "${version}"`,
      );
    return null;
  }

  /** `namespace:name@version`; null, with a problem, for anything else. */
  protected packageName(): PackageName | null {
    const { tokens } = this;
    const namespace = this.name('the name of the package');
    if (!namespace) return null;
    if (!tokens.acceptSymbol(':')) {
      this.report(
        'wit-syntax',
        tokens.peek(),
        `expected : and the second half of the package's name, found ${describe(tokens.peek())}`,
      );
      return null;
    }
    const name = this.name("the second half of the package's name");
    if (!name) return null;
    if (!tokens.acceptSymbol('@')) return { namespace: namespace.text, name: name.text, version: null };
    const version = this.#version();
    return version === null ? null : { namespace: namespace.text, name: name.text, version };
  }

  /** `iface` or `namespace:name/iface@version`; null, with a problem, for anything else. */
  protected path(): PathNode | null {
    const { tokens } = this;
    const first = this.name('the name of an interface');
    if (!first) return null;
    if (!tokens.acceptSymbol(':')) return { package: null, name: first, start: first.start, end: first.end };
    const second = this.name('the name of a package');
    if (!second) return null;
    if (!tokens.acceptSymbol('/')) {
      this.report(
        'wit-syntax',
        tokens.peek(),
        `expected / and the name of an interface, found ${describe(tokens.peek())}`,
      );
      return null;
    }
    const name = this.name('the name of an interface');
    if (!name) return null;
    const version = tokens.acceptSymbol('@') ? this.#version() : null;
    return {
      package: { namespace: first.text, name: second.text, version },
      name,
      start: first.start,
      end: tokens.previousEnd,
    };
  }
}

/** Why a gate of a package cannot name this version; null when it can. */
function versionProblem(version: string, owner: PackageName | null): string | null {
  if (!owner) return 'the text names no package that this version could belong to';
  if (owner.version === null) return 'the package has no version that this could belong to';
  return isLater(version, owner.version)
    ? `the package has version ${owner.version}, and nothing in it can be of a later one`
    : null;
}

function isLater(version: string, other: string): boolean {
  const parts = (text: string): number[] => /^(\d+)\.(\d+)\.(\d+)/.exec(text)!.slice(1).map(Number);
  const [own, theirs] = [parts(version), parts(other)];
  const at = own.findIndex((part, index) => part !== theirs[index]);
  // Of two with the same numbers the one without a suffix is the later.
  return at < 0 ? other.includes('-') && !version.includes('-') : own[at]! > theirs[at]!;
}
