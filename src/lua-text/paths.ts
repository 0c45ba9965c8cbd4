/** What expressions stand for: modules, their fields, calls of other entries. */
import type { CallExpression, Expression } from './ast.ts';
import type { LuaCall, LuaFacts } from './fact-types.ts';
import { rangeOf } from './problems.ts';
import type { Binding, Scope } from './scope.ts';
import { stringValue } from './strings.ts';

/** Calls of other entries: how many arguments stand before those that the target gets (spec/lua-modules). */
const LEADING: ReadonlyMap<string, number> = new Map([
  ['funcs.call', 1],
  ['funcs.async', 1],
  ['process.spawn', 2],
  ['process.spawn_monitored', 2],
  ['process.spawn_linked', 2],
  ['process.spawn_linked_monitored', 2],
  ['process.exec', 2],
]);
/** An executor, and what it answers again. */
const EXECUTOR = 'funcs.new()';
/** Longest chain of fields and calls that is followed to a module. */
const MAX_CHAIN = 12;

/** By the names of one text. */
export class Paths {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The path of a module, a field of one, or an executor of `funcs`; null for everything else. */
  of(expression: Expression | undefined, scope: Scope<Binding>, depth = 0): string | null {
    if (!expression || depth > MAX_CHAIN) return null;
    switch (expression.kind) {
      case 'name': {
        const binding = scope.find(expression.name);
        return binding ? binding.path : expression.name;
      }
      case 'member': {
        const object = this.of(expression.object, scope, depth + 1);
        return object === null ? null : `${object}.${expression.member.name}`;
      }
      case 'group':
      case 'cast':
        return this.of(expression.inner, scope, depth + 1);
      case 'call': {
        const required = this.required(expression, scope);
        if (required) return required.name;
        const callee = this.of(expression.callee, scope, depth + 1);
        if (expression.method)
          return callee === EXECUTOR && expression.method.name.startsWith('with_') ? EXECUTOR : null;
        return callee === 'funcs.new' ? EXECUTOR : null;
      }
      default:
        return null;
    }
  }

  /** Null where it is not `require("name")`. */
  required({ callee, method, args }: CallExpression, scope: Scope<Binding>): LuaFacts['requires'][number] | null {
    const [name] = args;
    if (
      method ||
      callee.kind !== 'name' ||
      callee.name !== 'require' ||
      name?.kind !== 'string' ||
      scope.find('require')
    )
      return null;
    return { name: stringValue(this.#text, name.start, name.end), range: rangeOf(name) };
  }

  /** Null where no other entry is called. */
  entryCall(call: CallExpression, scope: Scope<Binding>): LuaCall | null {
    const path = this.of(call.callee, scope);
    if (path === null) return null;
    const callee = call.method ? (path === EXECUTOR ? `funcs.${call.method.name}` : null) : path;
    const leading = callee === null ? undefined : LEADING.get(callee);
    if (callee === null || leading === undefined) return null;
    const [first] = call.args;
    return {
      callee,
      target: first?.kind === 'string' ? stringValue(this.#text, first.start, first.end) : null,
      targetRange: first ? rangeOf(first) : null,
      argumentCount: isOpen(call.args.at(-1)) ? null : Math.max(0, call.args.length - leading),
      range: rangeOf(call),
    };
  }
}

/** May be any number of values. */
function isOpen(last: Expression | undefined): boolean {
  let value = last;
  while (value?.kind === 'cast') value = value.inner;
  return value?.kind === 'call' || value?.kind === 'vararg';
}
