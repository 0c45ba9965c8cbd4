import { errorText } from '../../base/error-text.ts';
import { ErrorKind, failure } from '../../contract/errors.ts';
import { isByteList } from '../../wit/types.ts';
import type { EntryIn } from '../../project/kinds/index.ts';
import type { Callable } from '../scheduler/process.ts';
import { RefusedFunction } from '../scheduler/refused.ts';
import type { Loaded } from './kind.ts';

/** Fetched with the first entry that has it. */
const transport = () => import('../http/wasi-transport.ts');

/** Has a function answer requests by itself, where its entry says so. `load`: how the code for that is fetched. */
export async function withTransport(
  { id, config }: EntryIn<'wat' | 'wasm'>,
  loaded: Loaded<Callable>,
  load = transport,
): Promise<Loaded<Callable>> {
  if (config.transport !== 'wasi-http' || loaded.status === 'rejected' || !loaded.create) return loaded;
  const { create, about } = loaded;
  const { parameters = [], result = null } = about?.type ?? {};
  const shape = {
    takes: parameters.length === 0 ? 'nothing' : 'something',
    result: result && isByteList(result) ? 'bytes' : 'other',
  } as const;
  try {
    const { HttpFunction } = await load();
    return { ...loaded, create: (project) => new HttpFunction(create(project), project.http, shape) };
  } catch (error) {
    // The network, most likely: the next time may go well.
    const text = `what answers requests could not be loaded: ${errorText(error)}`;
    const refusal = failure(ErrorKind.unavailable, text, { retryable: true });
    return { ...loaded, create: () => new RefusedFunction(id, refusal), isTransient: true };
  }
}
