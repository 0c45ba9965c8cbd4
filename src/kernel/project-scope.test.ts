/** All that lives and dies with an open project. */
import { expect, it } from 'vitest';
import type { ProjectFiles } from '../contract/api.ts';
import { functionLua } from './kinds/function-lua.ts';
import { KERNEL_KINDS } from './kinds/index.ts';
import type { KernelKind } from './kinds/kind.ts';
import { createRecordingKernel } from './testing/recording-kernel.ts';

const FILES: ProjectFiles = {
  '_index.yaml': `namespace: app
entries:
  - {name: sleep, kind: function.lua, method: m, modules: [time], source: return function() time.sleep("1h") end}
  - {name: long, kind: function.lua, method: m, source: return function() return ("x"):rep(100000) end}
  - {name: wat, kind: function.wat, method: f, wit: "f: func()", source: (module (func (export "f")))}
`,
};

it('is gone once another project is opened: worlds, programs, timers, calls, and values kept for the console', async () => {
  const made = createRecordingKernel();
  const { kernel, guests, run } = made;
  await kernel.open(FILES);
  await made.settle(kernel.call('app:long', []));
  const sleeping = kernel.call('app:sleep', []);
  await run();
  expect(kernel.state().memory.luaBytes).toBeGreaterThan(0);
  expect(kernel.turn(0).nextTimerMs).not.toBeNull();
  expect(guests.programs).toEqual(['app:wat']);

  expect(await made.settle(kernel.open({}))).toMatchObject({ ok: true });
  expect(await sleeping).toMatchObject({ error: { kind: 'Canceled' } });
  expect(guests.programs).toEqual([]);
  expect(kernel.turn(0)).toEqual({ more: false, nextTimerMs: null, nextChoreMs: null });
  expect(kernel.state()).toMatchObject({ processes: [], pools: [], memory: { luaBytes: 0 } });
});

it('ends in reverse order: what the page waits for, then the functions, while the Lua they run on is still there', async () => {
  const events: string[] = [];
  const watched: KernelKind = {
    ...(functionLua as KernelKind),
    remove(live, project) {
      const lua = project.lua.engine.memoryBytes > 0 ? 'Lua' : 'no Lua';
      events.push(`removed with ${project.scheduler.list().length} processes and ${lua}`);
      functionLua.remove(live as Parameters<typeof functionLua.remove>[0], project);
    },
  };
  const kinds = [...KERNEL_KINDS.filter(({ description }) => description.name !== 'function.lua'), watched];
  const { kernel, run, settle } = createRecordingKernel({}, { kinds });
  await settle(
    kernel.open({
      '_index.yaml': `namespace: app
entries:
  - {name: first, kind: function.lua, method: m, source: return function() end}
  - {name: sleep, kind: function.lua, method: m, modules: [time], source: return function() time.sleep("1h") end}
`,
    }),
  );
  // Its world stays for the next call.
  await settle(kernel.call('app:first', []));
  const sleeping = kernel.call('app:sleep', []).then((result) => events.push(String(result.error?.from)));
  await run();
  kernel.dispose();
  kernel.dispose();
  await sleeping;
  expect(events).toEqual(['removed with 0 processes and Lua', 'removed with 0 processes and Lua', 'runtime']);
});
