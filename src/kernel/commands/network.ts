/** What processes ask of networks, under the names of spec/hosts §3. */
import type { Dispose } from '../../base/disposable.ts';
import type { NetworkHost } from '../network/network-host.ts';
import type { Completion, Frame } from '../scheduler/process.ts';
import { defineCommand } from './command.ts';

/** Whoever issues it brings the work along: its code is fetched with the first user, and the kernel has none of it. */
export interface NetworkWork<T extends string = string> {
  readonly type: T;
  /** Answers once, now or later, unless the undo was called first. */
  readonly work: (host: NetworkHost, frame: Frame, reply: (completion: Completion) => void) => Dispose | null;
}

function byNetwork<const T extends string>(type: T) {
  return defineCommand<NetworkWork<T>, 'value'>({
    type,
    answer: 'value',
    handle: ({ network }, { work }, frame, reply) => work(network, frame, reply),
  });
}

export const httpRequest = byNetwork('http request');
export const httpRead = byNetwork('http read');
/** Waiting for one of several things that a guest has begun. */
export const poll = byNetwork('poll');
/** Permissions of sockets. */
export const socket = byNetwork('socket');
/** A stream that somebody reads: it stays unanswered for as long as that is open. */
export const httpStream = byNetwork('http stream');
