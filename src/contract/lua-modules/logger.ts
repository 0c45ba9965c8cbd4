import type { LuaModuleSpec } from './spec.ts';

const LOG = '(message: string, fields: {[string]: any}?) -> ()';

/** spec/lua-modules §9 */
export const loggerSpec = {
  name: 'logger',
  doc: 'Writes records with a level and fields to the console.',
  functions: {},
  types: {
    logger: {
      debug: { signature: LOG, doc: 'Writes a record for those who look for a mistake.' },
      info: { signature: LOG, doc: 'Writes a record of what happens.' },
      warn: { signature: LOG, doc: 'Writes a record of what should not happen.' },
      error: { signature: LOG, doc: 'Writes a record of what went wrong.' },
      with: {
        signature: '(fields: {[string]: any}) -> any',
        doc: 'A logger whose records have these fields besides their own.',
      },
      named: { signature: '(name: string) -> any', doc: 'A logger whose records begin with its dotted name.' },
    },
  },
  object: 'logger',
} as const satisfies LuaModuleSpec;
