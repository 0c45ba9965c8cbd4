import { describe, expect, it } from 'vitest';
import { ok } from '../base/result.ts';
import { boundModule } from '../binary/bound-module.ts';
import { meterModule } from '../binary/metered-module.ts';
import type { Rewritten } from '../binary/module-rewriting.ts';
import { pausableModule } from '../binary/pausable-module.ts';
import { stoppableModule } from '../binary/stoppable-module.ts';
import { watBytes } from '../binary/testing/wat-bytes.ts';
import { FLAGS_NAME, STOP_SECTION } from '../contract/module-stop.ts';
import { trapStack } from './trap-stack.ts';

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** Of a module that may look at a flag, which is not raised, or at a counter, which has not run out. */
function mainOf(bytes: Uint8Array): () => unknown {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), {
    [STOP_SECTION]: { [FLAGS_NAME]: memory },
  });
  const { fuel } = exports;
  if (fuel instanceof WebAssembly.Global) fuel.value = 1_000;
  return exports['main'] as () => unknown;
}

const exportOf = (text: string): (() => unknown) => mainOf(watBytes(text));

/** An error as another engine would have it. */
function withStack(stack: string): Error {
  return Object.assign(new Error('unreachable'), { stack });
}

describe('the stack of a trap', () => {
  it('names the functions from the innermost outwards, and leaves out what is not WebAssembly', () => {
    const said = [
      'RuntimeError: unreachable',
      '    at in (wasm://wasm/7c3fd0be:wasm-function[2]:0x41)',
      '    at wasm://wasm/7c3fd0be:wasm-function[1]:0x3d',
      '    at app.main (wasm://wasm/app-7c3fd0be:wasm-function[0]:0x38)',
      '    at run (guest.js:4:2)',
    ];
    expect(trapStack(withStack(said.join('\n')))).toEqual(['in', 'function 1', 'app.main']);
  });

  it('has numbers for functions without a name', () => {
    const main = exportOf('(module (func (export "main") (call 1)) (func (call 2)) (func unreachable))');
    expect(trapStack(caught(main))).toEqual(['function 2', 'function 1', 'function 0']);
  });

  const rewritten: Record<string, (bytes: Uint8Array) => Rewritten> = {
    'is bounded': (bytes) => ok(boundModule(bytes)),
    'is metered': meterModule,
    'looks at a flag': stoppableModule,
    'may be asked to pause': pausableModule,
  };
  for (const [how, rewrite] of Object.entries(rewritten)) {
    it(`names the same functions in a module that ${how}`, () => {
      const text = `(module (func $outer (export "main") (loop $l (call $between) (br $l)))
        (func (loop $m (call $small) (br $m))) (func $between (call 1)) (func $small unreachable))`;
      const named = ['small', 'function 1', 'between', 'outer'];
      expect(trapStack(caught(mainOf(watBytes(text, { names: true }))))).toEqual(named);
      const made = rewrite(watBytes(text, { names: true }));
      if (!made.ok) throw new Error(made.error);
      expect(trapStack(caught(mainOf(made.value)))).toEqual(named);
    });
  }

  it('ends after the ten innermost', () => {
    const main = exportOf('(module (func $main (export "main") (call $main)))');
    expect(trapStack(caught(main))).toEqual(Array.from({ length: 10 }, () => 'function 0'));
  });

  it('is read from what other engines say', () => {
    const said =
      'divide@http://localhost/guest.js:wasm-function[3]:0x3d\n@http://localhost/guest.js:wasm-function[7]:0x4a\nrun@http://localhost/guest.js:4:2';
    expect(trapStack(withStack(said))).toEqual(['divide', 'function 7']);
    const webkit =
      '<?>.wasm-function[divide]@[wasm code]\n<?>.wasm-function[7]@[wasm code]\nwasm-stub@[wasm code]\nrun@guest.js:4:2';
    expect(trapStack(withStack(webkit))).toEqual(['divide', 'function 7']);
  });

  it('is empty for what has none, and bounded for names of any length', () => {
    for (const thrown of [5, null, new Error('x'), withStack(''), Object.assign(new Error('x'), { stack: 5 })])
      expect(trapStack(thrown)).toEqual([]);
    expect(trapStack(withStack(`    at ${'x'.repeat(5000)} (wasm://wasm/1:wasm-function[3]:0x1)`))[0]).toHaveLength(
      100,
    );
  });
});
