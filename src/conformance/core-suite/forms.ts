/** The forms in which modules run here, for the core test suite: as they were written, and as the runtime rewrites them. */
import { boundModule } from '../../binary/bound-module.ts';
import { meterModule } from '../../binary/metered-module.ts';
import type { Rewritten } from '../../binary/module-rewriting.ts';
import { pausableModule } from '../../binary/pausable-module.ts';
import { stoppableModule } from '../../binary/stoppable-module.ts';
import { meterOf } from '../../contract/module-meter.ts';
import { Instances } from '../../guest/instances.ts';
import { enterPausable } from '../../workers/guest/pauses.ts';
import type { Form } from './run-script.ts';

/** As much as a counter holds: the suite is about answers, not about their price. */
const FUEL = 2 ** 31 - 1;

export function asWritten(): Form {
  return {
    compile: (bytes) => new WebAssembly.Module(bytes.slice()),
    instantiate: (module, imports) => new WebAssembly.Instance(module, imports),
  };
}

/** As guests run them: with bounded memories, and stopped by a flag that nobody raises. */
export function stoppable(): Form {
  const stopFlag = { memory: new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }), address: 8 };
  return rewritten(stoppableModule, new Instances({ stopFlag }), () => {});
}

/** As they are tried on the kernel's thread: with bounded memories, and metered. */
export function metered(): Form {
  return rewritten(meterModule, new Instances(), (instance, module) => {
    const meter = meterOf(module);
    const fuel = meter && instance.exports[meter.fuel];
    if (fuel instanceof WebAssembly.Global) fuel.value = FUEL;
  });
}

/** As guests run them that are suspended by promises: asked in each loop, and told to go on. */
export function pausable(): Form {
  const helper = new WebAssembly.Instance(new WebAssembly.Module(GO_ON)).exports['f'] as () => unknown;
  const entered = (module: WebAssembly.Module, exports: WebAssembly.Exports): void =>
    enterPausable(module, exports, 1, () => ({ ask: helper, pause: helper }));
  return rewritten(pausableModule, new Instances({ entered }), () => {});
}

/** `(module (func (export "f") (param i32) (result i32) (i32.const 3)))` */
const GO_ON = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f],
  ...[3, 2, 1, 0],
  ...[7, 5, 1, 1, 0x66, 0, 0],
  ...[10, 6, 1, 4, 0, 0x41, 3, 0x0b],
);

function rewritten(
  rewrite: (bytes: Uint8Array) => Rewritten,
  instances: Instances,
  prepare: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
): Form {
  return {
    compile(bytes) {
      // What is wrong with a module the engine says of the module as it was written.
      void new WebAssembly.Module(bytes.slice());
      const bounded = boundModule(bytes);
      const made = rewrite(bounded);
      return new WebAssembly.Module((made.ok ? made.value : bounded).slice());
    },
    instantiate(module, imports) {
      instances.begin([module]);
      const instance = instances.instantiate(module, imports);
      // Its memories live on beside those of later modules.
      instances.take(module);
      prepare(instance, module);
      return instance;
    },
  };
}
