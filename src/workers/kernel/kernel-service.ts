import { FORM_CODE } from '../../kernel/wasm/form-code.ts';
import { READY_WAT } from '../../kernel/wasm/ready-wat.ts';
import { LUA_PARTS } from '../../kernel/lua/parts.ts';
import { YAML_CODE } from '../../kernel/yaml-code.ts';
import { assertNever } from '../../base/assert-never.ts';
import { Kernel } from '../../kernel/kernel.ts';
import { NO_ATTEMPTS, type Clock, type Digest, type Random } from '../../contract/ports.ts';
import {
  PROTOCOL_VERSION,
  type KernelInit,
  type KernelRequest,
  type KernelToPage,
  type PageToKernel,
} from '../../protocol/messages.ts';
import { openToGuest, type OpeningPort } from '../../protocol/port-opening.ts';
import { Signals } from '../../protocol/signals.ts';
import { Doorbell } from '../../protocol/sync-channel-layout.ts';
import { Attempts, type AttemptsOptions } from './attempts.ts';
import { DoorbellLoop, type TurnResult } from './doorbell-loop.ts';
import { SharedGuestHost } from './guest-host.ts';
import type { GuestWorkers } from './guest-fleet.ts';
import type { GuestPort } from './guest-record.ts';
import type { MessageGuests } from './message-guests.ts';
import type { ReportingPort } from './message-loan.ts';
import { PollingLoop } from './polling-loop.ts';
import { Outbox } from './outbox.ts';
import { RemoteNetwork } from './remote-network.ts';
import { RemoteCompiler } from './remote-compiler.ts';

/** Time one turn of the kernel may take. Short, so that guests that rang are heard soon. */
const TURN_MS = 1;

/** More would be a heap, not a list. */
const MAX_LISTED_FILES = 500;

export interface KernelServiceOptions {
  readonly post: (message: KernelToPage, transfer?: Transferable[]) => void;
  readonly clock: Clock;
  /** From when it counts: milliseconds since the epoch. Guests count from there too. */
  readonly originMs: number;
  readonly random: Random;
  readonly digest: Digest;
  readonly compile: (bytes: Uint8Array) => Promise<WebAssembly.Module>;
  /** Tells the authors of a mistake of the playground that was survived. */
  readonly report: (bug: unknown) => void;
  readonly attempts?: AttemptsOptions;
}

interface Started {
  readonly kernel: Kernel;
  readonly guests: SharedGuestHost | MessageGuests;
  readonly loop: { poke(): void };
  readonly signals: Signals;
}

/** The kernel on its thread: takes the page's messages, answers each request once, and runs the kernel's turns. */
export class KernelService {
  readonly #options: KernelServiceOptions;
  readonly #outbox: Outbox;
  readonly #compiler: RemoteCompiler;
  readonly #network: RemoteNetwork;
  #started: Started | null = null;
  /** What has come while the code is fetched that the start needs. */
  #held: PageToKernel[] | null = null;
  #messageGuests: typeof import('./message-guests.ts') | null = null;
  #pausing: typeof import('../../binary/pausable-module.ts').pausableInSlices | null = null;
  #crashed = false;

  constructor(options: KernelServiceOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.post, options.clock, options.report);
    this.#compiler = new RemoteCompiler({
      ...options,
      log: this.#outbox.log,
      giveWay,
      canStop: () => this.#started?.guests instanceof SharedGuestHost,
      pausing: () => this.#pausing,
    });
    this.#network = new RemoteNetwork(options.post);
  }

  take(message: PageToKernel): void {
    if (this.#held) this.#held.push(message);
    else if (message.type === 'init' && !message.doorbell) void this.#startByMessages(message);
    else this.#take(message);
  }

  /** Guests without shared memory are code that no other page fetches. */
  async #startByMessages(init: KernelInit): Promise<void> {
    const held = (this.#held = [] as PageToKernel[]);
    try {
      this.#messageGuests = await import('./message-guests.ts');
      if (init.suspends) this.#pausing = (await import('../../binary/pausable-module.ts')).pausableInSlices;
      this.#held = null;
      for (const message of [init, ...held]) this.#take(message);
    } catch (error) {
      this.crash(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  #take(message: PageToKernel): void {
    switch (message.type) {
      case 'init':
        this.#started = this.#start(message);
        this.#options.post({ type: 'ready' });
        break;
      case 'request':
        this.#serve(message);
        break;
      case 'tool-answer':
        this.#compiler.take(message);
        break;
      case 'net-event':
        this.#network.take(message);
        break;
      case 'log':
        this.#outbox.setLogged(message.isOn);
        break;
      case 'trace':
        this.#outbox.setWatched(message.isOn);
        break;
      case 'typed':
        this.#started?.kernel.typed(message.terminal, message.text);
        break;
      case 'guest-here':
        openToGuest(message.port as OpeningPort, () => this.#arrived(message));
        break;
      case 'guest-died':
        this.#started?.guests.died(message.id, message.message);
        break;
      default:
        assertNever(message);
    }
    this.#started?.loop.poke();
  }

  #arrived({ id, channel, port }: Extract<PageToKernel, { type: 'guest-here' }>): void {
    const guests = this.#started?.guests;
    if (!(guests instanceof SharedGuestHost)) guests?.arrived(id, port as ReportingPort);
    else if (channel) guests.arrived(id, channel, port as GuestPort);
    this.#started?.loop.poke();
  }

  /** A bug: the page must know, because nothing here can be trusted any more. */
  crash(message: string): void {
    if (this.#crashed) return;
    this.#crashed = true;
    this.#options.post({ type: 'crashed', message });
  }

  #start(init: KernelInit): Started {
    if (init.version !== PROTOCOL_VERSION)
      throw new Error(`protocol version ${String(init.version)}, expected ${String(PROTOCOL_VERSION)}`);
    const { clock, random, digest } = this.#options;
    const signals = new Signals(init.signals);
    const doorbell = init.doorbell && new Doorbell(init.doorbell);
    const guests = this.#createGuests(doorbell, init.guestBudget, () => loop.poke());
    const attempts = new Attempts(this.#outbox.log, this.#options.attempts);
    const kernel = new Kernel(
      {
        clock,
        random,
        sink: this.#outbox,
        guests,
        attempts: init.guestsFor === 'all' ? NO_ATTEMPTS : attempts,
        compiler: this.#compiler,
        digest,
        network: this.#network,
      },
      { interrupted: () => signals.isStopRaised(), wake: () => loop.poke(), giveWay },
    );
    const turn = (): TurnResult => {
      attempts.refill();
      return this.#turn(kernel, guests);
    };
    const loop = doorbell ? new DoorbellLoop({ doorbell, clock, turn }) : new PollingLoop({ turn });
    return { kernel, guests, loop, signals };
  }

  /** Without a doorbell there is no shared memory (DESIGN §3). */
  #createGuests(doorbell: Doorbell | null, budget: number, wake: () => void): SharedGuestHost | MessageGuests {
    const { clock, originMs, post } = this.#options;
    const workers: GuestWorkers = {
      spawn: (id, slot) => post({ type: 'start-guest', id, slot, originMs }),
      terminate: (id) => post({ type: 'terminate-guest', id }),
    };
    if (this.#messageGuests) return new this.#messageGuests.MessageGuests({ budget, wake, workers, clock });
    if (!doorbell) throw new Error('guests by messages were not fetched');
    return new SharedGuestHost({ doorbell, clock, log: this.#outbox.log, budget, workers });
  }

  #turn(kernel: Kernel, guests: SharedGuestHost | MessageGuests): TurnResult {
    try {
      const heard = guests.pump();
      const shared = guests instanceof SharedGuestHost ? guests : null;
      const { more, nextTimerMs, nextChoreMs } = kernel.turn(TURN_MS);
      const dueMs = earliest(nextTimerMs, nextChoreMs);
      const timerMs = dueMs === null ? null : Math.max(0, dueMs - this.#options.clock.nowMs());
      const awaitingGuest = shared?.awaitingGuest ?? false;
      this.#outbox.settle();
      return {
        more: more || heard,
        nextTimerMs: earliest(timerMs, guests.nextTimerMs()),
        awaitingGuest,
        startingGuest: shared?.startingGuest ?? false,
      };
    } catch (error) {
      this.crash(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return { more: false, nextTimerMs: null, awaitingGuest: false, startingGuest: false };
    }
  }

  #serve(request: KernelRequest): void {
    const { kernel, signals, guests } = this.#started ?? {};
    if (!kernel || !signals) throw new Error('a request came before init');
    if (request.method === 'stop') signals.lowerStop();
    void this.#answer(kernel, request).then((result) => {
      this.#outbox.flush();
      this.#options.post({ type: 'response', id: request.id, result });
      // After the first result, which waits for no worker that it does not need.
      if (request.method !== 'call') return;
      if (guests instanceof SharedGuestHost) guests.start();
      // Nor for code that most projects need and ours does not. Where it cannot be had, who needs it says so.
      void YAML_CODE.fetch();
      void LUA_PARTS.fetchMore();
      if (READY_WAT.isUsed) FORM_CODE.core().catch(() => {});
    });
  }

  async #answer(
    kernel: Kernel,
    request: KernelRequest,
  ): Promise<Extract<KernelToPage, { type: 'response' }>['result']> {
    switch (request.method) {
      case 'open':
        return kernel.open(request.params.files, request.params.environment);
      case 'apply':
        return kernel.apply(request.params.files, request.params.environment);
      case 'call':
        return kernel.callForPage(request.params.target, request.params.args);
      case 'inspect':
        return kernel.inspect(request.params.target, request.params.args);
      case 'eval':
        return kernel.evalForPage(request.params.source, request.params.name);
      case 'run':
        return kernel.run(request.params);
      case 'fetch':
        return kernel.fetch(request.params.request);
      case 'whole':
        return kernel.whole(request.params.handle);
      case 'written':
        return kernel.files.written(MAX_LISTED_FILES);
      case 'takeWritten':
        return kernel.files.take(request.params.use, request.params.paths);
      case 'variables':
        return kernel.variables();
      case 'stop':
        await kernel.stop();
        return null;
      case 'state':
        return kernel.stateForPage();
      default:
        return assertNever(request);
    }
  }
}

function earliest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

/** A timer, since what resolves at once comes before any message. */
function giveWay(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
