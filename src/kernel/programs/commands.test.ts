/** spec/processes §5.2, §5.3: what follows `wippy run`. */
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../contract/api.ts';
import { createTestKernel } from '../testing/test-kernel.ts';
import { parseRun } from './commands.ts';

const PROJECT = {
  '_index.yaml': `namespace: app
entries:
  - {name: one, kind: terminal.host, lifecycle: {auto_start: true}}
  - {name: two, kind: terminal.host, lifecycle: {auto_start: true}}
  - {name: greet, kind: process.lua, meta: {command: {name: greet}}, source: "file://greet.lua", method: main, modules: [io]}
  - {name: plain, kind: process.lua, source: "file://greet.lua", method: main, modules: [io]}
  - {name: f, kind: function.lua, source: "return function() end", method: main}
`,
  'greet.lua':
    'return { main = function(name) return process.pid():match("{(.-)|") .. " " .. tostring(name) .. #io.args() end }',
};

async function run(...words: string[]): Promise<Pick<RunResult, 'exitCode' | 'stdout' | 'stderr'>> {
  const { kernel, settle } = createTestKernel();
  expect(await settle(kernel.open(PROJECT))).toMatchObject({ ok: true, diagnostics: [] });
  const [name = '', ...args] = words;
  const { exitCode, stdout, stderr } = await settle(kernel.run({ name, args, input: '', terminal: null }));
  await kernel.stop();
  return { exitCode, stdout, stderr };
}

it('is options, a name and its arguments, which may look like options', () => {
  expect(parseRun(['greet', '-x', '--host'])).toEqual({
    name: 'greet',
    isEntry: false,
    host: null,
    args: ['-x', '--host'],
  });
  expect(parseRun(['-x', '--host', 'app:one', 'app:p', 'a'])).toEqual({
    name: 'app:p',
    isEntry: true,
    host: 'app:one',
    args: ['a'],
  });
  expect(parseRun(['-x'])).toEqual({ name: '', isEntry: true, host: null, args: [] });
});

describe('in a project with two terminals', () => {
  it.each<[words: readonly string[], exitCode: number, stdout: string, stderr: string]>([
    [['greet'], 1, '', 'multiple terminal hosts found (app:one, app:two), use --host to specify\n'],
    [['--host', 'app:two', 'greet', 'Ada'], 0, 'app:two Ada1\n', ''],
    [['-x', '--host', 'app:one', 'app:plain'], 0, 'app:one nil0\n', ''],
    [['--host', 'app:one', '-x', 'app:plain', 'x', '-x'], 0, 'app:one x2\n', ''],
    [['-x', '--host', 'app:one', 'app:none'], 1, '', 'factory not found\n'],
    [['-x', '--host', 'app:one', 'app:f'], 1, '', 'factory not found\n'],
    [['--host', 'app:none', 'greet'], 1, '', 'host not found\n'],
    [
      ['--host', 'app:one', 'plain'],
      1,
      '',
      'command "plain" not found. Use \'wippy run list\' to see available commands\n',
    ],
  ])('run %j', async (words, exitCode, stdout, stderr) => {
    expect(await run(...words)).toEqual({ exitCode, stdout, stderr });
  });
});
