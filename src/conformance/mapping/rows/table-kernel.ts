/** A whole kernel in Node: real tools, real modules and components, on the test's own thread. Guests that never end are not for it. */
import { NO_NETWORK } from '../../../contract/network.ts';
import { createHash, randomFillSync } from 'node:crypto';
import { err, ok } from '../../../base/result.ts';
import type { BootReport, CallResult, EvalResult, PlainValue, ProjectFiles } from '../../../contract/api.ts';
import { Kernel } from '../../../kernel/kernel.ts';
import {
  NO_ATTEMPTS,
  type Compiler,
  type Guest,
  type GuestHost,
  type GuestListener,
  type Ports,
  type Program,
} from '../../../contract/ports.ts';
import { FakeClock } from '../../../kernel/testing/fake-clock.ts';
import { RecordingSink } from '../../../kernel/testing/test-kernel.ts';
import type { GuestFunction } from '../../../guest/guest-function.ts';
import { CoreFunction } from '../../../guest/core-function.ts';
import { ScriptedHost } from '../../../guest/testing/guest-harness.ts';
import type { ByteWriter } from '../../../wit/codec.ts';
import { compileWat } from '../../../toolchain/wat-compiler.ts';
import { createComponentFunction } from '../guests.ts';
import { Message } from '../message.ts';

const compiler: Compiler = {
  compileWat: async (source) => {
    const result = await compileWat(source);
    return result.ok ? ok({ module: new WebAssembly.Module(result.value.bytes), bytes: result.value.bytes }) : result;
  },
  compileModule: async (bytes) => {
    try {
      return ok(new WebAssembly.Module(new Uint8Array(bytes)));
    } catch (error) {
      return err(String(error));
    }
  },
  giveUp: () => {},
};

/** Runs each call when it is asked for; the answer comes in a later microtask. */
class OwnThreadGuests implements GuestHost {
  readonly #functions = new Map<number, GuestFunction>();
  #guests = 0;
  #alive = 0;

  publish(program: Program): void {
    this.#functions.set(
      program.id,
      program.form === 'core' ? new CoreFunction(program, [], new ScriptedHost()) : createComponentFunction(program),
    );
  }
  retract(programId: number): void {
    this.#functions.delete(programId);
  }
  acquire(ready: Parameters<GuestHost['acquire']>[0]): () => void {
    const guest: Guest = {
      id: ++this.#guests,
      call: (...call) => void this.#call(...call),
      resume: () => {},
      interrupt: () => {},
    };
    this.#alive++;
    ready(ok(guest));
    return () => {};
  }
  release(): void {
    this.#alive--;
  }
  park(): void {}
  unpark(): void {}
  filesChanged(): void {}
  info(): ReturnType<GuestHost['info']> {
    return { alive: this.#alive, parked: 0, terminating: 0, list: [] };
  }

  async #call(program: Program, encode: (out: ByteWriter) => void, listener: GuestListener): Promise<void> {
    const args = new Message();
    encode(args);
    const guest = this.#functions.get(program.id);
    if (!guest) return listener.fault({ kind: 'lost', message: 'the program was never published' });
    const result = new Message();
    const fault = guest.run(args, () => result);
    if (fault) listener.fault(fault);
    else listener.done(result);
  }
}

export interface TableKernel {
  open(files: ProjectFiles): Promise<BootReport>;
  call(id: string, ...args: PlainValue[]): Promise<CallResult>;
  eval(lua: string): Promise<EvalResult>;
  guestsAlive(): number;
}

export function createTableKernel(): TableKernel {
  const clock = new FakeClock();
  const ports: Ports = {
    clock,
    random: { fill: (target) => void randomFillSync(target) },
    sink: new RecordingSink(),
    guests: new OwnThreadGuests(),
    attempts: NO_ATTEMPTS,
    network: NO_NETWORK,
    compiler,
    digest: { sha256: async (bytes) => createHash('sha256').update(bytes).digest('hex') },
  };
  const kernel = new Kernel(ports);
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let isSettled = false;
    void promise.then(
      () => (isSettled = true),
      () => (isSettled = true),
    );
    while (!isSettled) {
      kernel.turn(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return promise;
  };
  return {
    open: (files) => settle(kernel.open(files)),
    call: (id, ...args) => settle(kernel.call(id, args)),
    eval: (lua) => settle(kernel.eval(lua, 'table')),
    guestsAlive: () => ports.guests.info().alive,
  };
}
