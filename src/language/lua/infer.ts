/** What expressions stand for, as far as texts tell: modules, objects that they give, tables, and values of WIT types. */
import type { FileRange } from '../../contract/help.ts';
import { luaModule } from '../../contract/lua-modules/index.ts';
import type { LuaFunctionSpec, LuaModuleSpec } from '../../contract/lua-modules/spec.ts';
import type { CallExpression, Expression, FunctionBody, TableExpression } from '../../lua-text/ast.ts';
import { stringValue } from '../../lua-text/strings.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import type { LuaField, LuaName, LuaNames } from './names.ts';
import { GIVES } from './objects.ts';
import { parseSignature } from './signature.ts';
import { STANDARD_FUNCTIONS, STANDARD_LIBRARIES, type StandardLibrary } from './standard.ts';

export type LuaValue =
  | { readonly kind: 'module'; readonly spec: LuaModuleSpec }
  | { readonly kind: 'library'; readonly library: StandardLibrary }
  /** An object of a type that a module declares. */
  | { readonly kind: 'object'; readonly module: LuaModuleSpec; readonly type: string }
  | {
      readonly kind: 'function';
      readonly spec: LuaFunctionSpec;
      /** `module.type.name` */ readonly path: string;
      readonly isMethod: boolean;
    }
  | { readonly kind: 'lua-function'; readonly body: FunctionBody; readonly names: LuaNames; readonly doc: number }
  | { readonly kind: 'table'; readonly fields: ReadonlyMap<string, LuaTableField> }
  | { readonly kind: 'wit'; readonly type: WitType }
  /** A type as signatures write it. */
  | { readonly kind: 'named'; readonly type: string };

export interface LuaTableField {
  readonly value: LuaValue | null;
  readonly at: FileRange | null;
}

/** What the project says around a Lua text. */
export interface LuaSurroundings {
  readonly file: string;
  /** From the text to its file. */
  readonly place: (range: { readonly start: number; readonly end: number }) => FileRange;
  /** The signature of an entry that can be called; null where it takes anything or is not known. */
  readonly typeOf: (id: string) => FunctionType | null;
  /** What `require` gives for the alias of an import. */
  readonly library: (alias: string) => LuaValue | null;
}

/** Steps of inference from one place to the next that are followed. */
const MAX_STEPS = 12;

export class LuaInference {
  readonly #names: LuaNames;
  readonly #around: LuaSurroundings;

  constructor(names: LuaNames, around: LuaSurroundings) {
    this.#names = names;
    this.#around = around;
  }

  /** The `result`th value of an expression. */
  valueOf(expression: Expression, result = 0, steps = 0): LuaValue | null {
    if (steps > MAX_STEPS) return null;
    switch (expression.kind) {
      case 'name': {
        if (result > 0) return null;
        const name = this.#names.byStart.get(expression.start);
        return name ? this.valueOfName(name, steps + 1) : this.#global(expression.name);
      }
      case 'member': {
        if (result > 0) return null;
        const own = this.#ownField(expression.object, expression.member.name);
        if (own) return this.#fieldValue(own, steps + 1);
        const object = this.valueOf(expression.object, 0, steps + 1);
        return object && memberOf(object, expression.member.name);
      }
      case 'index': {
        const object = this.valueOf(expression.object, 0, steps + 1);
        if (expression.key.kind === 'string' && object) return memberOf(object, this.#string(expression.key));
        return object?.kind === 'wit' ? itemOf(object.type) : null;
      }
      case 'call':
        return this.#call(expression, result, steps + 1);
      case 'function':
        return { kind: 'lua-function', body: expression.body, names: this.#names, doc: expression.start };
      case 'table':
        return this.#table(expression, steps + 1);
      case 'string':
        return { kind: 'named', type: 'string' };
      case 'number':
        return { kind: 'named', type: 'number' };
      case 'true':
      case 'false':
        return { kind: 'named', type: 'boolean' };
      case 'group':
      case 'cast':
        return this.valueOf(expression.inner, result, steps + 1);
      case 'binary':
        if (expression.operator === '..') return { kind: 'named', type: 'string' };
        if (expression.operator === 'or' || expression.operator === 'and')
          return (
            this.valueOf(expression.right, 0, steps + 1) ??
            (expression.operator === 'or' ? this.valueOf(expression.left, 0, steps + 1) : null)
          );
        return null;
      case 'unary':
      case 'nil':
      case 'vararg':
      case 'missing':
        return null;
    }
  }

  valueOfName(name: LuaName, steps = 0): LuaValue | null {
    const { origin } = name;
    if (steps > MAX_STEPS || !origin) return null;
    switch (origin.kind) {
      case 'function':
        return { kind: 'lua-function', body: origin.body, names: this.#names, doc: name.definition.start };
      case 'value': {
        const value = this.valueOf(origin.value, origin.result, steps + 1);
        return name.fields.size > 0 && (value === null || value.kind === 'table')
          ? this.#withFields(name, value)
          : value;
      }
      case 'each':
        return this.#each(origin.values, origin.index, steps + 1);
      case 'number':
        return { kind: 'named', type: 'number' };
      case 'parameter':
        return null;
    }
  }

  #withFields(name: LuaName, value: LuaValue | null): LuaValue {
    const fields = new Map(value?.kind === 'table' ? value.fields : []);
    for (const [key, field] of name.fields)
      if (!fields.has(key))
        fields.set(key, { value: this.#fieldValue(field, MAX_STEPS - 1), at: this.#around.place(field.name) });
    return { kind: 'table', fields };
  }

  #ownField(object: Expression, field: string): LuaField | null {
    const name = object.kind === 'name' ? this.#names.byStart.get(object.start) : undefined;
    return name?.fields.get(field) ?? null;
  }

  #fieldValue({ name, value, body }: LuaField, steps: number): LuaValue | null {
    if (body) return { kind: 'lua-function', body, names: this.#names, doc: name.start };
    return value && this.valueOf(value, 0, steps + 1);
  }

  #global(name: string): LuaValue | null {
    const library = STANDARD_LIBRARIES.get(name);
    if (library) return { kind: 'library', library };
    const spec = luaModule(name);
    if (spec) return moduleValue(spec);
    const builtIn = STANDARD_FUNCTIONS.get(name);
    if (builtIn) return { kind: 'function', spec: builtIn, path: name, isMethod: false };
    return this.#around.library(name);
  }

  #table({ fields }: TableExpression, steps: number): LuaValue {
    const known = new Map<string, LuaTableField>();
    for (const { key, value } of fields) {
      if (!key) continue;
      const name = 'name' in key ? key.name.name : key.expression.kind === 'string' ? this.#string(key.expression) : '';
      if (name !== '')
        known.set(name, {
          value: this.valueOf(value, 0, steps + 1),
          at: this.#around.place('name' in key ? key.name : key.expression),
        });
    }
    return { kind: 'table', fields: known };
  }

  #string({ start, end }: { readonly start: number; readonly end: number }): string {
    return stringValue(this.#names.text, start, end);
  }

  /** `ipairs(list)` and `pairs(table)` of values of WIT types. */
  #each(values: readonly Expression[], index: number, steps: number): LuaValue | null {
    const [call] = values;
    if (call?.kind !== 'call' || call.callee.kind !== 'name' || call.args.length === 0) return null;
    const isList = call.callee.name === 'ipairs';
    if (!isList && call.callee.name !== 'pairs') return null;
    if (index === 0) return isList ? { kind: 'named', type: 'integer' } : null;
    const over = this.valueOf(call.args[0]!, 0, steps + 1);
    return over?.kind === 'wit' ? itemOf(over.type) : null;
  }

  #call(call: CallExpression, result: number, steps: number): LuaValue | null {
    const target = this.targetOf(call, steps);
    if (target !== null && target.isCall) return resultOf(this.#around.typeOf(target.id), result);
    const required = requiredName(call, this.#names);
    if (required !== null) {
      if (result > 0) return null;
      const spec = luaModule(required);
      return this.#around.library(required) ?? (spec ? moduleValue(spec) : null) ?? this.#global(required);
    }
    const callee = this.calleeOf(call, steps);
    if (callee?.kind === 'function') return given(callee, result);
    if (callee?.kind === 'lua-function' && callee.names === this.#names)
      return this.#returned(callee.body, result, steps);
    return null;
  }

  /** What the last statement of a function gives. */
  #returned({ block }: FunctionBody, result: number, steps: number): LuaValue | null {
    const last = block.statements.at(-1);
    if (last?.kind !== 'return') return null;
    const own = last.values[result];
    if (own) return this.valueOf(own, 0, steps + 1);
    const open = last.values.at(-1);
    return open?.kind === 'call' ? this.valueOf(open, result - last.values.length + 1, steps + 1) : null;
  }

  calleeOf(call: CallExpression, steps = 0): LuaValue | null {
    if (!call.method) return this.valueOf(call.callee, 0, steps + 1);
    const object = this.valueOf(call.callee, 0, steps + 1);
    return object && memberOf(object, call.method.name);
  }

  /** The entry that a call names, where it is written out; `isCall`: its result is the call's. */
  targetOf(
    call: CallExpression,
    steps = 0,
  ): { readonly id: string; readonly isCall: boolean; readonly leading: number; readonly literal: Expression } | null {
    const [first] = call.args;
    if (first?.kind !== 'string') return null;
    const callee = this.calleeOf(call, steps + 1);
    if (callee?.kind !== 'function') return null;
    const leading = CALLS.get(callee.path);
    if (leading === undefined) return null;
    return { id: this.#string(first), isCall: callee.path.endsWith('.call'), leading, literal: first };
  }

  /** The entry that a call names, be it to call it or for something else. */
  entryNamed(call: CallExpression): { readonly id: string; readonly literal: Expression } | null {
    const target = this.targetOf(call);
    if (target) return target;
    const [first] = call.args;
    const callee = first?.kind === 'string' ? this.calleeOf(call) : null;
    if (!first || callee?.kind !== 'function' || !NAMES.has(callee.path)) return null;
    return { id: this.#string(first), literal: first };
  }
}

/** Functions whose first argument is an entry: how many of their own arguments stand before those of the entry. */
export const CALLS: ReadonlyMap<string, number> = new Map([
  ['funcs.call', 1],
  ['funcs.async', 1],
  ['funcs.executor.call', 1],
  ['funcs.executor.async', 1],
  ...['spawn', 'spawn_monitored', 'spawn_linked', 'spawn_linked_monitored'].flatMap((name): [string, number][] => [
    [`process.${name}`, 2],
    [`process.spawner.${name}`, 2],
  ]),
  ['process.exec', 2],
]);

/** Others whose first argument is an entry. */
export const NAMES: ReadonlySet<string> = new Set(['registry.get', 'fs.get', 'store.get', 'security.policy']);

export function moduleValue(spec: LuaModuleSpec): LuaValue {
  return spec.object === undefined ? { kind: 'module', spec } : { kind: 'object', module: spec, type: spec.object };
}

/** Null for a call that is no `require("name")`. */
export function requiredName({ callee, args }: CallExpression, names: LuaNames): string | null {
  const [first] = args;
  if (callee.kind !== 'name' || callee.name !== 'require' || first?.kind !== 'string') return null;
  return stringValue(names.text, first.start, first.end);
}

function resultOf(type: FunctionType | null, result: number): LuaValue | null {
  const whole = type?.result ?? null;
  if (whole?.kind === 'result') {
    const own = result === 0 ? whole.ok : result === 1 ? whole.err : null;
    return own ? { kind: 'wit', type: own } : null;
  }
  if (result === 1) return { kind: 'object', module: luaModule('errors')!, type: 'error' };
  return result === 0 && whole ? { kind: 'wit', type: whole } : null;
}

/** By what the signature says, and by the table where it says `any`. */
function given({ spec, path }: Extract<LuaValue, { kind: 'function' }>, result: number): LuaValue | null {
  const type = parseSignature(spec.signature).results[result]?.replace(/\?$/, '').trim();
  if (type === undefined) return null;
  if (type === 'error') return { kind: 'object', module: luaModule('errors')!, type: 'error' };
  const gives = result === 0 ? GIVES.get(path) : undefined;
  if (gives !== undefined) {
    const [module, name] = gives.includes('.') ? gives.split('.') : [path.split('.')[0], gives];
    const found = luaModule(module ?? '');
    return found && name ? { kind: 'object', module: found, type: name } : null;
  }
  return { kind: 'named', type };
}

export function itemOf(type: WitType): LuaValue | null {
  const inner = unwrapped(type);
  return inner.kind === 'list' ? { kind: 'wit', type: inner.element } : null;
}

/** Options that are there stand for what is in them. */
export function unwrapped(type: WitType): WitType {
  return type.kind === 'option' ? unwrapped(type.some) : type;
}

/** Names of what a value has, with what each is: for `value.name` and `value:name()`. */
export function membersOf(value: LuaValue): ReadonlyMap<string, LuaTableField> {
  const members = new Map<string, LuaTableField>();
  const put = (name: string, member: LuaValue | null): void => void members.set(name, { value: member, at: null });
  switch (value.kind) {
    case 'module': {
      const { name, functions, constants = {}, fields = {} } = value.spec;
      for (const [key, spec] of Object.entries(functions))
        put(key, { kind: 'function', spec, path: `${name}.${key}`, isMethod: false });
      for (const [key, constant] of Object.entries(constants)) put(key, constantValue(constant));
      for (const key of Object.keys(fields)) put(key, null);
      return members;
    }
    case 'object': {
      const methods = value.module.types?.[value.type] ?? {};
      for (const [key, spec] of Object.entries(methods))
        put(key, { kind: 'function', spec, path: `${value.module.name}.${value.type}.${key}`, isMethod: true });
      return members;
    }
    case 'library':
      for (const [key, spec] of value.library.functions)
        put(key, { kind: 'function', spec, path: `${value.library.name}.${key}`, isMethod: false });
      for (const [key, type] of value.library.constants) put(key, { kind: 'named', type });
      return members;
    case 'table':
      return value.fields;
    case 'wit':
      return witMembers(value.type);
    case 'named':
      return value.type === 'string' ? stringMethods() : recordMembers(value.type);
    case 'function':
    case 'lua-function':
      return members;
  }
}

export function memberOf(value: LuaValue, name: string): LuaValue | null {
  return membersOf(value).get(name)?.value ?? null;
}

function constantValue(constant: string | number | Readonly<Record<string, string | number>>): LuaValue {
  if (typeof constant !== 'object') return { kind: 'named', type: JSON.stringify(constant) };
  return {
    kind: 'table',
    fields: new Map(Object.entries(constant).map(([key, one]) => [key, { value: constantValue(one), at: null }])),
  };
}

/** Records have their labels, variants their cases, flags their names; a tuple has numbers only. */
function witMembers(type: WitType): ReadonlyMap<string, LuaTableField> {
  const inner = unwrapped(type);
  const field = (name: string, member: WitType | null): [string, LuaTableField] => [
    name,
    { value: member ? { kind: 'wit', type: member } : { kind: 'named', type: 'boolean' }, at: null },
  ];
  switch (inner.kind) {
    case 'record':
      return new Map(inner.fields.map((one) => field(one.name, one.type)));
    case 'variant':
      return new Map(inner.cases.map((one) => field(one.name, one.type)));
    case 'flags':
      return new Map(inner.labels.map((label) => field(label, null)));
    case 'result':
      return new Map([field('ok', inner.ok), field('err', inner.err)]);
    case 'string':
    case 'enum':
      return stringMethods();
    default:
      return new Map();
  }
}

function stringMethods(): ReadonlyMap<string, LuaTableField> {
  const library = STANDARD_LIBRARIES.get('string')!;
  return new Map(
    [...library.functions].map(
      ([name, spec]) =>
        [name, { value: { kind: 'function', spec, path: `string.${name}`, isMethod: true }, at: null }] as const,
    ),
  );
}

/** Of a type such as `{trap_links: boolean}`. */
function recordMembers(type: string): ReadonlyMap<string, LuaTableField> {
  const inner = /^\{(.*)\}$/s.exec(type)?.[1];
  if (inner === undefined || inner.trimStart().startsWith('[')) return new Map();
  return new Map(
    [...inner.matchAll(/([A-Za-z_]\w*)\??\s*:\s*([^,{}]+|\{[^}]*\})/g)].map(
      ([, name, field]) => [name!, { value: { kind: 'named', type: field!.trim() }, at: null }] as const,
    ),
  );
}
