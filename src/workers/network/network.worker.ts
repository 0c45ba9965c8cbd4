/** Thread entry: the only one that reaches other machines, and does nothing else. Started with a project's first request to one. */
import type { KernelToNetwork } from '../../protocol/network-messages.ts';
import { confineThread } from '../confine.ts';
import { FetchCalls } from './fetch-calls.ts';

declare const self: DedicatedWorkerGlobalScope;

confineThread('network', self);

const calls = new FetchCalls({
  fetch: (input, init) => self.fetch(input, init),
  post: (message, transfer) => self.postMessage(message, transfer),
  origin: self.location.origin,
});

self.addEventListener('message', (event: MessageEvent<KernelToNetwork>) => calls.take(event.data));
