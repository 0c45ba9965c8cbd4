import { fsDirectory as description } from '../../project/kinds/fs-directory.ts';
import { Volume } from '../files/volume.ts';
import type { KernelKind } from './kind.ts';

export const fsDirectory: KernelKind<typeof description, Volume> = {
  description,
  load: ({ id, config }) => ({
    status: 'stored',
    diagnostics: [],
    create: ({ tree }) => new Volume(id, config, tree),
  }),
  add: (volume, { volumes }) => void volumes.set(volume.id, volume),
  replace: (_before, volume, { volumes }) => void volumes.set(volume.id, volume),
  remove: ({ id }, { volumes }) => void volumes.delete(id),
};
