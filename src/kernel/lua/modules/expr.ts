/** The `expr` module (spec/lua-modules §15): the language that policies have too. */
import { spendBytes } from '../../../base/effort.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { internal, type Failure } from '../../../contract/errors.ts';
import { exprSpec } from '../../../contract/lua-modules/expr.ts';
import { ValueTooDeep, WriterFull } from '../../../wit/codec.ts';
import { compileFormula, type Formula } from '../../security/expression.ts';
import { within } from '../../security/paths.ts';
import { Undecided } from '../../security/policy.ts';
import { returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import { plainAt } from '../plain-lua.ts';
import { pushPlain } from '../push-plain.ts';
import * as call from '../vm/call.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { defineModule } from './module.ts';
import { isNothing } from './process-arguments.ts';

/** What a compiled expression takes for a character of its text, by an estimate. */
const BYTES_PER_CHARACTER = 50;

interface Compiled {
  readonly formula: Formula;
  readonly length: number;
}

export const exprModule = defineModule(exprSpec, () => ({
  eval: (L) => {
    const compiled = compileAt(L, 'eval');
    return 'formula' in compiled ? run(L, compiled.formula, 2, 'eval') : returnFailure(L, compiled);
  },
  compile: (L) => {
    const compiled = compileAt(L, 'compile');
    if (!('formula' in compiled)) return returnFailure(L, compiled);
    compiledClass.push(L, compiled);
    return 1;
  },
}));

const compiledClass = defineUserdata<Compiled>('expression', {
  sizeBytes: ({ length }) => 100 + BYTES_PER_CHARACTER * length,
  methods: {
    run: (L, { formula }) => run(L, formula, 2, 'run'),
  } satisfies Methods<typeof exprSpec.types.expression, Compiled>,
});

function compileAt(L: LuaState, name: string): Compiled | Failure {
  const text = call.checkText(L, 1, name);
  spendBytes(text.length);
  const compiled = compileFormula(text);
  return compiled.ok
    ? { formula: compiled.value, length: text.length }
    : internal(`failed to compile expression: ${compiled.error}`);
}

function run(L: LuaState, formula: Formula, index: number, name: string): number {
  if (!isNothing(L, index)) call.checkTable(L, index, name);
  try {
    const names: PlainValue = isNothing(L, index) ? {} : plainAt(L, index);
    const value = formula((of) => within(names, [of])) ?? null;
    pushPlain(L, value);
    return 1;
  } catch (error) {
    if (error instanceof WriterFull) return returnFailure(L, internal('the environment has too many values'));
    if (error instanceof ValueTooDeep) return returnFailure(L, internal('the environment is nested too deep'));
    if (error instanceof Undecided) return returnFailure(L, internal('a pattern of the expression is none'));
    throw error;
  }
}
