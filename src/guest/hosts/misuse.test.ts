/** Every function of every interface that takes handles, with handles that are none: a trap, and nothing else. */
import { expect, test } from 'vitest';
import type { GuestPorts } from '../../contract/ports.ts';
import type { WitType } from '../../wit/types.ts';
import { HostTrap } from '../faults.ts';
import { componentCalls } from '../testing/component-calls.ts';
import { ScriptedHost } from '../testing/guest-harness.ts';
import { COMPONENT_HOSTS } from '../testing/all-hosts.ts';

/** A value of the type, with `handle` in all places for handles. */
function valueOf(type: WitType, handle: number): unknown {
  switch (type.kind) {
    case 'scalar':
      if (type.name === 'bool') return true;
      if (type.name === 'char') return 'a';
      return type.name === 'u64' || type.name === 's64' ? 1n : 1;
    case 'string':
      return 'localhost';
    case 'list':
      return type.element.kind === 'scalar' ? new Uint8Array(1) : [valueOf(type.element, handle)];
    case 'tuple':
      return type.items.map((item) => valueOf(item, handle));
    case 'record':
      return Object.fromEntries(type.fields.map((field) => [field.name, valueOf(field.type, handle)] as const));
    case 'variant': {
      const [one] = type.cases;
      return { tag: one?.name, val: one?.type ? valueOf(one.type, handle) : null };
    }
    case 'enum':
      return type.cases[0];
    case 'flags':
      return new Set();
    case 'option':
      return valueOf(type.some, handle);
    case 'result':
      return { ok: type.ok ? valueOf(type.ok, handle) : null };
    case 'unsupported':
      return handle;
  }
}

const isHandle = (type: WitType): boolean =>
  type.kind === 'unsupported' ||
  (type.kind === 'list' && isHandle(type.element)) ||
  (type.kind === 'option' && isHandle(type.some));

const TAKING = COMPONENT_HOSTS.flatMap((host) =>
  [...host.types]
    .filter(([, { parameters }]) => parameters.some(({ type }) => isHandle(type)))
    .map(([name, type]) => [`${host.interface}#${name}`, type] as const),
);

function setUp() {
  const asked: unknown[] = [];
  const host = new ScriptedHost();
  const call = (fn: unknown): never => {
    asked.push(fn);
    throw new Error('nothing is asked for what is no handle');
  };
  const ports: GuestPorts = Object.assign(host, { call: call as never, readFile: call as never });
  return { ...componentCalls(ports), asked };
}

test.each(TAKING)('%s traps for a handle that is unknown, dropped, or of another kind', (name, { parameters }) => {
  const { call, drop, asked } = setUp();
  const dropped = call('wasi:http/types#[constructor]fields') as number;
  drop(dropped);
  // One that nothing takes but what is its own.
  const options = call('wasi:http/types#[constructor]request-options') as number;
  const isOwn = /request-options|outgoing-handler/.test(name);
  for (const handle of [0, 999, 2 ** 32 - 1, dropped, ...(isOwn ? [] : [options])]) {
    const args = parameters.map(({ type }) => valueOf(type, handle));
    expect(() => call(name, ...args), `handle ${handle}`).toThrow(HostTrap);
  }
  expect(asked).toEqual([]);
});
