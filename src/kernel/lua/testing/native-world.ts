/** A Lua world with all that natives can be given, for the test of all natives and for the bench. */
import type { EntryId, Pid } from '../../../contract/api.ts';
import { READY_MODULES } from '../../../contract/lua-modules/index.ts';
import { Environment } from '../../env/environment.ts';
import { MemoryStorage } from '../../env/storages.ts';
import { KeyValueStore } from '../../files/key-value-store.ts';
import { FileTree } from '../../files/file-tree.ts';
import { Volume } from '../../files/volume.ts';
import { Exchange } from '../../http/exchange.ts';
import { ResponseBody } from '../../network/response-body.ts';
import { NO_CONTEXT } from '../../security/context.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { Policies } from '../../security/policies.ts';
import { TokenStore, TokenStores } from '../../security/tokens.ts';
import { createPolicy } from '../../security/policy.ts';
import { RecordingSink } from '../../testing/test-kernel.ts';
import type { LuaCommand } from '../commands.ts';
import { Coroutine } from '../coroutine.ts';
import { Mailbox } from '../mailbox.ts';
import { Modules } from '../modules/index.ts';
import { requestClass } from '../modules/http.ts';
import { streamClass } from '../modules/http-stream.ts';
import { wrapMessage } from '../modules/message.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, LuaThread, ResumeResult, VmOptions } from '../vm/types.ts';
import { createVm } from '../vm/vm.ts';
import { testModules } from './module-host.ts';
import { setupOf } from './native-rows.ts';

export interface NativeWorld {
  readonly thread: (source: string) => LuaThread;
  /** Runs to the end what nobody needs the kernel for; what it returned, as text. */
  readonly finish: (source: string) => string[];
  readonly dispose: () => void;
}

/** One that fits everything, with conditions. */
const policies = new Policies();
policies.add({
  policy: createPolicy({
    id: 'app:p' as EntryId,
    actions: ['*'],
    resources: ['*'],
    effect: 'allow',
    conditions: [{ field: 'action', operator: 'matches', value: 'x+y', valueFrom: null }],
  }),
  groups: [],
});

const tokens = new TokenStores();
tokens.add(
  new TokenStore({
    id: 'app:tokens' as EntryId,
    clock: new FakeClock(),
    random: { fill: (target) => target.fill(7) },
    tokenBytes: 32,
    expirationMs: 1000,
  }),
);

/** Of a project with one large file. */
const tree = new FileTree(() => 0);
tree.update({ big: `${'x'.repeat(999)}\n`.repeat(4000) });
const files = new Volume(
  'app:files' as EntryId,
  { directory: '.', mode: 0o755, base: 'project', autoInit: false },
  tree,
);
const store = new KeyValueStore(() => 0, 2000);
for (let key = 0; key < 1000; key++) store.put(`k${key}`, 'x'.repeat(1000), { ttlMs: null });
const variables = new Environment();
variables.addStorage('app:s' as EntryId, new MemoryStorage());
variables.add({
  id: 'app:v' as EntryId,
  publicName: null,
  storage: 'app:s' as EntryId,
  fallback: 'x'.repeat(500_000),
  isReadOnly: false,
});

/** A request with as much as it may have. */
const newExchange = (): Exchange =>
  new Exchange(
    {
      method: 'POST',
      url: '/',
      headers: [['accept', 'text/html, '.repeat(2_000)]],
      body: new TextEncoder().encode(`[${'[1,{}],'.repeat(50_000)}1]`),
    },
    {
      host: 'localhost',
      path: '/',
      query: 'n=1&'.repeat(4_000),
      parameters: new Map([['id', '1']]),
      remoteAddress: '127.0.0.1',
    },
  );

/** With the values that `code` names ({@link setupOf}), made before anybody asks. */
export function createNativeWorld(
  code: string,
  options: Pick<VmOptions, 'now' | 'interrupted' | 'turnsPerLook'>,
): NativeWorld {
  const vm = createVm({ ...options, extensions: Modules.extensions });
  const environment = vm.createEnvironment('test');
  const sink = new RecordingSink();
  sink.console = () => {};
  let exchange: Exchange | null = null;
  const modules = testModules({
    sink,
    policies,
    tokens,
    environment: variables,
    volume: () => files,
    store: () => store,
    exchangeOf: () => (exchange ??= newExchange()),
  });
  modules.running.process = {
    pid: '{app:main|0x00001}' as Pid,
    frame: { call: 1, target: 'app:main', parent: null, context: NO_CONTEXT },
  };
  modules.bind(environment, {
    modules: READY_MODULES,
    moduleAliases: [],
  });
  const setup = setupOf(code);
  for (const [name, push] of Object.entries(PUSHED))
    if (`${setup} ${code}`.includes(name)) environment.setGlobal(name, push);
  const thread = (source: string): LuaThread => {
    const loaded = environment.load(source, 'app:main');
    if (!loaded.ok) throw new Error(loaded.error.message);
    return environment.createThread(loaded.value);
  };
  const world: NativeWorld = { thread, finish: (source) => finish(thread(source)), dispose: () => vm.dispose() };
  world.finish(setup);
  return world;
}

/** The body of an answer, which comes from elsewhere. */
function pushStream(L: LuaState): void {
  streamClass.push(L, ResponseBody.of(new TextEncoder().encode('x y\n'.repeat(50_000)), Infinity));
}

/** A request whose body is a form with many values and one file. */
function pushForm(L: LuaState): void {
  const value = '--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n'.repeat(990);
  const file = `--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n${'-x\n'.repeat(500_000)}\r\n--b--`;
  const request = {
    method: 'POST',
    url: '/',
    headers: [['content-type', 'multipart/form-data; boundary=b']],
    body: new TextEncoder().encode(value + file),
  } as const;
  const matched = { host: 'localhost', path: '/', query: '', parameters: new Map<string, string>(), remoteAddress: '' };
  requestClass.push(L, { exchange: new Exchange(request, matched), maxBody: null });
}

const MESSAGE_VALUES = 5000;

/** What no Lua code can make: a message as the inbox gives it, here with as many values as a call may have. */
function pushMessage(L: LuaState): void {
  stack.createTable(L, MESSAGE_VALUES, 0);
  for (let index = 1; index <= MESSAGE_VALUES; index++) {
    stack.pushInteger(L, index);
    stack.rawSetIndex(L, -2, index);
  }
  wrapMessage(L, { topic: 'x'.repeat(500_000), from: '{app:main|0x00001}' as Pid, count: MESSAGE_VALUES });
}

/** The values that no Lua code can make. */
const PUSHED = { MESSAGE: pushMessage, STREAM: pushStream, FORM: pushForm };

/** One turn, and how it ended; what it asks of the scheduler is answered with nothing. */
export function turn(thread: LuaThread, sliceMs: number): ResumeResult['status'] {
  const result = thread.resume(0, sliceMs);
  if (result.status === 'yield') stack.pop(thread.L, result.count);
  if (result.status === 'error') throw new Error(stack.display(thread.L, -1));
  if (result.status === 'killed') throw new Error('it was killed');
  return result.status;
}

function finish(thread: LuaThread): string[] {
  for (let given = 0; ;) {
    const result = thread.resume(given, 1000);
    given = 0;
    if (result.status === 'done')
      return Array.from({ length: result.count }, (_, index) => stack.display(thread.L, index - result.count));
    if (result.status === 'command') given = settled(thread, result.command as LuaCommand);
    else if (result.status !== 'preempted') throw new Error(`${result.status}: ${stack.display(thread.L, -1)}`);
  }
}

/** What a process would have pushed for a request of its own, before anything comes of it. */
function settled(thread: LuaThread, command: LuaCommand): number {
  if (!('local' in command)) throw new Error('it waits for the kernel');
  let count = 0;
  const asker = new Coroutine(thread, { ready: () => (count = asker.count), parked: () => {} });
  const nobody = (): void => {};
  const { scratch } = thread.environment;
  command.local({
    asker,
    scratch,
    mailbox: new Mailbox(scratch, () => false),
    spawn: () => null,
    begin: () => nobody,
    pack: (values, packed) => packed({ values, moveTo: () => 0, release: nobody }),
    bring: () => nobody,
  });
  return count;
}
