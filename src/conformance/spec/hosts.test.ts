/** spec/processes §3, spec/registry §4.3, §4.7: who may start processes, and where. */
import { expect, test } from 'vitest';
import { project } from '../../kernel/testing/lua-project.ts';
import { opened } from '../../kernel/testing/process-runs.ts';
import { processProject } from '../../kernel/testing/process-project.ts';
import { createTestKernel } from '../../kernel/testing/test-kernel.ts';

const FORMS = [
  ['spawn', 'process.spawn process.host'],
  ['spawn_monitored', 'process.spawn process.spawn.monitored process.host'],
  ['spawn_linked', 'process.spawn process.spawn.linked process.host'],
  ['spawn_linked_monitored', 'process.spawn process.spawn.monitored process.spawn.linked process.host'],
  ['exec', 'process.exec process.host'],
] as const;
const MESSAGES: ReadonlyMap<string, string> = new Map([
  ['process.spawn', 'not allowed to spawn process: app:p'],
  ['process.exec', 'not allowed to execute process: app:p'],
  ['process.spawn.monitored', 'not allowed to spawn monitored process: app:p'],
  ['process.spawn.linked', 'not allowed to spawn linked process: app:p'],
  ['process.host', 'not allowed to spawn on host: app:host'],
]);

/** What the form says to somebody who is allowed these actions and to call functions. */
async function asAllowed(form: string, actions: readonly string[]): Promise<unknown> {
  const { kernel, settle } = createTestKernel();
  const files = project({
    main: `return {main = function()
      local scope = security.new_scope({(security.policy("app:may"))})
      return (funcs.new():with_actor(security.new_actor("ada")):with_scope(scope):call("app:inner")) end}`,
    inner: `return {main = function()
      local v, e = process.${form}("app:p", "app:host") return {v ~= nil, e and e:kind() or "none", e and e:message() or "none"} end}`,
  });
  files['_index.yaml'] += `  - {name: host, kind: process.host, lifecycle: {auto_start: true}}
  - {name: p, kind: process.lua, method: main, source: "return {main = function() return 1 end}"}
  - {name: may, kind: security.policy, policy: {actions: [funcs.call, ${actions.join(', ')}], resources: "*", effect: allow}}
`;
  expect(await settle(kernel.open(files))).toMatchObject({ ok: true, diagnostics: [] });
  const { value } = await settle(kernel.call('app:main', []));
  return value;
}

for (const [form, needed] of FORMS) {
  const actions = needed.split(' ');
  test(`${form} needs ${actions.join(', ')} (processes §3)`, async () => {
    expect(await asAllowed(form, actions)).toEqual([true, 'none', 'none']);
    for (const one of actions) {
      const rest = actions.filter((action) => action !== one);
      expect(await asAllowed(form, rest)).toEqual([false, 'PermissionDenied', MESSAGES.get(one)]);
    }
  });
}

test.each([
  ['workers', 'workers must be greater than 0'],
  ['queue_size', 'queue size must be greater than 0'],
  ['local_queue_size', 'local queue size must be greater than 0'],
])('a process.host with no %s is refused (registry §4.3)', async (field, message) => {
  const { kernel, settle } = createTestKernel();
  const report = await settle(
    kernel.open({
      '_index.yaml': `namespace: app\nentries:\n  - {name: h, kind: process.host, host: {${field}: 0}}\n`,
    }),
  );
  expect(report).toMatchObject({ ok: false });
  expect(report.diagnostics).toMatchObject([{ message, file: '_index.yaml', line: 3 }]);
});

test('a host that is ending takes no process (processes §3)', async () => {
  const { kernel, settle, sink } = await opened({
    main: 'process.spawn("app:p_last", "app:host")',
    p_last:
      'process.events():receive() local pid, e = process.spawn("app:p_w", "app:host") print(pid, e:kind(), e:message())',
    p_w: '',
  });
  await settle(kernel.call('app:main', []));
  const { '_index.yaml': index, ...rest } = processProject({ p_last: '', p_w: '' });
  await settle(kernel.apply({ '_index.yaml': index!.replace(/.*name: host.*\n/, ''), ...rest }));
  for (let turn = 0; turn < 20; turn++) kernel.turn(0);
  expect(sink.printed).toEqual(['nil NotFound host not found']);
});
