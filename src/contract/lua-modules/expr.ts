import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-modules §15 */
export const exprSpec = {
  name: 'expr',
  doc: 'Expressions over values, such as `price * count > 100 && "gold" in tags`.',
  functions: {
    eval: {
      signature: '(text: string, env: {[string]: any}?) -> (any, error?)',
      doc: 'What the expression gives, with the fields of `env` as its names.',
    },
    compile: { signature: '(text: string) -> (any, error?)', doc: 'The expression, to be run again and again.' },
  },
  types: {
    expression: {
      run: { signature: '(env: {[string]: any}?) -> (any, error?)', doc: 'What it gives, with these names.' },
    },
  },
} as const satisfies LuaModuleSpec;
