/** What the runtime itself sends on the bus of a project: changes of the registry and of services, as Wippy names them. */
import { STARTED } from '../project/kinds/lifecycle-field.ts';
import type { Operation } from './installation.ts';
import type { BusEvent, EventBus } from './events/event-bus.ts';

const REGISTRY = 'registry';
const SUPERVISOR = 'supervisor';

const SERVICE_KINDS = { create: 'service.register', update: 'service.update', delete: 'service.remove' } as const;

/** Each of their events is compared with all subscriptions. */
const ENTRIES_AT_ONCE = 8;

/**
 * Tells of a change that is in effect, between `registry.begin` and `registry.commit`. The path is the ID of the entry; there is
 * no data: what Wippy sends there has no form in Lua. Of a large change a part at a time, so that who listens takes it meanwhile.
 */
export async function tellOfChange(
  bus: EventBus,
  operations: readonly Operation[],
  giveWay: () => Promise<void>,
): Promise<void> {
  if (operations.length === 0 || bus.isIdle) return;
  const send = (system: string, kind: string, path: string): void =>
    bus.send({ system, kind, path, data: null } satisfies BusEvent);
  send(REGISTRY, 'registry.begin', '');
  for (const [index, { type, id, kind }] of operations.entries()) {
    if (index > 0 && index % ENTRIES_AT_ONCE === 0) await giveWay();
    send(REGISTRY, `entry.${type}`, id);
    if (STARTED.has(kind)) send(SUPERVISOR, SERVICE_KINDS[type], id);
    send(REGISTRY, 'entry.accept', id);
  }
  send(REGISTRY, 'registry.commit', '');
}
