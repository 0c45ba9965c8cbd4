/**
 * The tree of a Lua text with Wippy's types. Every node has its range. What could not be read is a `missing` expression or an
 * `unknown` type, so a tree is always there, whatever the text.
 */
import type { Range } from './problems.ts';

export interface Name extends Range {
  readonly name: string;
}

export interface Block extends Range {
  readonly statements: readonly Statement[];
}

// Expressions

export interface Constant extends Range {
  readonly kind: 'nil' | 'true' | 'false' | 'vararg' | 'number' | 'missing';
}
/** Its value: `stringValue` in `strings.ts`. */
export interface StringLiteral extends Range {
  readonly kind: 'string';
}
export interface NameExpression extends Name {
  readonly kind: 'name';
}
export interface MemberExpression extends Range {
  readonly kind: 'member';
  readonly object: Expression;
  readonly member: Name;
}
export interface IndexExpression extends Range {
  readonly kind: 'index';
  readonly object: Expression;
  readonly key: Expression;
}
export interface CallExpression extends Range {
  readonly kind: 'call';
  readonly callee: Expression;
  /** For `object:method(...)`; the callee is then the object. */
  readonly method: Name | null;
  readonly args: readonly Expression[];
}
export interface FunctionExpression extends Range {
  readonly kind: 'function';
  readonly body: FunctionBody;
}
export interface TableExpression extends Range {
  readonly kind: 'table';
  readonly fields: readonly TableField[];
}
export interface BinaryExpression extends Range {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface UnaryExpression extends Range {
  readonly kind: 'unary';
  readonly operator: 'not' | '-' | '#' | '~';
  readonly operand: Expression;
}
export interface GroupExpression extends Range {
  readonly kind: 'group';
  readonly inner: Expression;
}
/** `inner :: type`, `inner as type`, `inner!`. */
export interface CastExpression extends Range {
  readonly kind: 'cast';
  readonly syntax: '::' | 'as' | '!';
  readonly inner: Expression;
  readonly type: Type | null;
}
export type Expression =
  | Constant
  | StringLiteral
  | NameExpression
  | MemberExpression
  | IndexExpression
  | CallExpression
  | FunctionExpression
  | TableExpression
  | BinaryExpression
  | UnaryExpression
  | GroupExpression
  | CastExpression;

export interface TableField extends Range {
  /** `name` for `name = value`, an expression for `[key] = value`, null for a bare value. */
  readonly key: { readonly name: Name } | { readonly expression: Expression } | null;
  readonly value: Expression;
}

export interface Parameter extends Name {
  readonly type: Type | null;
}
export interface TypeParameter extends Name {
  readonly bound: Type | null;
}
export interface FunctionBody extends Range {
  readonly typeParameters: readonly TypeParameter[];
  readonly parameters: readonly Parameter[];
  readonly vararg: (Range & { readonly type: Type | null }) | null;
  /** Null without annotation. */
  readonly results: readonly Type[] | null;
  readonly block: Block;
}

// Statements

export interface LocalStatement extends Range {
  readonly kind: 'local';
  readonly names: readonly Parameter[];
  readonly values: readonly Expression[];
}
export interface AssignStatement extends Range {
  readonly kind: 'assign';
  readonly targets: readonly Expression[];
  readonly values: readonly Expression[];
}
export interface CallStatement extends Range {
  readonly kind: 'call-statement';
  readonly call: Expression;
}
export interface FunctionStatement extends Range {
  readonly kind: 'function-statement';
  readonly isLocal: boolean;
  /** A name, or members of one. */
  readonly target: NameExpression | MemberExpression;
  readonly isMethod: boolean;
  readonly body: FunctionBody;
}
export interface DoStatement extends Range {
  readonly kind: 'do';
  readonly block: Block;
}
export interface WhileStatement extends Range {
  readonly kind: 'while';
  readonly condition: Expression;
  readonly block: Block;
}
export interface RepeatStatement extends Range {
  readonly kind: 'repeat';
  readonly block: Block;
  readonly condition: Expression;
}
export interface IfStatement extends Range {
  readonly kind: 'if';
  readonly clauses: readonly { readonly condition: Expression; readonly block: Block }[];
  readonly otherwise: Block | null;
}
export interface ForStatement extends Range {
  readonly kind: 'for';
  /** `=` counts, `in` iterates. */
  readonly form: '=' | 'in';
  readonly names: readonly Parameter[];
  readonly values: readonly Expression[];
  readonly block: Block;
}
export interface ReturnStatement extends Range {
  readonly kind: 'return';
  readonly values: readonly Expression[];
}
export interface JumpStatement extends Range {
  readonly kind: 'break' | 'goto' | 'label';
  /** Null for `break`. */
  readonly label: Name | null;
}
export interface TypeStatement extends Range {
  readonly kind: 'type';
  readonly name: Name;
  readonly typeParameters: readonly TypeParameter[];
  readonly type: Type;
}
export interface InterfaceStatement extends Range {
  readonly kind: 'interface';
  readonly name: Name;
  readonly bases: readonly Name[];
  readonly methods: readonly (Range & { readonly name: Name; readonly type: FunctionType })[];
}
export type Statement =
  | LocalStatement
  | AssignStatement
  | CallStatement
  | FunctionStatement
  | DoStatement
  | WhileStatement
  | RepeatStatement
  | IfStatement
  | ForStatement
  | ReturnStatement
  | JumpStatement
  | TypeStatement
  | InterfaceStatement;

// Types

export interface Annotation extends Range {
  readonly name: Name;
  readonly args: readonly Expression[];
}
export interface NamedType extends Range {
  readonly kind: 'named';
  /** `inner.Label` has two parts. */
  readonly path: readonly Name[];
  readonly args: readonly Type[];
}
export interface LiteralType extends Range {
  readonly kind: 'literal' | 'nil' | 'unknown';
}
export interface TableType extends Range {
  readonly kind: 'table';
  readonly isReadonly: boolean;
  /** A record has names, a map a key, an array neither. */
  readonly fields: readonly TypeField[];
}
export interface TypeField extends Range {
  readonly name: Name | null;
  readonly isOptional: boolean;
  readonly key: Type | null;
  readonly type: Type;
}
export interface FunctionType extends Range {
  readonly kind: 'function';
  /** The name of a vararg is `...`. */
  readonly parameters: readonly { readonly name: Name | null; readonly type: Type | null }[];
  readonly results: readonly Type[];
}
export interface SetType extends Range {
  readonly kind: 'union' | 'intersection';
  readonly members: readonly Type[];
}
/** `inner?`, `inner[]`, `(inner)`, `keyof inner`, `inner @min(0)`. */
export interface WrappedType extends Range {
  readonly kind: 'optional' | 'array' | 'group' | 'keyof' | 'annotated';
  readonly inner: Type;
  readonly annotations: readonly Annotation[];
}
export interface IndexedType extends Range {
  readonly kind: 'indexed';
  readonly object: Type;
  readonly key: Type;
}
export interface ConditionalType extends Range {
  readonly kind: 'conditional';
  readonly check: Type;
  readonly bound: Type;
  readonly whenTrue: Type;
  readonly whenFalse: Type;
}
export interface TypeofType extends Range {
  readonly kind: 'typeof';
  readonly expression: Expression;
}
export interface AssertsType extends Range {
  readonly kind: 'asserts';
  readonly parameter: Name;
  readonly type: Type | null;
}
export type Type =
  | NamedType
  | LiteralType
  | TableType
  | FunctionType
  | SetType
  | WrappedType
  | IndexedType
  | ConditionalType
  | TypeofType
  | AssertsType;
