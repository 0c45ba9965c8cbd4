/** Results made of random memory: a value that is one, or a fault that says where it is none. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { witTypes } from '../../conformance/mapping/arbitrary.ts';
import { assemble } from '../../conformance/mapping/echo-component.ts';
import { echoModules, echoType } from '../../conformance/mapping/echo.ts';
import type { WitType } from '../../wit/types.ts';
import { createGuest } from '../testing/guest-harness.ts';

const RUNS = process.env['FUZZ_SECONDS'] ? 1000 : 100;
/** Addresses and lengths that are often good, and anything else. Kept small: lists of lists multiply. */
const WORDS = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }).map((index) => 4096 + 8 * index) },
    { weight: 1, arbitrary: fc.integer({ min: -100, max: 70_000 }) },
    { weight: 1, arbitrary: fc.integer() },
    { weight: 1, arbitrary: fc.integer({ min: 0x20202020, max: 0x7a7a7a7a }) },
  ),
  { minLength: 100, maxLength: 100 },
);

it('random memory is lifted to a value that passes through a guest unchanged, or refused with its path', async () => {
  let valid = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      witTypes({ depth: 3, flags: 70 }),
      WORDS,
      fc.constantFrom(0, 0, 0, 8, 16, 4, 1),
      async (inner, words, shift) => {
        // In company it does not fit in one slot, so it is returned in memory.
        const type: WitType = { kind: 'tuple', items: [{ kind: 'scalar', name: 'u8' }, inner] };
        const data = [...new Uint8Array(Int32Array.from(words).buffer)]
          .map((byte) => `\\${byte.toString(16).padStart(2, '0')}`)
          .join('');
        const members = `(data (i32.const 4096) "${data}") (func (export "f") (result i32) (i32.const ${4096 + shift}))`;
        const echo = { name: 'echo', types: [type] };
        const module = new WebAssembly.Module(await assemble(echoModules([echo], { members })));
        const { fault, result } = createGuest(module, 'f', { type: { name: 'f', parameters: [], result: type } })();
        if (fault) {
          refused++;
          expect(fault.kind).toBe('invalid-result');
          expect('message' in fault && fault.message).toMatch(/^result: (\S+: )?expected .+, got .+$/);
          return;
        }
        valid++;
        const sent = result.written;
        const echoed = createGuest(module, 'echo', { type: echoType(echo), encode: (out) => out.bytes(sent) })();
        expect(echoed.fault).toBeNull();
        expect(echoed.result.written).toEqual(sent);
      },
    ),
    { numRuns: RUNS },
  );
  expect(Math.min(valid, refused)).toBeGreaterThan(0);
});
