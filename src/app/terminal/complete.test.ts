import { expect, test } from 'vitest';
import { complete } from './complete.ts';

const names = ['greet', 'grow', 'two words'];

test.each([
  ['r', { line: 'run ', choices: [] }],
  ['run gre', { line: 'run greet ', choices: [] }],
  ['wippy run gre', { line: 'wippy run greet ', choices: [] }],
  ['run g', { line: 'run gr', choices: ['greet', 'grow'] }],
  ['run ', { line: 'run ', choices: ['list', 'greet', 'grow', "'two words'"] }],
  ["run 't", { line: "run 'two words' ", choices: [] }],
  ['', null],
  ['run x', null],
  ['run greet W', null],
])('%j', (line, completion) => {
  expect(complete(line, names)).toEqual(completion);
});
