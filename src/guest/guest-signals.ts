/** What unwinds a guest from inside a host call. Thrown through WebAssembly frames, caught where the call began. */

/** The call was interrupted. */
export class InterruptSignal extends Error {
  override name = 'InterruptSignal';
}

/** The guest ended its call by itself. */
export class ExitSignal extends Error {
  override name = 'ExitSignal';
  readonly status: number;

  constructor(status: number) {
    super(`exit with status ${status}`);
    this.status = status;
  }
}

/** A host function refuses to go on; `message` is the text of the trap. */
export class HostTrap extends Error {
  override name = 'HostTrap';
}
