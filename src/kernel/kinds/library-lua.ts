import { libraryLua as description } from '../../project/kinds/library-lua.ts';
import { NO_LIFE } from './functions.ts';
import type { KernelKind } from './kind.ts';
import { loadLua } from './lua-code.ts';

export const libraryLua: KernelKind<typeof description, never> = {
  description,
  load: (entry, stage) => loadLua<never>(entry, stage, null),
  ...NO_LIFE,
};
