import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { RunOptions } from '../../client/playground.ts';
import { createFakeProject } from '../testing/fake-project.ts';
import type { CommandOutcome } from '../stores/run-answers.ts';
import type { RuntimeState, RunStore } from '../stores/runtime-state.ts';
import { TerminalSession } from './session.ts';

const ended = (exitCode: number): CommandOutcome => ({
  kind: 'ran',
  result: { exitCode, stdout: '', stderr: '', value: null, error: null, durationMs: 1 },
});

type Write = NonNullable<RunOptions['onOutput']>;

interface Scene {
  readonly session: TerminalSession;
  readonly log: string[];
  /** What is on the screen. */
  readonly screen: () => string;
}

/** `command` is what every command does; `read` answers what is typed next, null at the end. */
function setUp(
  command: (write: Write, read: () => Promise<string | null>) => CommandOutcome | Promise<CommandOutcome> = () =>
    ended(0),
): Scene {
  const log: string[] = [];
  const state: Pick<RuntimeState, 'runCommand' | 'stop'> = {
    runCommand: async (name, words, { stdin = '', onOutput }: RunOptions = {}) => {
      log.push(`run ${JSON.stringify([name, ...words])}`);
      const typed = typeof stdin === 'string' ? null : stdin[Symbol.asyncIterator]();
      return command(onOutput ?? (() => undefined), async () => {
        const next = await typed?.next();
        return next && next.done !== true ? next.value : null;
      });
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

test('a command gets its words; what it writes is shown, errors apart, and the code where it is not 0', async () => {
  const { session, log, screen } = setUp((write) => {
    write('out\n', 'stdout', 0);
    write('careful', 'stderr', 0);
    return ended(3);
  });
  await session.enter(`wippy run greet "two words" x`);
  expect(log).toEqual(['run ["greet","two words","x"]']);
  expect(plain(screen())).toBe('$ wippy run greet "two words" x\nout\ncareful\nexit code 3\n');
  expect(screen()).toContain('\u001B[31;3mcareful\u001B[0m');
});

test('what a command writes is shown while it runs, what is typed meanwhile goes to it, until its input ends', async () => {
  let end = (): void => undefined;
  const { session, log, screen } = setUp(async (write, read) => {
    write('who? ', 'stdout', 0);
    for (let line = await read(); line !== null; line = await read()) write(`<${line}>`, 'stdout', 0);
    write('.\n', 'stdout', 0);
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    return ended(0);
  });
  const running = session.enter('run greet');
  await expect.poll(() => plain(screen())).toBe('$ run greet\nwho? ');
  void session.enter('Ada');
  session.type('Bo');
  await expect.poll(() => plain(screen())).toContain('Ada\nBo<Ada\n><Bo>');
  session.endInput();
  expect(session.state.getState()).toMatchObject({ isRunning: true, hasInput: false });
  void session.enter('late');
  await expect.poll(() => plain(screen())).toMatch(/\.\n$/);
  end();
  await running;
  expect(session.state.getState()).toMatchObject({ isRunning: false, hasInput: false });
  expect(log).toEqual(['run ["greet"]']);
});

test('what came too fast is counted at its place', async () => {
  const { session, screen } = setUp((write) => {
    write('begin', 'stdout', 7);
    write('end\n', 'stdout', 0);
    return ended(0);
  });
  await session.enter('run greet');
  expect(plain(screen())).toBe(
    '$ run greet\nbegin\n7 characters were left out here: they came faster than they can be shown\nend\n',
  );
});

test('an exit code of 0 goes without saying, and run alone lists the commands', async () => {
  const { session, log, screen } = setUp((write) => {
    write('commands\n', 'stdout', 0);
    return ended(0);
  });
  await session.enter('run');
  expect(log).toEqual(['run ["list"]']);
  expect(plain(screen())).toBe('$ run\ncommands\n');
});

test('why nothing ran is said, and so is what is not known here', async () => {
  const { session, screen } = setUp(() => ({ kind: 'notRun', reason: 'No.' }));
  await session.enter('run greet');
  await session.enter('greet');
  await session.enter('ls');
  await session.enter('run "x');
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

test('a command that runs can be stopped', async () => {
  let resolve: (outcome: CommandOutcome) => void = () => undefined;
  const { session, log } = setUp(() => new Promise((done) => (resolve = done)));
  const running = session.enter('run greet');
  expect(session.state.getState().isRunning).toBe(true);
  session.stop();
  resolve(ended(130));
  await running;
  expect(log).toEqual(['run ["greet"]', 'stop']);
  expect(session.state.getState().isRunning).toBe(false);
});

test('help says all that run understands', async () => {
  const { session, screen } = setUp();
  await session.enter('help');
  const said = plain(screen());
  for (const words of ['run NAME', 'run -x ID', '--host HOST', 'run list', 'clear']) expect(said).toContain(words);
});

test('clear empties the screen; who looks later sees what is there', async () => {
  const { session } = setUp();
  await session.enter('help');
  await session.enter('clear');
  expect(session.state.getState().isEmpty).toBe(true);
  await session.enter('run greet');
  let later = '';
  session.follow((text) => void (later += text ?? ''));
  expect(plain(later)).toBe('$ run greet\n');
});

test('of a flood the end is kept, from the beginning of a line', async () => {
  const { session } = setUp((write) => {
    write('0123456789\n'.repeat(100_000), 'stdout', 0);
    return ended(0);
  });
  await session.enter('run greet');
  let later = '';
  session.follow((text) => void (later += text ?? ''));
  expect(later.length).toBeLessThanOrEqual(512 * 1024);
  expect(plain(later)).toMatch(/^(0123456789\n)+$/);
});
