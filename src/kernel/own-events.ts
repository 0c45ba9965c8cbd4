/** What the runtime itself sends on the bus of a project: changes of the registry and of services, as Wippy names them. */
import { STARTED } from '../project/kinds/lifecycle-field.ts';
import type { Operation } from './installation.ts';
import type { BusEvent, EventBus } from './events/event-bus.ts';

const REGISTRY = 'registry';
const SUPERVISOR = 'supervisor';

const SERVICE_KINDS = { create: 'service.register', update: 'service.update', delete: 'service.remove' } as const;

/**
 * Tells of a change that is in effect, between `registry.begin` and `registry.commit`. The path is the ID of the entry; there is
 * no data: what Wippy sends there has no form in Lua.
 */
export function tellOfChange(bus: EventBus, operations: readonly Operation[]): void {
  if (operations.length === 0 || bus.isIdle) return;
  const send = (system: string, kind: string, path: string): void =>
    bus.send({ system, kind, path, data: null } satisfies BusEvent);
  send(REGISTRY, 'registry.begin', '');
  for (const { type, id, kind } of operations) {
    send(REGISTRY, `entry.${type}`, id);
    if (STARTED.has(kind)) send(SUPERVISOR, SERVICE_KINDS[type], id);
    send(REGISTRY, 'entry.accept', id);
  }
  send(REGISTRY, 'registry.commit', '');
}
