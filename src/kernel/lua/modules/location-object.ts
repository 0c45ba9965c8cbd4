/** Time zones as Lua holds them. */
import type { timeSpec } from '../../../contract/lua-modules/time.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { LOCAL, type Location } from './zones.ts';

export const locationClass = defineUserdata<Location>('location', {
  methods: {
    string: (L, { name }) => {
      stack.pushText(L, name);
      return 1;
    },
  } satisfies Methods<typeof timeSpec.types.location, Location>,
  tostring: ({ name }) => name,
});

/** The location at `index`; the local one where there is no argument. */
export function locationAt(L: LuaState, index: number, name: string): Location {
  if (stack.typeName(L, index) === 'none') return LOCAL;
  return locationClass.at(L, index) ?? call.argumentError(L, index, name, 'location expected');
}
