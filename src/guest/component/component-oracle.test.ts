/** Components of the repository on our linker and on jco's bindings: the same answers to the same random arguments. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planOfFunction } from '../../binary/component/link-function.ts';
import { importsOf, refusalOf } from '../../binary/component/methods.ts';
import { readComponent } from '../../binary/component/reader.ts';
import { witValues } from '../../conformance/mapping/arbitrary.ts';
import { encodeValues } from '../../conformance/mapping/wit-value.ts';
import type { GuestFault } from '../../contract/ports.ts';
import { byJco, translate } from './testing/jco-harness.ts';
import { planned, planOf } from './testing/planned-harness.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COMPONENTS = [
  ...readdirSync(`${ROOT}samples/fixtures`).map((name) => `samples/fixtures/${name}`),
  ...readdirSync(`${ROOT}samples/guests`).map((name) => `samples/guests/${name}`),
  'src/examples/users/wasm/users.wasm',
].filter((name) => name.endsWith('.wasm') && readFileSync(`${ROOT}${name}`)[4] !== 1);

/** Of all functions of a component together, in a fresh instance on either side each time. */
const RUNS = process.env['FUZZ_SECONDS'] ? 400 : 20;
const runsOf = (functions: number): number => Math.min(RUNS / 5, Math.max(2, Math.ceil(RUNS / functions)));

/** What both must say: ours names places, of which the bindings know nothing. */
function outline(fault: GuestFault | null): unknown {
  if (fault?.kind !== 'trap') return fault?.kind ?? null;
  return fault.message.startsWith('unresolved host import') ? fault.message : fault.kind;
}

describe.each(COMPONENTS)('%s', (file) => {
  const bytes = new Uint8Array(readFileSync(`${ROOT}${file}`));
  const shape = readComponent(bytes);
  if (!shape.ok) throw new Error(shape.error.message);
  // One counts as far as its argument says.
  const callable = shape.value.functions.filter((item) => refusalOf(item) === null && item.name !== 'fibonacci');
  const imports = importsOf(shape.value);

  it('answers as it does under the bindings of jco', async () => {
    const translation = await translate(bytes);
    for (const { method, type } of callable) {
      const options = { method, type: type!, imports };
      const ours = planned(bytes, options);
      const theirs = byJco(translation, options);
      const types = type!.parameters.map((parameter) => parameter.type);
      fc.assert(
        fc.property(fc.tuple(...types.map((item) => witValues(item))), (values) => {
          const sent = encodeValues(types, values);
          const one = ours(sent);
          // Bindings make an array of every list, however long.
          if (one.result.length > 2 ** 16) return;
          const other = theirs(sent);
          expect(outline(one.fault)).toEqual(outline(other.fault));
          expect(one.result).toEqual(other.result);
        }),
        { numRuns: runsOf(callable.length) },
      );
    }
  });

  it('has a plan of its own for each function, with no more than that function needs', () => {
    const plan = planOf(bytes);
    const lowered = new Set(plan.builtins.flatMap((item) => (item.type === 'lower' ? [item.function] : []))).size;
    for (const item of callable) {
      const own = planOfFunction(plan, item, item.type!);
      if (!own.ok) throw new Error(own.error);
      expect(own.value.plan.functions.length).toBeLessThanOrEqual(lowered + 1);
      expect(own.value.plan.functions[own.value.index]!.source.from).toBe('lift');
      expect(own.value.plan.exports).toEqual([]);
    }
  });
});

describe('a function of a plan', () => {
  const bytes = new Uint8Array(readFileSync(`${ROOT}samples/fixtures/calculator.wasm`));
  it.each([
    ['is not there', { interface: 'no:such/thing', name: 'f' }, 'the function is not there'],
    ['has another type', null, 'the function is exported with a type that is not its own'],
  ])('that %s has no plan', (_, named, reason) => {
    const plan = planOf(bytes);
    const first = plan.exports.find((item) => plan.functions[item.function]!.type.parameters.length > 0)!;
    const type = { name: 'f', parameters: [], result: null };
    expect(planOfFunction(plan, named ?? first, type)).toEqual({ ok: false, error: reason });
  });
});
