/** How processes are started (spec/lua-modules §3): the functions of `process`, and spawners with settings of their own. */
import { invalid, unavailableYet } from '../../../contract/errors.ts';
import type { processSpec } from '../../../contract/lua-modules/process.ts';
import type { Message, SpawnRequest } from '../../commands/process-calls.ts';
import { exec, spawn } from '../../commands/processes.ts';
import { issue } from '../commands.ts';
import { returnFailure } from '../error-object.ts';
import { isReserved } from '../mailbox.ts';
import type { Methods } from '../methods.ts';
import type { Running } from '../running.ts';
import { LuaReader } from '../values.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import { isNothing, selfOf, textAt } from './process-arguments.ts';

const SPAWNER_BYTES = 300;
/** Messages of one spawner: each lies on the stack when it spawns. */
const MAX_MESSAGES = 1000;

/** Immutable. The values of its messages lie in a table that it holds, one after the other. */
interface Spawner {
  readonly running: Running;
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
  sizeBytes: ({ messages }) => SPAWNER_BYTES + 100 * messages.length,
  methods: {
    spawn: (L, self) => spawnFrom(L, self, 'spawn'),
    spawn_monitored: (L, self) => spawnFrom(L, self, 'spawn_monitored'),
    spawn_linked: (L, self) => spawnFrom(L, self, 'spawn_linked'),
    spawn_linked_monitored: (L, self) => spawnFrom(L, self, 'spawn_linked_monitored'),
    with_context: (L) => {
      call.checkTable(L, 2, 'with_context');
      return returnFailure(L, unavailableYet('spawner:with_context'));
    },
    with_options: (L, self) => {
      call.checkTable(L, 2, 'with_options');
      return derive(L, self);
    },
    with_actor: (L) => {
      if (isNothing(L, 2)) return call.raise(L, 'actor cannot be nil');
      return returnFailure(L, unavailableYet('spawner:with_actor'));
    },
    with_scope: (L) => {
      if (isNothing(L, 2)) return call.raise(L, 'scope cannot be nil');
      return returnFailure(L, unavailableYet('spawner:with_scope'));
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

/** One without settings. */
export function pushSpawner(L: LuaState, running: Running): number {
  spawnerClass.push(L, { running, name: null, messages: [] });
  return 1;
}

type SpawnName = keyof typeof WAYS;

export function spawnNatives(running: Running): Record<SpawnName | 'exec', NativeFunction> {
  const native =
    (name: SpawnName): NativeFunction =>
    (L) =>
      start(L, 1, name, (asked) => issue(L, spawn, { type: 'spawn', request: requestOf(asked, running, WAYS[name]) }));
  return {
    spawn: native('spawn'),
    spawn_monitored: native('spawn_monitored'),
    spawn_linked: native('spawn_linked'),
    spawn_linked_monitored: native('spawn_linked_monitored'),
    exec: (L) =>
      start(L, 1, 'exec', (asked) => issue(L, exec, { type: 'exec', request: requestOf(asked, running, WAYS.spawn) })),
  };
}

function spawnFrom(L: LuaState, self: Spawner, name: SpawnName): number {
  return start(L, 2, name, (asked) => {
    const messages = layMessages(L, self);
    const request = { ...requestOf(asked, self.running, WAYS[name]), name: self.name, messages };
    return issue(L, spawn, { type: 'spawn', request });
  });
}

type Asked = Pick<SpawnRequest, 'id' | 'host' | 'args'>;

/** Entry, host and arguments from `index` on. */
function start(L: LuaState, index: number, name: string, go: (asked: Asked) => number): number {
  const top = stack.getTop(L);
  if (top < index + 1) return returnFailure(L, invalid(`${name} requires at least id and host arguments`));
  const id = textAt(L, index, name);
  const host = textAt(L, index + 1, name);
  // They stay on this stack until the process has them.
  return go({ id, host, args: new LuaReader(L, index + 2, top - index - 1) });
}

function requestOf(asked: Asked, running: Running, way: Way): SpawnRequest {
  return { ...asked, ...way, by: selfOf(running).pid, name: null, messages: [] };
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
