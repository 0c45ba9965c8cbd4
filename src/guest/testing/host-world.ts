/** Host interfaces as components call them, over the kernel's own halves: files, sockets, requests, an input that has ended. */
import { DisposableStore } from '../../base/disposable.ts';
import { HeldBytes } from '../../base/held-bytes.ts';
import type { EntryId } from '../../contract/api.ts';
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS, HOST_INTERFACES } from '../../contract/hosts/index.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import type { Network, OutgoingEvent } from '../../contract/network.ts';
import { COMMANDS } from '../../kernel/commands/index.ts';
import type { CommandHost } from '../../kernel/commands/command.ts';
import type { CallWorld } from '../../kernel/files/call-worlds.ts';
import { FileTree } from '../../kernel/files/file-tree.ts';
import { OpenFiles } from '../../kernel/files/open-files.ts';
import { Volume } from '../../kernel/files/volume.ts';
import { KERNEL_HALVES } from '../../kernel/hosts/index.ts';
import { HttpProject, type Router } from '../../kernel/http/http-project.ts';
import { HttpServer } from '../../kernel/http/http-server.ts';
import { thingsOf } from '../../kernel/network/call-things.ts';
import type { NetworkHost } from '../../kernel/network/network-host.ts';
import { Dispatcher } from '../../kernel/scheduler/dispatcher.ts';
import { failed, NIL_SOURCE, type Completion, type Frame } from '../../kernel/scheduler/process.ts';
import { Timers } from '../../kernel/scheduler/timers.ts';
import { NO_CONTEXT } from '../../kernel/security/context.ts';
import { FakeClock } from '../../kernel/testing/fake-clock.ts';
import { notFound } from '../../contract/errors.ts';
import type { DirectoryConfig } from '../../project/kinds/fs-directory.ts';
import type { HttpServiceConfig } from '../../project/kinds/http-service.ts';
import { componentCalls, type ComponentCalls } from './component-calls.ts';
import { ScriptedHost } from './guest-harness.ts';

const PROJECT = {
  'data/a.txt': 'alpha',
  'data/sub/b.txt': 'beta',
  'ro/r.txt': 'read',
  'other/o.txt': 'o',
  'x.txt': '',
};
/** What all files may have together. */
export const QUOTA_BYTES = 4096;

/** Three mounts, `/a` read-only, `/data` and `/z`, and `x.txt` beside them that no path may reach. */
export function mountedFiles(limitBytes = QUOTA_BYTES): OpenFiles {
  const tree = new FileTree(() => 5000, { limitBytes });
  tree.update(PROJECT);
  const mount = (directory: string, guest: string, isReadOnly = false) => {
    const config: DirectoryConfig = { directory, mode: 0o755, base: 'project', autoInit: false } as DirectoryConfig;
    return { volume: new Volume(`app:${directory}` as EntryId, config, tree), guest, isReadOnly };
  };
  return new OpenFiles([mount('data', '/data'), mount('ro', '/a', true), mount('other', '/z')]);
}

export interface HostWorld extends ComponentCalls {
  /** As `call`, of an answer that has to be good. */
  readonly ok: (name: string, ...args: readonly unknown[]) => never;
  /** Addresses of requests that would have left the page. */
  readonly asked: readonly string[];
  /** Ends the guest's call. */
  readonly end: () => void;
  /** What the kernel holds for the call besides files. */
  readonly held: () => number;
}

export interface WorldOptions {
  /** Actions that are not permitted. */
  readonly refused?: readonly string[];
  /** How a request to another machine goes on, after each look for more; silence afterwards. */
  readonly network?: readonly OutgoingEvent[];
  /** Where the project's own server, {@link OWN_SERVER}, sends whoever asks for a path. */
  readonly redirects?: Readonly<Record<string, string>>;
}

/** Its authority. */
export const OWN_SERVER = 'own.example';

/** Kernel halves fetch some of their code with its first user; a world waits for no file, so a test awaits this first. */
export async function fetchKernelHalves(): Promise<void> {
  const { dispatcher, frame } = kernelSide({});
  const { sockets, requests } = HOST_FUNCTIONS.of;
  const begun: readonly (readonly [HostFunction, readonly unknown[]])[] = [
    [sockets.bind, ['tcp', 'ipv4', '127.0.0.1', 0]],
    [requests.begin, ['GET', 'http://127.0.0.1/', [], null]],
  ];
  for (const [fn, args] of begun)
    await new Promise((done) => void dispatcher.dispatch(KERNEL_HALVES.commandOf(fn, args), frame, done));
}

/** A server that answers every path in `redirects`, and no other, by sending on. */
function ownServer(redirects: Readonly<Record<string, string>>, frame: Frame): Pick<NetworkHost, 'http' | 'calls'> {
  const http = new HttpProject();
  const id = (name: string): EntryId => `app:${name}` as EntryId;
  const config: HttpServiceConfig = {
    addr: `${OWN_SERVER}:80`,
    host: OWN_SERVER,
    port: 80,
    writeMs: 0,
    isStarted: true,
    requires: [],
    actor: null,
    policies: [],
    groups: [],
  };
  const server = new HttpServer({ id: id('server'), config, context: () => NO_CONTEXT });
  server.start();
  http.services.set(id('server'), server);
  const nothing = { middleware: [], postMiddleware: [], surroundings: {} as Router['surroundings'] };
  http.routers.set(id('router'), { server: id('server'), prefix: '/', places: {} as Router['places'], ...nothing });
  for (const path of Object.keys(redirects)) {
    const endpoint = { router: id('router'), method: 'GET', path, target: id(path), places: {} as never };
    http.endpoints.set(id(path), endpoint);
  }
  const start: NetworkHost['calls']['start'] = (target, _args, parent, done) => {
    const exchange = http.exchangeOf({ ...frame, parent });
    exchange?.answer.setStatus(307);
    exchange?.answer.setHeader('location', redirects[target.slice('app:'.length)] ?? '');
    done({ status: 'returned', source: NIL_SOURCE });
    return () => {};
  };
  return { http, calls: { rootFrame: (target) => ({ ...frame, target, parent: null }), endRoot: () => {}, start } };
}

function kernelSide({ refused = [], network: events = [], redirects = {} }: WorldOptions) {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const owned = new DisposableStore();
  const frame: Frame = { call: 1, target: 'app:f', parent: null, context: NO_CONTEXT };
  const due: (() => void)[] = [];
  const asked: string[] = [];
  const network: Network = {
    begin({ url }, told) {
      asked.push(url);
      const rest = [...events];
      const pull = (): void => {
        const event = rest.shift();
        if (event) due.push(() => told(event));
      };
      pull();
      return { pull, abort: () => {} };
    },
  };
  const host: NetworkHost = {
    network,
    ...ownServer(redirects, frame),
    permissions: { may: (_context, action) => !refused.includes(action) },
    held: new HeldBytes(1 << 20),
    timers,
    ownedBy: () => owned,
    wake: () => {},
    hint: () => {},
  };
  const files = mountedFiles();
  const dispatcher = new Dispatcher(COMMANDS, {
    network: host,
    timers,
    worlds: { of: () => ({ files }) as CallWorld },
    calls: {
      start: (target: string, _args: unknown, _parent: Frame, done: (outcome: Completion) => void) => {
        done(failed(notFound(`no handler registered for target`, { target })));
        return () => {};
      },
      retryOf: () => null,
      whenMade(outcome: Completion, _begin: unknown, then: (outcome: Completion) => void) {
        then(outcome);
        return () => {};
      },
    },
  } as unknown as CommandHost);
  return { clock, timers, due, dispatcher, frame, asked, owned };
}

export function hostWorld(options: WorldOptions = {}): HostWorld {
  const { clock, timers, due, dispatcher, frame, asked, owned } = kernelSide(options);
  const ask = (fn: HostFunction, ...args: readonly unknown[]): unknown => {
    const known = KERNEL_HALVES.atOnce(fn, args);
    if (known) return known.value;
    let completion: Completion | null = null;
    dispatcher.dispatch(KERNEL_HALVES.commandOf(fn, args), frame, (answer) => (completion = answer));
    while (!completion) {
      const next = due.shift();
      if (next) next();
      else {
        const at = timers.nextAtMs();
        if (at === null) throw new Error(`${fn.type.name} waits for nothing`);
        clock.advance(at - clock.nowMs());
        timers.fireDue();
      }
    }
    return KERNEL_HALVES.answerOf(fn, completion)?.value;
  };
  const scripted = new ScriptedHost();
  const scriptedOnes = new Set<string>([HOST_INTERFACES.program.name, HOST_INTERFACES.system.name]);
  const call = (fn: HostFunction, ...args: readonly unknown[]): unknown =>
    scriptedOnes.has(fn.interface) ? scripted.call(fn, ...args) : ask(fn, ...args);
  const ports: GuestPorts = Object.assign(new ScriptedHost(), {
    clock,
    call: call as never,
    readFile: (descriptor: number, length: bigint, offset: bigint) =>
      call(HOST_FUNCTIONS.of.files.read, descriptor, length, offset) as never,
  });
  const calls = componentCalls(ports);
  return {
    ...calls,
    asked,
    end: () => owned.dispose(),
    held: () => thingsOf(frame, () => owned).count,
    ok: (name, ...args) => {
      const answer = calls.call(name, ...args) as { readonly ok?: unknown };
      if (!('ok' in answer)) throw new Error(`${name}: ${JSON.stringify(answer)}`);
      return answer.ok as never;
    },
  };
}
