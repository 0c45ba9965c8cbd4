/** Project files to entries of all kinds there are, where the code that reads YAML is at hand. */
import type { ProjectFiles } from '../../contract/api.ts';
import { RegistryLoader, type LoadedRegistry as Loaded, type LoadOptions } from '../registry/registry-loader.ts';
import { readYaml } from '../registry/yaml-text.ts';
import { KIND_TABLE, type Kind } from './index.ts';

export type LoadedRegistry = Loaded<Kind>;

export function createRegistryLoader(options: Partial<LoadOptions<Kind>> = {}): RegistryLoader<Kind> {
  return new RegistryLoader({ kinds: KIND_TABLE, readYaml, ...options });
}

export function loadRegistry(files: ProjectFiles, options: Partial<LoadOptions<Kind>> = {}): LoadedRegistry {
  return createRegistryLoader(options).load(files);
}
