import { isByteList } from '../../wit/types.ts';
import type { EntryIn } from '../../project/kinds/index.ts';
import type { Callable } from '../scheduler/process.ts';
import type { Loaded } from './kind.ts';

/** Has a function answer requests by itself, where its entry says so. */
export async function withTransport(
  { config }: EntryIn<'wat' | 'wasm'>,
  loaded: Loaded<Callable>,
): Promise<Loaded<Callable>> {
  if (config.transport !== 'wasi-http' || loaded.status === 'rejected' || !loaded.create) return loaded;
  const { create, about } = loaded;
  const { HttpFunction } = await import('../http/wasi-transport.ts');
  const { parameters = [], result = null } = about?.type ?? {};
  const shape = {
    takes: parameters.length === 0 ? 'nothing' : 'something',
    result: result && isByteList(result) ? 'bytes' : 'other',
  } as const;
  return { ...loaded, create: (project) => new HttpFunction(create(project), project.http, shape) };
}
