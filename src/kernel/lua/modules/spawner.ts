/** How processes are started (spec/lua-modules §3): the functions of `process`, and spawners with settings of their own. */
import { invalid } from '../../../contract/errors.ts';
import type { processSpec } from '../../../contract/lua-modules/process.ts';
import type { Message, SpawnRequest } from '../../commands/process-calls.ts';
import { exec, spawn } from '../../commands/processes.ts';
import { issue } from '../commands.ts';
import { returnFailure } from '../error-object.ts';
import { isReserved } from '../mailbox.ts';
import type { Methods } from '../methods.ts';
import { LuaReader } from '../values.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import { changedContext, type ContextChange } from '../../security/context.ts';
import { denied } from '../../security/permissions.ts';
import { changeBytes, demand, may, NO_CHANGE, withActor, withScope, withValues, type Guard } from './identity.ts';
import { selfOf, textAt } from './process-arguments.ts';

const SPAWNER_BYTES = 300;
/** Messages of one spawner: each lies on the stack when it spawns. */
const MAX_MESSAGES = 1000;

/** Immutable. The values of its messages lie in a table that it holds, one after the other. */
interface Spawner {
  readonly guard: Guard;
  /** What its processes get in place of what they would inherit. */
  readonly change: ContextChange;
  readonly name: string | null;
  readonly messages: readonly { readonly topic: string; readonly count: number }[];
}

interface Way {
  readonly isLinked: boolean;
  readonly isMonitored: boolean;
}

const WAYS = {
  spawn: { isLinked: false, isMonitored: false },
  spawn_monitored: { isLinked: false, isMonitored: true },
  spawn_linked: { isLinked: true, isMonitored: false },
  spawn_linked_monitored: { isLinked: true, isMonitored: true },
} as const satisfies Readonly<Record<string, Way>>;

const spawnerClass: UserdataType<Spawner> = defineUserdata<Spawner>('spawner', {
  sizeBytes: ({ messages, change }) => SPAWNER_BYTES + 100 * messages.length + changeBytes(change),
  methods: {
    spawn: (L, self) => spawnFrom(L, self, 'spawn'),
    spawn_monitored: (L, self) => spawnFrom(L, self, 'spawn_monitored'),
    spawn_linked: (L, self) => spawnFrom(L, self, 'spawn_linked'),
    spawn_linked_monitored: (L, self) => spawnFrom(L, self, 'spawn_linked_monitored'),
    with_context: (L, self) => {
      const change = withValues(L, 2, 'with_context', self.change);
      demandContext(L, self.guard);
      return derive(L, { ...self, change });
    },
    with_options: (L, self) => {
      call.checkTable(L, 2, 'with_options');
      return derive(L, self);
    },
    with_actor: (L, self) => {
      const change = withActor(L, 2, self.change);
      demandSecurity(L, self.guard);
      return derive(L, { ...self, change });
    },
    with_scope: (L, self) => {
      const change = withScope(L, 2, self.change);
      demandSecurity(L, self.guard);
      return derive(L, { ...self, change });
    },
    with_name: (L, self) => derive(L, { ...self, name: textAt(L, 2, 'with_name') }),
    with_message: (L, self) => {
      const topic = textAt(L, 2, 'with_message');
      if (isReserved(topic)) return returnFailure(L, invalid('cannot send to @ topics'));
      if (self.messages.length >= MAX_MESSAGES) return call.raise(L, `more than ${MAX_MESSAGES} messages`);
      const last = stack.getTop(L);
      const before = valuesOf(self);
      stack.createTable(L, before + last - 2, 0);
      const table = stack.getTop(L);
      spawnerClass.pushHeld(L, 1);
      for (let index = 1; index <= before; index++) {
        stack.rawGetIndex(L, -1, index);
        stack.rawSetIndex(L, table, index);
      }
      for (let index = 3; index <= last; index++) {
        stack.pushValue(L, index);
        stack.rawSetIndex(L, table, before + index - 2);
      }
      const messages = [...self.messages, { topic, count: last - 2 }];
      spawnerClass.push(L, { ...self, messages }, { holds: table });
      return 1;
    },
  } satisfies Methods<typeof processSpec.types.spawner, Spawner>,
});

/** One with nothing but what changes the context. Raises where the code that runs may have none. */
export function pushSpawner(L: LuaState, guard: Guard, change: ContextChange): number {
  demandContext(L, guard);
  spawnerClass.push(L, { guard, change, name: null, messages: [] });
  return 1;
}

function demandContext(L: LuaState, guard: Guard): void {
  demand(L, guard, 'process.context', 'context', 'not allowed to spawn processes with custom context');
}

function demandSecurity(L: LuaState, guard: Guard): void {
  demand(L, guard, 'process.security', 'security', 'not allowed to spawn processes with custom security context');
}

type SpawnName = keyof typeof WAYS;

export function spawnNatives(guard: Guard): Record<SpawnName | 'exec', NativeFunction> {
  const plain = { guard, change: NO_CHANGE, name: null };
  const native =
    (name: SpawnName): NativeFunction =>
    (L) =>
      start(L, 1, name, guard, (asked) => {
        const request = requestOf(asked, plain, WAYS[name], []);
        return issue(L, spawn, { type: 'spawn', request });
      });
  return {
    spawn: native('spawn'),
    spawn_monitored: native('spawn_monitored'),
    spawn_linked: native('spawn_linked'),
    spawn_linked_monitored: native('spawn_linked_monitored'),
    exec: (L) =>
      start(L, 1, 'exec', guard, (asked) =>
        issue(L, exec, { type: 'exec', request: requestOf(asked, plain, WAYS.spawn, []) }),
      ),
  };
}

function spawnFrom(L: LuaState, self: Spawner, name: SpawnName): number {
  return start(L, 2, name, self.guard, (asked) => {
    const request = requestOf(asked, self, WAYS[name], layMessages(L, self));
    return issue(L, spawn, { type: 'spawn', request });
  });
}

type Asked = Pick<SpawnRequest, 'id' | 'host' | 'args'>;

/** Entry, host and arguments from `index` on. */
function start(
  L: LuaState,
  index: number,
  name: SpawnName | 'exec',
  guard: Guard,
  go: (asked: Asked) => number,
): number {
  const top = stack.getTop(L);
  if (top < index + 1) return returnFailure(L, invalid(`${name} requires at least id and host arguments`));
  const id = textAt(L, index, name);
  const host = textAt(L, index + 1, name);
  const refusal = refusalOf(guard, name, id, host);
  if (refusal !== null) return returnFailure(L, denied(refusal));
  // They stay on this stack until the process has them.
  return go({ id, host, args: new LuaReader(L, index + 2, top - index - 1) });
}

/** Every form takes what `process.host` guards (spec/processes §3). */
function refusalOf(guard: Guard, name: SpawnName | 'exec', id: string, host: string): string | null {
  if (name === 'exec') {
    if (!may(guard, 'process.exec', id)) return `not allowed to execute process: ${id}`;
  } else {
    const { isLinked, isMonitored } = WAYS[name];
    if (!may(guard, 'process.spawn', id)) return `not allowed to spawn process: ${id}`;
    if (isMonitored && !may(guard, 'process.spawn.monitored', id))
      return `not allowed to spawn monitored process: ${id}`;
    if (isLinked && !may(guard, 'process.spawn.linked', id)) return `not allowed to spawn linked process: ${id}`;
  }
  return may(guard, 'process.host', host) ? null : `not allowed to spawn on host: ${host}`;
}

/** Field by field: an object that is spread from others takes an engine two kilobytes, of each process that is started. */
function requestOf(
  { id, host, args }: Asked,
  { guard, change, name }: Pick<Spawner, 'guard' | 'change' | 'name'>,
  { isLinked, isMonitored }: Way,
  messages: readonly Message[],
): SpawnRequest {
  const { pid, frame } = selfOf(guard.running);
  const context = changedContext(frame.context, change);
  return { id, host, args, by: pid, context, isLinked, isMonitored, name, messages };
}

/** With the same values of messages. */
function derive(L: LuaState, spawner: Spawner): number {
  spawnerClass.pushHeld(L, 1);
  spawnerClass.push(L, spawner, { holds: -1 });
  return 1;
}

function valuesOf({ messages }: Spawner): number {
  return messages.reduce((sum, { count }) => sum + count, 0);
}

/** Pushes the values of all messages. */
function layMessages(L: LuaState, self: Spawner): Message[] {
  spawnerClass.pushHeld(L, 1);
  const table = stack.getTop(L);
  let key = 0;
  return self.messages.map(({ topic, count }) => {
    const first = stack.getTop(L) + 1;
    for (let index = 0; index < count; index++) stack.rawGetIndex(L, table, ++key);
    return { topic, values: new LuaReader(L, first, count) };
  });
}
