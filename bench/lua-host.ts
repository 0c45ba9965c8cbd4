/** What Lua modules ask of a kernel, where nobody listens and everything is allowed. */
import { Modules } from '../src/kernel/lua/modules/index.ts';
import { LUA_PARTS } from '../src/kernel/lua/parts.ts';
import { Environment } from '../src/kernel/env/environment.ts';
import { createPermissions } from '../src/kernel/security/permissions.ts';
import { Policies } from '../src/kernel/security/policies.ts';
import { TokenStores } from '../src/kernel/security/tokens.ts';

export const clock = { nowMs: () => performance.now(), wallMs: () => Date.now() };

const SILENT = {
  hasRoom: () => false,
  console: () => {},
  bug: () => {},
  omitted: () => {},
  trace: { hasRoom: () => false, step: () => {}, omitted: () => {} },
  terminal: () => {},
  log: () => {},
};

export function createModules(): Modules {
  return new Modules(
    {
      clock,
      random: { fill: () => {} },
      sink: SILENT,
      keeping: () => null,
      system: {
        memory: () => ({ luaBytes: 0, luaLimitBytes: 0 }),
        running: () => 0,
        hosts: () => [],
        services: () => [],
      },
      store: () => undefined,
      exchangeOf: () => null,
      entries: () => [],
      permissions: createPermissions({ isStrict: false }),
      environment: new Environment(),
      volume: () => undefined,
      policies: new Policies(),
      tokens: new TokenStores(),
    },
    LUA_PARTS.natives,
  );
}
