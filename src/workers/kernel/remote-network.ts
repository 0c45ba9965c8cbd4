import type { Network, OutgoingCall, OutgoingEvent, OutgoingRequest } from '../../contract/network.ts';
import type { KernelToNetwork, NetworkToKernel } from '../../protocol/network-messages.ts';

/** The network, which this thread cannot reach: the page has a worker for it. */
export class RemoteNetwork implements Network {
  readonly #post: (message: KernelToNetwork) => void;
  readonly #listeners = new Map<number, (event: OutgoingEvent) => void>();
  #last = 0;

  constructor(post: (message: KernelToNetwork) => void) {
    this.#post = post;
  }

  begin(request: OutgoingRequest, told: (event: OutgoingEvent) => void): OutgoingCall {
    const id = ++this.#last;
    this.#listeners.set(id, told);
    this.#post({ type: 'net-begin', id, request });
    return {
      pull: () => {
        if (this.#listeners.has(id)) this.#post({ type: 'net-pull', id });
      },
      abort: () => {
        if (this.#listeners.delete(id)) this.#post({ type: 'net-abort', id });
      },
    };
  }

  take({ id, event }: NetworkToKernel): void {
    const told = this.#listeners.get(id);
    if (event.type === 'end' || event.type === 'failed') this.#listeners.delete(id);
    told?.(event);
  }
}
