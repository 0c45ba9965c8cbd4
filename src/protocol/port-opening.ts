/**
 * The first words over the port between a kernel and a guest. Firefox loses a WebAssembly module that is sent into a port before the
 * port has wholly gone from the page to its two ends, so neither end sends anything of its own before it has heard the other: the guest
 * speaks first, the kernel answers. Until then the guest has to stay in its event loop, which takes and sends what the port carries.
 */

/** What is needed of a `MessagePort`, of a browser or of Node. */
export interface OpeningPort {
  postMessage(message: null): void;
  addEventListener(type: 'message', listener: () => void, options: { readonly once: true }): void;
  start(): void;
}

/** The guest's end: `opened` is called once, when the kernel has answered. Starts the port. */
export function openToKernel(port: OpeningPort, opened: () => void): void {
  port.addEventListener('message', opened, { once: true });
  port.start();
  port.postMessage(null);
}

/** The kernel's end: `opened` is called once, when the guest is there; never where it dies before. Starts the port. */
export function openToGuest(port: OpeningPort, opened: () => void): void {
  const answer = (): void => {
    port.postMessage(null);
    opened();
  };
  port.addEventListener('message', answer, { once: true });
  port.start();
}
