import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { RunOptions } from '../../client/playground.ts';
import { createFakeProject } from '../testing/fake-project.ts';
import type { CommandOutcome, RuntimeState, RunStore } from '../stores/run-store.ts';
import { TerminalSession } from './session.ts';

const ended = (exitCode: number, stdout = '', stderr = ''): CommandOutcome => ({
  kind: 'ran',
  result: { exitCode, stdout, stderr, value: null, error: null, durationMs: 1 },
});

interface Scene {
  readonly session: TerminalSession;
  readonly log: string[];
  /** What is on the screen. */
  readonly screen: () => string;
}

function setUp(outcome: CommandOutcome | Promise<CommandOutcome> = ended(0)): Scene {
  const log: string[] = [];
  const state: Pick<RuntimeState, 'runCommand' | 'stop'> = {
    runCommand: (name, words, { stdin }: RunOptions = {}) => {
      log.push(`run ${JSON.stringify([name, ...words])} < ${JSON.stringify(stdin)}`);
      return Promise.resolve(outcome);
    },
    stop: () => Promise.resolve(void log.push('stop')),
  };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what a session asks of it
  const run = createStore(() => state) as unknown as RunStore;
  const project = createFakeProject({ files: { '_index.yaml': 'a: {command: {name: greet}}' } });
  const session = new TerminalSession({ project, run });
  let shown = '';
  session.follow((text) => void (shown = text === null ? '' : shown + text));
  return { session, log, screen: () => shown };
}

const plain = (text: string): string => text.replaceAll(/\p{Cc}\[[\d;]*m/gu, '');

test('a command gets its words and its input; what it wrote is shown, errors apart, and the code where it is not 0', async () => {
  const { session, log, screen } = setUp(ended(3, 'out\n', 'careful'));
  await session.enter(`wippy run greet "two words" x`, 'typed');
  expect(log).toEqual(['run ["greet","two words","x"] < "typed"']);
  expect(plain(screen())).toBe('$ wippy run greet "two words" x\nout\ncareful\nexit code 3\n');
  expect(screen()).toContain('\u001B[31;3mcareful\u001B[0m');
});

test('an exit code of 0 goes without saying, and run alone lists the commands', async () => {
  const { session, log, screen } = setUp(ended(0, 'commands\n'));
  await session.enter('run', '');
  expect(log).toEqual(['run ["list"] < ""']);
  expect(plain(screen())).toBe('$ run\ncommands\n');
});

test('why nothing ran is said, and so is what is not known here', async () => {
  const { session, screen } = setUp({ kind: 'notRun', reason: 'No.' });
  await session.enter('run greet', '');
  await session.enter('greet', '');
  await session.enter('ls', '');
  await session.enter('run "x', '');
  expect(plain(screen()).split('\n')).toEqual([
    '$ run greet',
    'No.',
    '$ greet',
    '“greet” is not known here. “run greet” runs the command of that name.',
    '$ ls',
    '“ls” is not known here. “help” says what is.',
    '$ run "x',
    'A " is opened and not closed.',
    '',
  ]);
});

test('while a command runs nothing else is taken, and it can be stopped', async () => {
  let resolve: (outcome: CommandOutcome) => void = () => undefined;
  const { session, log } = setUp(new Promise((done) => (resolve = done)));
  const running = session.enter('run greet', '');
  await session.enter('run other', '');
  expect(session.state.getState().isRunning).toBe(true);
  session.stop();
  resolve(ended(130));
  await running;
  expect(log).toEqual(['run ["greet"] < ""', 'stop']);
  expect(session.state.getState().isRunning).toBe(false);
});

test('clear empties the screen; who looks later sees what is there', async () => {
  const { session } = setUp();
  await session.enter('help', '');
  await session.enter('clear', '');
  expect(session.state.getState().isEmpty).toBe(true);
  await session.enter('run greet', '');
  let later = '';
  session.follow((text) => void (later += text ?? ''));
  expect(plain(later)).toBe('$ run greet\n');
});

test('of a flood the end is kept, from the beginning of a line', async () => {
  const { session } = setUp(ended(0, '0123456789\n'.repeat(100_000)));
  await session.enter('run greet', '');
  let later = '';
  session.follow((text) => void (later += text ?? ''));
  expect(later.length).toBeLessThanOrEqual(512 * 1024);
  expect(plain(later)).toMatch(/^(0123456789\n)+$/);
});
