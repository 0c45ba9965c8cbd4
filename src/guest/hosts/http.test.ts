/** Requests of guests, from the functions that a component imports to what would leave the page. */
import { describe, expect, it } from 'vitest';
import { DisposableStore } from '../../base/disposable.ts';
import { NO_NETWORK, type Network, type OutgoingEvent, type OutgoingRequest } from '../../contract/network.ts';
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import { COMMANDS } from '../../kernel/commands/index.ts';
import type { CommandHost } from '../../kernel/commands/command.ts';
import { KERNEL_HALVES } from '../../kernel/hosts/index.ts';
import { HttpProject } from '../../kernel/http/http-project.ts';
import { HeldBytes } from '../../base/held-bytes.ts';
import type { NetworkHost } from '../../kernel/network/network-host.ts';
import { Dispatcher } from '../../kernel/scheduler/dispatcher.ts';
import type { Completion, Frame } from '../../kernel/scheduler/process.ts';
import { Timers } from '../../kernel/scheduler/timers.ts';
import { NO_CONTEXT } from '../../kernel/security/context.ts';
import { FakeClock } from '../../kernel/testing/fake-clock.ts';
import { componentCalls } from '../testing/component-calls.ts';
import { ScriptedHost } from '../testing/guest-harness.ts';

type Step = OutgoingEvent | 'silence';

/** Answers with these events: the head by itself, each of the others to a pull. They are told while a guest waits. */
class StepNetwork implements Network {
  readonly requests: OutgoingRequest[] = [];
  readonly due: (() => void)[] = [];
  aborted = 0;
  readonly #steps: readonly Step[];

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  begin(request: OutgoingRequest, told: (event: OutgoingEvent) => void): ReturnType<Network['begin']> {
    this.requests.push(request);
    const rest = [...this.#steps];
    const next = (): void => {
      const event = rest.shift();
      if (event && event !== 'silence') this.due.push(() => told(event));
    };
    next();
    return { pull: next, abort: () => void this.aborted++ };
  }
}

const HEAD: OutgoingEvent = {
  type: 'head',
  status: 404,
  url: 'https://a.example/x',
  headers: [['content-type', 'text/plain']],
};
const data = (text: string): OutgoingEvent => ({ type: 'data', bytes: new TextEncoder().encode(text) });
const END: OutgoingEvent = { type: 'end' };
const text = (bytes: unknown): string => new TextDecoder().decode(bytes as Uint8Array);

interface Guest {
  /** Calls `interface#function` as a component does. */
  readonly call: (name: string, ...args: readonly unknown[]) => never;
  readonly drop: (representation: number) => void;
  readonly network: StepNetwork;
  readonly clock: FakeClock;
  /** Ends the guest's call. */
  readonly end: () => void;
  /** How many times it slept or waited. */
  readonly waits: { count: number };
}

// Kernel halves fetch this code with the first request; nothing is fetched while a guest of this test waits.
const { GuestRequest } = await import('../../kernel/network/guest-request.ts');

async function warmUp(): Promise<void> {
  expect(GuestRequest).toBeDefined();
  const { call, network } = guest([HEAD]);
  for (let tries = 0; network.requests.length === 0 && tries < 100; tries++) {
    try {
      send(call);
    } catch {
      await new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
    }
  }
}

function guest(steps: readonly Step[], may: (action: string, resource: string) => boolean = () => true): Guest {
  const clock = new FakeClock();
  const timers = new Timers(clock);
  const owned = new DisposableStore();
  const frame: Frame = { call: 1, target: 'app:f', parent: null, context: NO_CONTEXT };
  const network = new StepNetwork(steps);
  const host: NetworkHost = {
    network: steps.length === 0 ? NO_NETWORK : network,
    http: new HttpProject(),
    calls: { rootFrame: () => frame, endRoot: () => {}, start: () => () => {} },
    permissions: { may: (_context, action, resource) => may(action, resource) },
    held: new HeldBytes(1 << 20),
    timers,
    ownedBy: () => owned,
    wake: () => {},
    hint: () => {},
  };
  const dispatcher = new Dispatcher(COMMANDS, { network: host, timers } as CommandHost);
  const waits = { count: 0 };
  const kernelCall = (fn: HostFunction, ...args: readonly unknown[]): unknown => {
    let completion: Completion | null = null;
    dispatcher.dispatch(KERNEL_HALVES.commandOf(fn, args), frame, (answer) => (completion = answer));
    while (!completion) {
      waits.count++;
      const due = network.due.shift();
      if (due) due();
      else {
        const at = timers.nextAtMs();
        if (at === null) throw new Error('the guest waits for nothing');
        clock.advance(at - clock.nowMs());
        timers.fireDue();
      }
    }
    return KERNEL_HALVES.answerOf(fn, completion)?.value;
  };
  const ports: GuestPorts = Object.assign(new ScriptedHost(), { clock, call: kernelCall as never });
  const { call, drop } = componentCalls(ports);
  return {
    call: (name, ...args) => call(`wasi:${name}`, ...args) as never,
    drop,
    network,
    clock,
    end: () => owned.dispose(),
    waits,
  };
}

/** GET https://a.example/x; the handle of the future. */
function send(call: Guest['call'], url = { authority: 'a.example', path: '/x' }): number {
  const fields = call('http/types#[constructor]fields');
  const request = call('http/types#[constructor]outgoing-request', fields);
  call('http/types#[method]outgoing-request.set-scheme', request, { tag: 'HTTPS', val: null });
  call('http/types#[method]outgoing-request.set-authority', request, url.authority);
  call('http/types#[method]outgoing-request.set-path-with-query', request, url.path);
  const { ok } = call('http/outgoing-handler#handle', request, null) as { ok: number };
  return ok;
}

/** Waits for the answer; what `future.get` gives. */
function wait(call: Guest['call'], future: number): unknown {
  call('io/poll#[method]pollable.block', call('http/types#[method]future-incoming-response.subscribe', future));
  return call('http/types#[method]future-incoming-response.get', future);
}

function bodyOf(call: Guest['call'], future: number): number {
  const { ok } = wait(call, future) as { ok: { ok: number } };
  const body = call('http/types#[method]incoming-response.consume', ok.ok) as { ok: number };
  const stream = call('http/types#[method]incoming-body.stream', body.ok) as { ok: number };
  return stream.ok;
}

await warmUp();

describe('a request of a component', () => {
  it('goes out when it is handled, and its answer is read to the end', () => {
    const { call, network } = guest([HEAD, data('no '), data('such'), END]);
    const future = send(call);
    expect(network.requests).toEqual([{ method: 'GET', url: 'https://a.example/x', headers: [], body: null }]);
    expect(call('http/types#[method]future-incoming-response.get', future)).toBeNull();
    const { ok } = wait(call, future) as { ok: { ok: number } };
    expect(call('http/types#[method]incoming-response.status', ok.ok)).toBe(404);
    const headers = call('http/types#[method]incoming-response.headers', ok.ok);
    expect((call('http/types#[method]fields.get', headers, 'Content-Type') as Uint8Array[]).map(text)).toEqual([
      'text/plain',
    ]);
    expect(call('http/types#[method]fields.append', headers, 'a', new Uint8Array())).toEqual({
      err: { tag: 'immutable', val: null },
    });
    // It is given once.
    expect(call('http/types#[method]future-incoming-response.get', future)).toEqual({ err: null });
    const body = call('http/types#[method]incoming-response.consume', ok.ok) as { ok: number };
    expect(call('http/types#[method]incoming-response.consume', ok.ok)).toEqual({ err: null });
    const stream = call('http/types#[method]incoming-body.stream', body.ok) as { ok: number };
    const read = (): unknown => call('io/streams#[method]input-stream.blocking-read', stream.ok, 100n);
    expect([read(), read()].map((one) => text((one as { ok: unknown }).ok))).toEqual(['no ', 'such']);
    expect(read()).toEqual({ err: { tag: 'closed', val: null } });
    const trailers = call('http/types#[static]incoming-body.finish', body.ok);
    expect(call('http/types#[method]future-trailers.get', trailers)).toEqual({ ok: { ok: null } });
  });

  it('waits for its body where it has one', () => {
    const { call, network } = guest([HEAD, END]);
    const fields = call('http/types#[static]fields.from-list', [['X-A', new TextEncoder().encode('1')]]) as {
      ok: number;
    };
    const request = call('http/types#[constructor]outgoing-request', fields.ok);
    call('http/types#[method]outgoing-request.set-method', request, { tag: 'post', val: null });
    call('http/types#[method]outgoing-request.set-authority', request, 'a.example:81');
    const body = call('http/types#[method]outgoing-request.body', request) as { ok: number };
    expect(call('http/types#[method]outgoing-request.body', request)).toEqual({ err: null });
    const stream = call('http/types#[method]outgoing-body.write', body.ok) as { ok: number };
    const future = (call('http/outgoing-handler#handle', request, null) as { ok: number }).ok;
    call('io/streams#[method]output-stream.blocking-write-and-flush', stream.ok, new TextEncoder().encode('hello'));
    expect(network.requests).toEqual([]);
    expect(call('http/types#[static]outgoing-body.finish', body.ok, null)).toEqual({ ok: null });
    expect(network.requests).toMatchObject([{ method: 'POST', url: 'http://a.example:81/', headers: [['X-A', '1']] }]);
    expect(text(network.requests[0]?.body)).toBe('hello');
    expect(wait(call, future)).toMatchObject({ ok: { ok: expect.any(Number) as number } });
  });

  it('that is dropped before its body is finished is never sent', () => {
    const { call, network, drop } = guest([HEAD]);
    const request = call('http/types#[constructor]outgoing-request', call('http/types#[constructor]fields'));
    const body = call('http/types#[method]outgoing-request.body', request) as { ok: number };
    const future = (call('http/outgoing-handler#handle', request, null) as { ok: number }).ok;
    drop(body.ok);
    expect(wait(call, future)).toEqual({ ok: { err: { tag: 'HTTP-protocol-error', val: null } } });
    expect(network.requests).toEqual([]);
  });

  it.each<[string, readonly Step[], unknown, ((action: string) => boolean)?]>([
    ['that is not allowed', [HEAD], { tag: 'HTTP-request-denied', val: null }, () => false],
    [
      'that a browser keeps from the page',
      [{ type: 'failed', message: 'why' }],
      { tag: 'internal-error', val: 'GET https://a.example/x: why' },
    ],
    ['that nobody answers in time', ['silence'], { tag: 'connection-timeout', val: null }],
  ])('%s never traps: its future tells', (_what, steps, error, may) => {
    const { call } = guest(steps, may);
    expect(wait(call, send(call))).toEqual({ ok: { err: error } });
  });

  it('costs nothing while it waits: one wait until the head is there', () => {
    const { call, waits } = guest([HEAD]);
    wait(call, send(call));
    expect(waits.count).toBe(1);
  });

  it('is waited for together with others and with timers', () => {
    const { call, clock } = guest(['silence']);
    const future = call('http/types#[method]future-incoming-response.subscribe', send(call));
    const timer = call('clocks/monotonic-clock#subscribe-duration', 5_000_000n);
    expect(call('io/poll#poll', [future, timer])).toEqual([1]);
    expect(clock.nowMs()).toBe(5);
    expect(call('io/poll#[method]pollable.ready', future)).toBe(false);
  });

  it('has a body that is read without waiting, and says why it broke', () => {
    const { call } = guest([HEAD, 'silence', data('x'), { type: 'failed', message: 'the line is cut' }]);
    const stream = bodyOf(call, send(call));
    expect(call('io/streams#[method]input-stream.read', stream, 10n)).toEqual({ ok: new Uint8Array() });
    const broken = guest([HEAD, { type: 'failed', message: 'the line is cut' }]);
    const other = bodyOf(broken.call, send(broken.call));
    const { err } = broken.call('io/streams#[method]input-stream.blocking-read', other, 10n) as {
      err: { tag: string; val: number };
    };
    expect(err.tag).toBe('last-operation-failed');
    expect(broken.call('io/error#[method]error.to-debug-string', err.val)).toContain('the line is cut');
    expect(broken.call('http/types#http-error-code', err.val)).toMatchObject({ tag: 'internal-error' });
  });

  it('is given up with the call, and when what stands for it is dropped', () => {
    const left = guest(['silence']);
    send(left.call);
    left.end();
    expect(left.network.aborted).toBe(1);
    const dropped = guest(['silence']);
    dropped.drop(send(dropped.call));
    expect(dropped.network.aborted).toBe(1);
  });
});

describe('headers and parts of an address', () => {
  it.each<[string, string, Uint8Array]>([
    ['a name with a blank', 'a b', new Uint8Array()],
    ['no name', '', new Uint8Array()],
    ['a value with a line feed', 'a', Uint8Array.of(10)],
    ['a value with a zero', 'a', Uint8Array.of(0)],
  ])('%s is invalid-syntax', (_what, name, value) => {
    const { call } = guest([]);
    const fields = call('http/types#[constructor]fields');
    expect(call('http/types#[method]fields.append', fields, name, value)).toEqual({
      err: { tag: 'invalid-syntax', val: null },
    });
    expect(call('http/types#[static]fields.from-list', [[name, value]])).toEqual({
      err: { tag: 'invalid-syntax', val: null },
    });
  });

  it('names are the same in any case, values are bytes, and their order stays', () => {
    const { call } = guest([]);
    const of = (value: number): Uint8Array => Uint8Array.of(value);
    const fields = (
      call('http/types#[static]fields.from-list', [
        ['A', of(255)],
        ['b', of(1)],
        ['a', of(2)],
      ]) as { ok: number }
    ).ok;
    expect(call('http/types#[method]fields.get', fields, 'a')).toEqual([of(255), of(2)]);
    call('http/types#[method]fields.set', fields, 'a', [of(3)]);
    expect(call('http/types#[method]fields.entries', fields)).toEqual([
      ['a', of(3)],
      ['b', of(1)],
    ]);
    call('http/types#[method]fields.delete', fields, 'B');
    expect(call('http/types#[method]fields.has', fields, 'b')).toBe(false);
  });

  it.each([
    ['set-authority', 'a/b'],
    ['set-authority', ''],
    ['set-path-with-query', 'x y'],
    ['set-path-with-query', '/x#y'],
    ['set-scheme', { tag: 'other', val: 'a b' }],
    ['set-method', { tag: 'other', val: 'A B' }],
  ])('%s of %j is refused', (setter, value) => {
    const { call } = guest([]);
    const request = call('http/types#[constructor]outgoing-request', call('http/types#[constructor]fields'));
    expect(call(`http/types#[method]outgoing-request.${setter}`, request, value)).toEqual({ err: null });
  });

  it('a handle of another kind, or one that is gone, traps', () => {
    const { call, drop } = guest([]);
    const fields = call('http/types#[constructor]fields');
    expect(() => call('http/types#[method]incoming-response.status', fields)).toThrow('unknown handle');
    drop(fields);
    expect(() => call('http/types#[method]fields.entries', fields)).toThrow('unknown handle');
  });
});
