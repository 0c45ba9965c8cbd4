/** The `system` module (spec/lua-modules §15), as far as a page has something to tell. */
import type { EntryId, PlainValue } from '../../../contract/api.ts';
import { internal, invalid, notFound } from '../../../contract/errors.ts';
import { READY_MODULES } from '../../../contract/lua-modules/names.ts';
import { systemSpec } from '../../../contract/lua-modules/system.ts';
import { sizeOfPlain } from '../../../contract/plain-size.ts';
import { returnFailure } from '../error-object.ts';
import { pushPlain } from '../push-plain.ts';
import { makeRoom } from '../vm/held.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { may } from './identity.ts';
import { defineModule, functionTable, type ModuleHost, type SystemView } from './module.ts';
import { textAt } from './process-arguments.ts';

/** There is one, and it has no other name. */
const NODE = 'local';
const { fields } = systemSpec;

/** Answers with what `value` says, to whoever may read `resource`. A refusal is of kind Invalid, unlike most. */
function reading({ running, permissions }: ModuleHost, resource: string, value: () => PlainValue): NativeFunction {
  return guarded({ running, permissions }, resource, (L) => pushValue(L, value()));
}

function guarded(
  guard: Pick<ModuleHost, 'running' | 'permissions'>,
  resource: string,
  native: NativeFunction,
): NativeFunction {
  return (L) =>
    may(guard, 'system.read', resource) ? native(L) : returnFailure(L, invalid(`not allowed to read: ${resource}`));
}

function pushValue(L: LuaState, value: PlainValue): number {
  makeRoom(L, sizeOfPlain(value));
  pushPlain(L, value);
  return 1;
}

type Service = ReturnType<SystemView['services']>[number];

const describeService = ({ id, state, isWanted }: Service): PlainValue => ({
  id,
  status: state,
  desired: isWanted ? 'running' : 'stopped',
});

export const systemModule = defineModule(
  systemSpec,
  (host) => ({
    // Descriptions are for the editor, and stay there.
    modules: reading(host, 'modules', () => READY_MODULES.map((name) => ({ name, description: '', class: [] }))),
  }),
  (host) => {
    const { system } = host;
    return {
      memory: functionTable(
        {
          stats: reading(host, 'memory', () => {
            const { luaBytes, luaLimitBytes } = system.memory();
            return { alloc: luaBytes, heap_alloc: luaBytes, heap_in_use: luaBytes, sys: luaLimitBytes };
          }),
          allocated: reading(host, 'memory', () => system.memory().luaBytes),
          get_limit: reading(host, 'memory_limit', () => system.memory().luaLimitBytes),
        },
        { name: 'system.memory', functions: fields.memory.functions },
      ),
      gc: functionTable({}, { name: 'system.gc', functions: fields.gc.functions }),
      runtime: functionTable(
        { goroutines: reading(host, 'goroutines', () => system.running()) },
        { name: 'system.runtime', functions: fields.runtime.functions },
      ),
      process: functionTable({}, { name: 'system.process', functions: fields.process.functions }),
      hosts: functionTable({
        list: reading(host, 'hosts', () =>
          system.hosts().map(({ id, processes }) => ({ id, workers: 1, processes: processes.length })),
        ),
        processes: guarded(host, 'hosts', (L) => {
          const wanted = textAt(L, 1, 'processes');
          if (wanted === '') return returnFailure(L, invalid('host ID required'));
          const found = system.hosts().find(({ id }) => id === wanted);
          if (!found) return returnFailure(L, notFound(`host not found: ${wanted}`));
          return pushValue(
            L,
            found.processes.map(({ pid, source, state }) => ({ pid, host: wanted, source, state })),
          );
        }),
      }),
      supervisor: functionTable({
        state: guarded(host, 'supervisor', (L) => {
          const wanted = textAt(L, 1, 'state') as EntryId;
          if (wanted.length === 0) return returnFailure(L, invalid('service ID required'));
          const found = system.services().find(({ id }) => id === wanted);
          return found
            ? pushValue(L, describeService(found))
            : returnFailure(L, notFound(`service not found: ${wanted}`));
        }),
        states: reading(host, 'supervisor', () => system.services().map(describeService)),
      }),
      node: functionTable(
        {
          id: reading(host, 'node', () => NODE),
          role: reading(host, 'node', () => 'non-member'),
        },
        { name: 'system.node', functions: fields.node.functions },
      ),
      cluster: functionTable({
        members: reading(host, 'cluster', () => [{ id: NODE, is_local: true }]),
        leader: reading(host, 'cluster', () => ''),
        size: reading(host, 'cluster', () => 1),
      }),
      raft: functionTable(
        Object.fromEntries(
          Object.keys(fields.raft.functions).map((name) => [
            name,
            guarded(host, name === 'stats' ? 'raft_stats' : 'raft', (L) =>
              returnFailure(L, internal('raft not available')),
            ),
          ]),
        ),
      ),
      lock: functionTable({}, { name: 'system.lock', functions: fields.lock.functions }),
    };
  },
);
