import { gives, refuses } from '../../testing/lua-rows.ts';

gives('system (lua-modules §15)', [
  ['tells what Lua holds', 'return system.memory.allocated() > 0 and system.memory.stats().alloc > 0', true],
  ['and what it may hold', 'return system.memory.get_limit() > system.memory.allocated()', true],
  ['counts what runs', 'return system.runtime.goroutines()', 1],
  ['lists modules', 'return system.modules()[1].name', 'base64'],
  [
    'lists hosts and services, of which there are none here',
    'return {#system.hosts.list(), #system.supervisor.states()}',
    [0, 0],
  ],
  [
    'is one node alone',
    'return {system.node.id(), system.node.role(), system.cluster.size(), system.cluster.leader()}',
    ['local', 'non-member', 1, ''],
  ],
  ['is the only member', 'return system.cluster.members()', [{ id: 'local', is_local: true }]],
]);
refuses('system refuses', [
  ['system.raft.is_leader()', { returned: 'raft not available', kind: 'Internal', retryable: null }],
  ['system.hosts.processes("app:none")', { returned: 'host not found: app:none', kind: 'NotFound' }],
  ['system.supervisor.state("app:none")', { returned: 'service not found: app:none', kind: 'NotFound' }],
  ['system.hosts.processes("")', { returned: 'host ID required' }],
  [
    'system.gc.collect()',
    { returned: 'system.gc.collect is not available in the playground yet', kind: 'Unavailable' },
  ],
  [
    'system.lock.acquire("x")',
    { returned: 'system.lock.acquire is not available in the playground yet', kind: 'Unavailable' },
  ],
  ['system.exit(0)', { returned: 'system.exit is not available in the playground yet', kind: 'Unavailable' }],
]);
