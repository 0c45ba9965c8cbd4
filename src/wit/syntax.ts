/**
 * A WIT text as a tree, before names mean anything. Every name is a token, so that problems find their place; whatever could
 * not be read is left out and has been reported.
 */
import type { Token } from './lexer.ts';
import type { WitProblem } from './wit-text.ts';
import type { WitType } from './types.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

export type TypeNode = Range &
  (
    | { readonly kind: 'known'; readonly type: WitType }
    | { readonly kind: 'name'; readonly name: Token }
    | { readonly kind: 'list'; readonly element: TypeNode; readonly length: number | null }
    | { readonly kind: 'tuple'; readonly items: readonly TypeNode[] }
    | { readonly kind: 'option'; readonly some: TypeNode }
    | { readonly kind: 'result'; readonly ok: TypeNode | null; readonly err: TypeNode | null }
    | { readonly kind: 'handle'; readonly mode: 'own' | 'borrow'; readonly resource: Token }
    /** `stream`, `future`, `error-context`, `map`: calls cannot carry them, whatever is inside. */
    | { readonly kind: 'other'; readonly keyword: string; readonly inside: readonly TypeNode[] }
    /** Nested more deeply than types may be; not read. */
    | { readonly kind: 'deep' }
    | { readonly kind: 'broken'; readonly problem: WitProblem }
  );

export interface NamedNode {
  readonly name: Token;
  readonly type: TypeNode;
}

export interface FunctionNode {
  readonly name: Token;
  readonly docs: string | null;
  readonly isAsync: boolean;
  readonly parameters: readonly NamedNode[];
  readonly result: TypeNode | null;
  /** Offset behind its type. */
  readonly end: number;
  /** The first of what is wrong with its syntax. */
  readonly problem: WitProblem | null;
}

export interface MethodNode {
  readonly role: 'constructor' | 'method' | 'static';
  readonly function: FunctionNode;
}

interface DefinitionBase {
  readonly name: Token;
  readonly docs: string | null;
  /** The first of what is wrong with its syntax. */
  readonly problem: WitProblem | null;
}

export type DefinitionNode = DefinitionBase &
  (
    | { readonly kind: 'alias'; readonly type: TypeNode }
    | { readonly kind: 'record'; readonly fields: readonly NamedNode[] }
    | { readonly kind: 'variant'; readonly cases: readonly { readonly name: Token; readonly type: TypeNode | null }[] }
    | { readonly kind: 'enum'; readonly cases: readonly Token[] }
    | { readonly kind: 'flags'; readonly labels: readonly Token[] }
    | { readonly kind: 'resource'; readonly methods: readonly MethodNode[] }
    | { readonly kind: 'use'; readonly path: PathNode; readonly original: Token }
  );

export interface PackageName {
  readonly namespace: string;
  readonly name: string;
  readonly version: string | null;
}

/** `iface` or `namespace:name/iface@version` */
export interface PathNode extends Range {
  readonly package: PackageName | null;
  readonly name: Token;
}

/** What an interface holds, and what stands between a world's braces beside its items. */
export interface BodyNode {
  readonly definitions: readonly DefinitionNode[];
  readonly functions: readonly FunctionNode[];
  /** Paths of all `use` in it, also of those that name no type. */
  readonly uses: readonly PathNode[];
}

export interface InterfaceNode {
  readonly name: Token;
  readonly docs: string | null;
  readonly body: BodyNode;
}

export type WorldItemNode = { readonly direction: 'import' | 'export' } & (
  | { readonly kind: 'function'; readonly function: FunctionNode }
  | { readonly kind: 'interface'; readonly name: Token; readonly body: BodyNode }
  | { readonly kind: 'path'; readonly path: PathNode }
);

export interface IncludeNode {
  readonly path: PathNode;
  readonly renames: readonly { readonly from: Token; readonly to: Token }[];
}

export interface WorldNode {
  readonly name: Token;
  readonly docs: string | null;
  readonly body: BodyNode;
  readonly items: readonly WorldItemNode[];
  readonly includes: readonly IncludeNode[];
}

/** The range is its name's. */
export interface PackageNode extends Range {
  /** null = the text names no package. */
  readonly name: PackageName | null;
  readonly interfaces: readonly InterfaceNode[];
  readonly worlds: readonly WorldNode[];
  /** `use path as name;` beside interfaces. */
  readonly aliases: readonly { readonly name: Token; readonly path: PathNode }[];
  /** Definitions and functions outside of every interface and world, as `wit` fields have them. */
  readonly body: BodyNode;
  readonly items: readonly WorldItemNode[];
}

export function formatPackage({ namespace, name, version }: PackageName): string {
  return `${namespace}:${name}${version === null ? '' : `@${version}`}`;
}

/** As functions of it are called: `docs:adder/add@0.1.0`, or the name alone where the text names no package. */
export function formatInterface(owner: PackageName | null, name: string): string {
  if (!owner) return name;
  return `${owner.namespace}:${owner.name}/${name}${owner.version === null ? '' : `@${owner.version}`}`;
}
