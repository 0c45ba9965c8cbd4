/** One function as four readers see it: our text parser, our component reader, our printers and the official tools. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { readComponent } from '../../binary/component/reader.ts';
import { findFunction, parseWit } from '../../wit/parser.ts';
import { formatFunction } from '../../wit/print.ts';
import { formatDefinitions } from '../../wit/print-world.ts';
import type { FunctionType } from '../../wit/types.ts';
import { witTypeLists } from './arbitrary.ts';
import { buildEchoComponents, echoMethod, echoWorld } from './echo-component.ts';
import { echoType, type Echo } from './echo.ts';
import { witText } from './wit-text.ts';

// Random types cost a build each.
vi.setConfig({ testTimeout: 60_000 });

const RUNS = process.env['FUZZ_SECONDS'] ? 300 : 30;
const echoes: fc.Arbitrary<Echo> = witTypeLists({ min: 1, max: 3 }).map((types) => ({ name: 'echo-it', types }));

function parsed(text: string, method: string): FunctionType {
  const found = findFunction(parseWit(text), method);
  if (!found.ok) throw new Error(found.error.message);
  return found.value.type;
}

test('the parser reads every type as it was meant', () => {
  fc.assert(
    fc.property(echoes, (echo) => {
      const type = echoType(echo);
      const text = witText([type]);
      expect(parseWit(text).problems).toEqual([]);
      expect(parsed(text, 'echo-it')).toEqual(type);
    }),
    { numRuns: RUNS },
  );
});

test('the parser reads worlds and interfaces as the official tools do', async () => {
  await fc.assert(
    fc.asyncProperty(echoes, fc.constantFrom('world' as const, 'interface' as const), async (echo, place) => {
      const wit = echoWorld([echo], place);
      const method = echoMethod('echo-it', place);
      const read = readComponent(await buildEchoComponents([echo], place));
      expect(read.ok && read.value.functions.map((one) => one.method)).toEqual([method]);
      expect(read.ok && read.value.functions[0]?.type).toEqual(echoType(echo));
      expect(parsed(wit, method)).toEqual(echoType(echo));
    }),
    { numRuns: RUNS },
  );
});

test('what the printers write reads back as the same types', () => {
  fc.assert(
    fc.property(echoes, (echo) => {
      const type = echoType(echo);
      const text = `${formatDefinitions([type])}\n${formatFunction(type)};`;
      expect(parsed(text, 'echo-it')).toEqual(type);
    }),
    { numRuns: RUNS },
  );
});
