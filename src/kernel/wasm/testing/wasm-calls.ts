/** Calls of a function whose guest does what the test says. */
import { HeldBytes } from '../../../base/held-bytes.ts';
import { ok } from '../../../base/result.ts';
import type { CallResult, EntryId, PlainValue } from '../../../contract/api.ts';
import { internal } from '../../../contract/errors.ts';
import { PlainReader } from '../../../contract/plain.ts';
import type { ValueReader } from '../../../contract/values.ts';
import {
  NO_ATTEMPTS,
  type CallAttempts,
  type Guest,
  type GuestFault,
  type GuestHost,
  type GuestListener,
  type GuestOperation,
  type Program,
} from '../../../contract/ports.ts';
import type { Sleep } from '../../commands/sleep.ts';
import type { Write } from '../../commands/write.ts';
import { CallPool } from '../../scheduler/call-pool.ts';
import { SlotWaits } from '../../scheduler/slot-waits.ts';
import { NIL_SOURCE, type Outcome } from '../../scheduler/process.ts';
import { Scheduler, type Dispatch } from '../../scheduler/scheduler.ts';
import { plainCallResult } from '../../results.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { StagingWriter } from '../../values/staging.ts';
import { BytesReader } from '../../../wit/bytes-reader.ts';
import type { FunctionType } from '../../../wit/types.ts';
import { CallWorlds } from '../../files/call-worlds.ts';
import { WasmFunction } from '../wasm-function.ts';
import { NO_CONTEXT } from '../../security/context.ts';

/** A guest that does what the test says, when it says so. */
class ScriptedGuest implements Guest {
  readonly id = 1;
  readonly log: string[] = [];
  /** Arguments of each call, encoded. */
  readonly received: Uint8Array[] = [];
  /** What its buffer takes. */
  room = 2 ** 28;
  #listener: GuestListener | null = null;

  call(_program: Program, encode: Parameters<Guest['call']>[1], listener: GuestListener): void {
    this.log.push('call');
    const out = new StagingWriter(this.room);
    encode(out);
    this.received.push(out.take());
    this.#listener = listener;
  }
  resume(): void {
    this.log.push('resume');
  }
  interrupt(): void {
    this.log.push('interrupt');
  }
  answer(value: number): void {
    this.answerBytes(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
  }
  answerBytes(...bytes: number[]): void {
    this.#listener?.done(new BytesReader(Uint8Array.from(bytes)));
  }
  fault(fault: GuestFault): void {
    this.#listener?.fault(fault);
  }
  ask(operation: GuestOperation): void {
    this.#listener?.operation(operation);
  }
}

class ScriptedHost implements GuestHost {
  readonly guest = new ScriptedGuest();
  readonly log: string[] = [];
  publish(): void {}
  retract(): void {
    this.log.push('retract');
  }
  acquire(ready: Parameters<GuestHost['acquire']>[0]): () => void {
    ready(ok(this.guest));
    return () => {};
  }
  release(): void {
    this.log.push('release');
  }
  park(): void {
    this.log.push('park');
  }
  filesChanged(): void {}
  unpark(): void {
    this.log.push('unpark');
  }
  info(): ReturnType<GuestHost['info']> {
    return { alive: 0, parked: 0, terminating: 0, list: [] };
  }
}

export const scalar = (name: 's32') => ({ kind: 'scalar', name }) as const;
export const S32_TO_S32: FunctionType = {
  name: 'f',
  parameters: [{ name: 'a', type: scalar('s32') }],
  result: scalar('s32'),
};

export const LISTS: FunctionType = {
  ...S32_TO_S32,
  parameters: [{ name: 'a', type: { kind: 'list', element: scalar('s32'), length: null } }],
};

export const MAX_HELD_BYTES = 2 ** 23;

export function setUp(
  maxExecutionMs: number | null = null,
  limit = 1,
  type = S32_TO_S32,
  attempts: CallAttempts = NO_ATTEMPTS,
) {
  const clock = new FakeClock();
  const host = new ScriptedHost();
  const written: string[] = [];
  /** `tickMs`: by how much the clock goes on at each look of a lowering. */
  const stopped = { now: false, refuses: false, tickMs: 0 };
  const dispatch: Dispatch = (asked, _frame, reply) => {
    const command = asked as Sleep | Write;
    if (stopped.refuses) {
      reply({ status: 'failed', failure: internal('no output') });
      return null;
    }
    if (command.type === 'sleep')
      return timers.after(command.durationNs / 1e6, () => reply({ status: 'returned', source: NIL_SOURCE }));
    if (command.type === 'write') written.push(new TextDecoder().decode(command.bytes));
    reply({ status: 'returned', source: NIL_SOURCE });
    return null;
  };
  const held = new HeldBytes(MAX_HELD_BYTES);
  const scheduler = new Scheduler(clock, dispatch, 2);
  const { timers } = scheduler;
  const program: Program = {
    id: 1,
    form: 'core',
    entry: 'app:f' as EntryId,
    module: {},
    method: 'f',
    type,
    profiles: [],
  };
  const wasm = new WasmFunction({
    source: { create: () => program, bytes: new Uint8Array(0), parts: null },
    program,
    pool: new CallPool(limit, new SlotWaits()),
    maxExecutionMs,
    guests: host,
    attempts,
    scheduler,
    held,
    worlds: new CallWorlds({ volume: () => undefined, variable: () => ok(null), may: () => true }),
    wasi: null,
    time: {
      nowMs: () => {
        clock.advance(stopped.tickMs);
        return clock.nowMs();
      },
      mayGoOn: () => !stopped.now,
    },
  });
  let calls = 0;
  const start = (...args: PlainValue[]) => begin(new PlainReader(args));
  const begin = (args: ValueReader) => {
    const outcomes: Pick<CallResult, 'value' | 'error'>[] = [];
    const events: string[] = [];
    const cancel = wasm.start({
      frame: { call: ++calls, target: 'app:f', parent: null, context: NO_CONTEXT },
      args,
      done: (outcome: Outcome) => {
        const { value, error } = plainCallResult(outcome, 0);
        outcomes.push({ value, error });
      },
      started: () => events.push('started'),
      yielded: (command) => events.push(`yielded ${command}`),
      resumed: (command) => events.push(`resumed ${command}`),
    });
    return { outcomes, events, cancel };
  };
  const advance = (ms: number) => {
    clock.advance(ms);
    timers.fireDue();
  };
  const states = () => scheduler.list().map(({ state }) => state);
  return { wasm, host, guest: host.guest, timers, scheduler, held, written, stopped, start, begin, advance, states };
}
