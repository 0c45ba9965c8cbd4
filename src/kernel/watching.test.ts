/** What can be watched of a project that runs: its trace and its state. */
import { expect, test } from 'vitest';
import type { TraceStep } from '../contract/api.ts';
import { main, project } from './testing/lua-project.ts';
import { processProject } from './testing/process-project.ts';
import { createRecordingKernel } from './testing/recording-kernel.ts';
import { createTestKernel } from './testing/test-kernel.ts';

const stepsOf = (events: readonly TraceStep[], target: string): string[] =>
  events
    .filter((step) => step.target === target)
    .map(({ kind, command }) => (command === undefined ? kind : `${kind} ${command}`));

test('a process is traced like a call, with its PID, and its calls stand below it', async () => {
  const { kernel, sink, settle } = createTestKernel();
  await settle(
    kernel.open(
      processProject({
        main: 'return (process.exec("app:p_w", "app:host"))',
        p_w: 'return (funcs.call("app:one"))',
        one: 'time.sleep("1ms") return 1',
      }),
    ),
  );
  await settle(kernel.call('app:main', []));
  expect(stepsOf(sink.events, 'app:p_w')).toEqual(['queued', 'started', 'yielded call', 'resumed call', 'finished']);
  const process = sink.events.find(({ target, kind }) => target === 'app:p_w' && kind === 'queued');
  expect(process).toMatchObject({ pid: '{app:host|0x00002}', parent: null });
  expect(sink.events.find(({ target }) => target === 'app:one')).toMatchObject({ parent: process?.call });
});

test('a process that waits for messages is seen to wait', async () => {
  const { kernel, sink, settle } = createTestKernel();
  await settle(
    kernel.open(
      processProject({
        main: `local pid = process.spawn_monitored("app:p_w", "app:host") time.sleep("1ms")
          process.send(pid, "t", 1) process.events():receive()`,
        p_w: 'process.inbox():receive()',
      }),
    ),
  );
  await settle(kernel.call('app:main', []));
  expect(stepsOf(sink.events, 'app:p_w')).toEqual([
    'queued',
    'started',
    'yielded receive',
    'resumed receive',
    'finished',
  ]);
});

test('a chunk is traced to its end, and so is one that is stopped', async () => {
  const { kernel, sink, settle, run } = createRecordingKernel();
  await settle(kernel.eval('return 1', 'chunk'));
  const stopped = kernel.eval('time.sleep("1h")', 'other');
  await run();
  await kernel.stop();
  await stopped;
  expect(stepsOf(sink.events, 'chunk')).toEqual(['queued', 'started', 'finished']);
  expect(stepsOf(sink.events, 'other')).toEqual(['queued', 'started', 'yielded sleep', 'canceled']);
});

test('a call says which guest it got', async () => {
  const { kernel, guests, sink, settle, run } = createRecordingKernel();
  const files = {
    '_index.yaml': `version: "1.0"
namespace: app
entries:
  - {name: f, kind: function.wat, source: "(module (func (export \\"f\\")))", method: f, wit: "f: func();"}
`,
  };
  expect(await settle(kernel.open(files))).toMatchObject({ ok: true });
  const called = kernel.call('app:f', []);
  await run();
  guests.end();
  await settle(called);
  expect(sink.events.find(({ kind }) => kind === 'started')).toMatchObject({ target: 'app:f', guest: 1 });
});

test('numbers of calls are not used again by another project', async () => {
  const { kernel, sink, settle } = createTestKernel();
  for (let round = 0; round < 2; round++) {
    await settle(kernel.open(project({ main: main('return 1') })));
    await settle(kernel.call('app:main', []));
  }
  const calls = sink.events.filter(({ kind }) => kind === 'queued').map(({ call }) => call);
  expect(new Set(calls).size).toBe(2);
});

test('a process tells of its mailbox, its names and who hears of its end', async () => {
  const { kernel, settle, run } = createRecordingKernel();
  await settle(
    kernel.open(
      processProject({
        main: `local pid = process.spawn_linked("app:p_w", "app:host")
          process.registry.register("box", pid)
          process.monitor(pid)
          for i = 1, 3 do process.send(pid, "topic", i) end
          time.sleep("1h")`,
        p_w: 'time.sleep("1h")',
      }),
    ),
  );
  const called = kernel.call('app:main', []);
  await run();
  const [caller, worker] = kernel.state().processes;
  expect(worker).toMatchObject({ mailbox: 3, names: ['box'], links: [caller?.pid], watchers: [caller?.pid] });
  expect(caller).toMatchObject({ mailbox: 0, names: [], links: [worker?.pid], watchers: [] });
  await kernel.stop();
  await called;
});

test('a function that is changed has a pool of the next generation, and the old one is told of until its calls have ended', async () => {
  const { kernel, settle, run } = createRecordingKernel();
  const version = (text: string) => project({ f: main(`time.sleep("1h") return "${text}"`), g: main('return 1') });
  await settle(kernel.open(version('old')));
  const called = kernel.call('app:f', []);
  await run();
  await settle(kernel.apply(version('new')));
  const pools = () =>
    kernel.state().pools.map(({ target, generation, isDraining, active }) => ({
      target,
      generation,
      isDraining,
      active,
    }));
  expect(pools()).toEqual([
    { target: 'app:g', generation: 1, isDraining: false, active: 0 },
    { target: 'app:f', generation: 2, isDraining: false, active: 0 },
    { target: 'app:f', generation: 1, isDraining: true, active: 1 },
  ]);
  await kernel.stop();
  await called;
  await run();
  expect(pools().map(({ generation }) => generation)).toEqual([1, 2]);
});
