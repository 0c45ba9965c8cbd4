import { Modules } from '../modules/index.ts';
import type { ModuleHost } from '../modules/module.ts';
import { LUA_PARTS } from '../parts.ts';
import { Environment } from '../../env/environment.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { createPermissions } from '../../security/permissions.ts';
import { Policies } from '../../security/policies.ts';
import { TokenStores } from '../../security/tokens.ts';
import { RecordingSink } from '../../testing/test-kernel.ts';

/** What modules get in a test. */
export function testHost(own: Partial<ModuleHost> = {}): Omit<ModuleHost, 'running'> {
  return {
    clock: new FakeClock(),
    random: { fill: (target) => target.fill(7) },
    sink: new RecordingSink(),
    keeping: () => null,
    exchangeOf: () => null,
    entries: () => [],
    system: {
      memory: () => ({ luaBytes: 0, luaLimitBytes: 0 }),
      running: () => 0,
      hosts: () => [],
      services: () => [],
    },
    environment: new Environment(),
    volume: () => undefined,
    store: () => undefined,
    permissions: createPermissions({ isStrict: false }),
    policies: new Policies(),
    tokens: new TokenStores(),
    ...own,
  };
}

/** Every module, with what the test does not give as {@link testHost} has it. */
export function testModules(own: Partial<ModuleHost> = {}): Modules {
  return new Modules(testHost(own), LUA_PARTS.natives);
}
