import { fsDirectory as description } from '../../project/kinds/fs-directory.ts';
import { NO_LIFE } from './functions.ts';
import type { KernelKind } from './kind.ts';

export const fsDirectory: KernelKind<typeof description, never> = {
  description,
  load: () => ({ status: 'stored', diagnostics: [], create: null }),
  ...NO_LIFE,
};
