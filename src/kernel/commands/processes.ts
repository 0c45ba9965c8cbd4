/** What processes ask of the kernel about processes (spec/lua-modules §3): a command each. */
import type { Pid } from '../../contract/api.ts';
import type { ValueReader, ValueSource } from '../../contract/values.ts';
import { notFound, type Failure } from '../../contract/errors.ts';
import { failed, type Completion } from '../scheduler/process.ts';
import { defineCommand } from './command.ts';
import type { Relation, SpawnRequest } from './process-calls.ts';

export interface Spawn {
  readonly type: 'spawn';
  readonly request: SpawnRequest;
}

export const spawn = defineCommand<Spawn, 'value'>({
  type: 'spawn',
  answer: 'value',
  handle: ({ processes }, { request }, _frame, reply) =>
    processes.spawn(request, (result) => reply(result.ok ? text(result.value) : failed(result.error))),
});

export interface Exec {
  readonly type: 'exec';
  readonly request: SpawnRequest;
}

export const exec = defineCommand<Exec, 'value'>({
  type: 'exec',
  answer: 'value',
  handle: ({ processes }, { request }, frame, reply) => processes.exec(request, reply, frame),
});

export interface Upgrade {
  readonly type: 'upgrade';
  readonly of: Pid;
  /** Null for the entry that runs. */
  readonly id: string | null;
  /** Valid until the command is answered, or taken by what comes instead. */
  readonly args: ValueReader;
}

/** Answered only where it fails. */
export const upgrade = defineCommand<Upgrade, 'value'>({
  type: 'upgrade',
  answer: 'value',
  handle({ processes }, { of, id, args }, _frame, reply) {
    const refusal = processes.upgrade(of, id, args);
    if (refusal) reply(failed(refusal));
    return null;
  },
});

export interface Send {
  readonly type: 'send';
  readonly from: Pid;
  readonly destination: string;
  readonly topic: string;
  /** Valid until the command is answered or withdrawn. */
  readonly values: ValueReader;
}

export const send = defineCommand<Send, 'value'>({
  type: 'send',
  answer: 'value',
  handle: ({ processes }, { from, destination, topic, values }, _frame, reply) =>
    processes.send(from, destination, { topic, values }, (refusal) => reply(done(refusal))),
});

export interface Cancel {
  readonly type: 'cancel';
  readonly from: Pid;
  readonly destination: string;
  readonly reason: string | null;
}

export const cancel = defineCommand<Cancel, 'value'>({
  type: 'cancel',
  answer: 'value',
  handle({ processes }, { from, destination, reason }, _frame, reply) {
    reply(done(processes.cancel(from, destination, reason)));
    return null;
  },
});

export interface Terminate {
  readonly type: 'terminate';
  readonly destination: string;
}

export const terminate = defineCommand<Terminate, 'value'>({
  type: 'terminate',
  answer: 'value',
  handle({ processes }, { destination }, _frame, reply) {
    reply(done(processes.terminate(destination)));
    return null;
  },
});

export interface Relate {
  readonly type: 'relate';
  readonly relation: Relation;
  readonly from: Pid;
  readonly destination: string;
}

export const relate = defineCommand<Relate, 'value'>({
  type: 'relate',
  answer: 'value',
  handle({ processes }, { relation, from, destination }, _frame, reply) {
    reply(done(processes.relate(relation, from, destination)));
    return null;
  },
});

export interface RegisterName {
  readonly type: 'register name';
  readonly name: string;
  /** A PID or a name. */
  readonly destination: string;
}

export const registerName = defineCommand<RegisterName, 'value'>({
  type: 'register name',
  answer: 'value',
  handle({ processes }, { name, destination }, _frame, reply) {
    reply(done(processes.register(name, destination)));
    return null;
  },
});

export interface FindName {
  readonly type: 'find name';
  readonly name: string;
}

export const findName = defineCommand<FindName, 'value'>({
  type: 'find name',
  answer: 'value',
  handle({ processes }, { name }, _frame, reply) {
    const pid = processes.lookup(name);
    reply(pid === null ? failed(notFound('name not registered')) : text(pid));
    return null;
  },
});

export interface UnregisterName {
  readonly type: 'unregister name';
  readonly name: string;
}

export const unregisterName = defineCommand<UnregisterName, 'value'>({
  type: 'unregister name',
  answer: 'value',
  handle({ processes }, { name }, _frame, reply) {
    reply({ status: 'returned', source: flag(processes.unregister(name)) });
    return null;
  },
});

/** Sets what is given, and answers what holds afterwards; or that it is done, where something was set. */
export interface Options {
  readonly type: 'options';
  readonly of: Pid;
  readonly trapsLinks: boolean | null;
}

export const options = defineCommand<Options, 'value'>({
  type: 'options',
  answer: 'value',
  handle({ processes }, { of, trapsLinks }, _frame, reply) {
    if (trapsLinks !== null) {
      processes.setTrapping(of, trapsLinks);
      reply(done(null));
      return null;
    }
    const traps = processes.isTrapping(of);
    reply({
      status: 'returned',
      source: {
        writeTo(writer) {
          writer.map();
          writer.boolean(traps);
          writer.setField('trap_links');
          return 1;
        },
      },
    });
    return null;
  },
});

function done(refusal: Failure | null): Completion {
  return refusal ? failed(refusal) : DONE;
}

function flag(value: boolean): ValueSource {
  return {
    writeTo(writer) {
      writer.boolean(value);
      return 1;
    },
  };
}

const DONE: Completion = { status: 'returned', source: flag(true) };

function text(value: string): Completion {
  return {
    status: 'returned',
    source: {
      writeTo(writer) {
        writer.string(value);
        return 1;
      },
    },
  };
}
