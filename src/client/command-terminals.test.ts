import { expect, test } from 'vitest';
import type { RunResult } from '../contract/api.ts';
import { CommandTerminals, type TerminalRequest } from './command-terminals.ts';

const ENDED: RunResult = { exitCode: 0, stdout: '', stderr: '', value: null, error: null, durationMs: 0 };

async function* lines(...all: string[]): AsyncGenerator<string> {
  yield* all;
}

test('a run with a text and without a listener needs no terminal', async () => {
  const requests: TerminalRequest[] = [];
  const terminals = new CommandTerminals(() => expect.unreachable());
  await terminals.run({ stdin: 'all of it' }, async (request) => {
    requests.push(request);
    return ENDED;
  });
  expect(requests).toEqual([{ input: 'all of it', terminal: null }]);
});

test('what is typed follows the request in order, with its end, and what is written is told while it runs', async () => {
  const log: string[] = [];
  const terminals = new CommandTerminals((terminal, text) => log.push(`${terminal} types ${JSON.stringify(text)}`));
  let end = (): void => {};
  const run = terminals.run(
    { stdin: lines('a\n', 'b\n'), onOutput: (text, stream, leftOut) => log.push(`${stream} ${text} ${leftOut}`) },
    ({ terminal }) => {
      log.push(`run in ${terminal}`);
      return new Promise((resolve) => {
        end = () => resolve(ENDED);
      });
    },
  );
  terminals.take([
    { terminal: 1, stream: 'stdout', text: 'x', leftOut: 3 },
    { terminal: 2, stream: 'stdout', text: 'of another' },
  ]);
  await new Promise((resolve) => setImmediate(resolve));
  end();
  await run;
  terminals.take([{ terminal: 1, stream: 'stdout', text: 'late' }]);
  expect(log).toEqual(['run in 1', 'stdout x 3', '1 types "a\\n"', '1 types "b\\n"', '1 types null']);
});

test('a run that ends lets go of who types', async () => {
  let isLetGo = false;
  const typing: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        isLetGo = true;
        return { done: true, value: undefined };
      },
    }),
  };
  await new CommandTerminals(() => {}).run({ stdin: typing }, async () => ENDED);
  expect(isLetGo).toBe(true);
});

test('a failure of who types ends the input, and is told to whoever ran the command', async () => {
  const typedInto: (string | null)[] = [];
  async function* failing(): AsyncGenerator<string> {
    yield 'a';
    throw new Error('out of words');
  }
  const run = new CommandTerminals((_, text) => typedInto.push(text)).run(
    { stdin: failing() },
    () => new Promise(() => {}),
  );
  await expect(run).rejects.toThrow('out of words');
  expect(typedInto).toEqual(['a', null]);
});
