import type { Playground } from './playground.ts';

export interface Outside {
  /** The same playground, for scripts that are not the page's own. */
  readonly playground: Playground;
  /** Whether one of them has asked for anything that what the page starts by itself would end. */
  isTaken(): boolean;
}

/**
 * Tells what comes from outside of the page from what the page does: whoever asks for a project first has it, and the page
 * starts none of its own over it (DESIGN §5). A `call` takes nothing: it is of the project that is there.
 */
export function createOutside(own: Playground): Outside {
  let isTaken = false;
  const taking =
    <A extends unknown[], R>(method: (...args: A) => R) =>
    (...args: A): R => {
      isTaken = true;
      return method(...args);
    };
  return {
    playground: {
      version: own.version,
      open: taking((files, options) => own.open(files, options)),
      apply: taking((files, options) => own.apply(files, options)),
      eval: taking((lua, options) => own.eval(lua, options)),
      run: taking((command, ...args) => own.run(command, ...args)),
      stop: taking(() => own.stop()),
      restart: taking(() => own.restart()),
      call: (id, ...args) => own.call(id, ...args),
      inspect: (id, ...args) => own.inspect(id, ...args),
      fetch: (url, init) => own.fetch(url, init),
      prepare: (more) => own.prepare(more),
      check: (files, options) => own.check(files, options),
      help: (files, question, signal) => own.help(files, question, signal),
      describe: (bytes, options) => own.describe(bytes, options),
      disassemble: (bytes, maxLength) => own.disassemble(bytes, maxLength),
      build: (request) => own.build(request),
      toJavaScript: (bytes, name, signal) => own.toJavaScript(bytes, name, signal),
      whole: (handle) => own.whole(handle),
      written: () => own.written(),
      takeWritten: (use, paths) => own.takeWritten(use, paths),
      variables: () => own.variables(),
      console: () => own.console(),
      trace: () => own.trace(),
      state: () => own.state(),
      on: (event, listener) => own.on(event, listener),
    },
    isTaken: () => isTaken,
  };
}
