/** Types as values (spec/lua-base §2): `T(v)` answers v or raises, `T:is(v)` answers `v, nil` or `nil, err`. */
import { invalid } from '../../contract/errors.ts';
import { isDeclaredName, type TypeShape } from '../../lua-text/index.ts';
import { pushFailure } from './error-object.ts';
import { TypeCheck } from './type-check.ts';
import * as call from './vm/call.ts';
import * as cells from './vm/cells.ts';
import * as stack from './vm/stack.ts';
import type { LuaEnvironment, LuaState } from './vm/types.ts';
import { defineUserdata, type UserdataType } from './vm/userdata.ts';

/** What a type refers to is shared by all Lua worlds of its entry. */
const TYPE_BYTES = 100;

interface TypeValue {
  readonly name: string;
  readonly shape: TypeShape;
  /** Those of the same text. */
  readonly types: ReadonlyMap<string, TypeShape>;
}

export const typeClass: UserdataType<TypeValue> = defineUserdata<TypeValue>('type', {
  sizeBytes: () => TYPE_BYTES,
  tostring: ({ name }) => name,
  eq: (a, b) => a.shape === b.shape,
  methods: {
    is: (L, self) =>
      check(L, self, (wrong) => {
        if (wrong === null) {
          stack.pushValue(L, 2);
          stack.pushNil(L);
        } else {
          stack.pushNil(L);
          pushFailure(L, invalid(wrong));
        }
        return 2;
      }),
    name: (L, { name }) => {
      stack.pushText(L, name);
      return 1;
    },
    kind: (L, { shape, types }) => {
      stack.pushText(L, kindOf(shape, types));
      return 1;
    },
  },
  metamethods: {
    __call: (L) => {
      const self = typeClass.check(L, 1, 'type');
      return check(L, self, (wrong) => {
        if (wrong !== null) return call.raise(L, wrong);
        stack.pushValue(L, 2);
        return 1;
      });
    },
  },
});

/** Holds argument 2 against a type. */
function check(L: LuaState, { name, shape, types }: TypeValue, answer: (wrong: string | null) => number): number {
  const work = new TypeCheck(types, shape, cells.cellOf(L, 2));
  return call.inPieces(L, () => {
    const checked = work.advance();
    if (!checked) return null;
    return answer(checked.wrong === null ? null : `${name}: ${checked.wrong}`);
  });
}

/** Each under its name, where no global has it. */
export function bindTypes(environment: LuaEnvironment, types: ReadonlyMap<string, TypeShape>): void {
  for (const [name, shape] of types)
    if (isDeclaredName(name) && !environment.hasGlobal(name))
      environment.setGlobal(name, (L) => typeClass.push(L, { name, shape, types }));
}

/** Wippy's word for it. */
function kindOf(shape: TypeShape, types: ReadonlyMap<string, TypeShape>): string {
  let at = shape;
  for (let depth = 0; depth < 100; depth++) {
    if (at.kind === 'constrained') at = at.inner;
    else if (at.kind === 'named') at = types.get(at.name) ?? { kind: 'any' };
    else break;
  }
  if (at.kind === 'scalar') return at.name;
  if (at.kind !== 'table') return at.kind;
  if (at.item && at.fields.length === 0) return 'array';
  return at.maps.length > 0 && at.fields.length === 0 ? 'map' : 'record';
}
