import { expect, test } from 'vitest';
import type { Completion } from '../../contract/help.ts';
import { accept, lineChoices, lineQuestion } from './line-completion.ts';

const completion = (label: string, start: number, end: number, insert = label): Completion => ({
  label,
  kind: 'function',
  insert,
  replace: { start, end },
});

test('a line is asked about as a file of its own, in which the modules that it names are there', () => {
  const files = { 'main.lua': '', 'console.lua': 'mine' };
  const line = 'funcs.call(json.en';
  const { files: asked, file, offset, prefix } = lineQuestion(files, line, line.length);
  expect(file).toBe('_console.lua');
  expect(asked).toMatchObject(files);
  expect(asked[file]).toBe(`local funcs = require("funcs")\nlocal json = require("json")\n${line}`);
  expect(offset - prefix).toBe(line.length);
});

test('what fits is offered, what begins so before what only has it, and of snippets the text', () => {
  const line = 'funcs.ca';
  const completions = [
    completion('recall', 16, 18),
    completion('call', 16, 18, 'call(${1:target})$0'),
    completion('async', 16, 18),
    completion('elsewhere', 0, 3),
  ];
  expect(lineChoices(completions, { prefix: 10 }, line, line.length)).toEqual([
    { label: 'call', detail: '', insert: 'call(target)', start: 6, end: 8 },
    { label: 'recall', detail: '', insert: 'recall', start: 6, end: 8 },
  ]);
});

test('nothing is offered where nothing was begun', () => {
  expect(lineChoices([completion('and', 2, 2)], { prefix: 0 }, '1 ', 2)).toEqual([]);
  expect(lineChoices([completion('call', 6, 6)], { prefix: 0 }, 'funcs.', 6)).toHaveLength(1);
});

test('a choice takes the place of what was typed, and a quote that is there already is not there twice', () => {
  const choice = { label: 'app:main', detail: '', insert: '"app:main"', start: 11, end: 15 };
  expect(accept('funcs.call("app")', choice)).toEqual({ line: 'funcs.call("app:main")', caret: 21 });
  expect(accept('funcs.call("app"', { ...choice, insert: 'app:main"', start: 12 })).toEqual({
    line: 'funcs.call("app:main"',
    caret: 21,
  });
});

test('a string that is being typed is asked about as one that ends', () => {
  const asked = (line: string): unknown => lineQuestion({}, line, line.length).files['console.lua'];
  expect(asked('f("app:')).toContain('f("app:"');
  expect(asked(`f("it's`)).toContain(`f("it's"`);
  expect(asked('f("\\"a", ')).toMatch(/, $/);
});
