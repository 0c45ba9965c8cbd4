import { componentWit } from '@bytecodealliance/jco-transpile/wasm-tools';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { typedValues, witTypeLists, witTypes } from './arbitrary.ts';
import { assemble, buildEchoComponent, buildEchoComponents } from './echo-component.ts';
import { echoModule, echoModules } from './echo.ts';
import { fromJs, runComponent, toJs } from './jco-host.ts';

// Random types cost a build each.
vi.setConfig({ testTimeout: 60_000 });

test('every random type has an echo module that an engine takes', async () => {
  await fc.assert(
    fc.asyncProperty(witTypes({ flags: 40 }), async (type) => {
      const module = new WebAssembly.Module(await assemble(echoModule(type)));
      expect(WebAssembly.Module.exports(module).map((entry) => entry.name)).toEqual([
        'memory',
        'cabi_realloc',
        'echo',
        'cabi_post_echo',
      ]);
    }),
    { numRuns: 25 },
  );
});

test('several types make one module and one component', async () => {
  await fc.assert(
    fc.asyncProperty(witTypeLists({ min: 2, max: 4 }), async (types) => {
      const echoes = [{ name: 'all', types }, ...types.map((type, index) => ({ name: `only${index}`, types: [type] }))];
      expect(WebAssembly.Module.exports(new WebAssembly.Module(await assemble(echoModules(echoes)))).length).toBe(
        2 + 2 * echoes.length,
      );
      expect(await componentWit(await buildEchoComponents(echoes))).toContain('export all: func');
    }),
    { numRuns: 10 },
  );
});

for (const place of ['world', 'interface'] as const) {
  test(`an echo component gives back every value on another host, exported from the ${place}`, async () => {
    await fc.assert(
      fc.asyncProperty(
        typedValues(3).filter(({ type }) => type.kind !== 'result'),
        async ({ type, values }) => {
          const exports = await runComponent(await buildEchoComponent(type, place));
          const { echo } = (place === 'world' ? exports : exports.api) as {
            readonly echo: (value: unknown) => unknown;
          };
          for (const value of values) expect(fromJs(type, echo(toJs(type, value)))).toEqual(value);
        },
      ),
      { numRuns: 15 },
    );
  });
}
