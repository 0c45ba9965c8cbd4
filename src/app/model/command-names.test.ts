import { expect, test } from 'vitest';
import { commandNames } from './command-names.ts';

test('names of commands are found in braces, below, and in both, each once and without those that are commented out', () => {
  const text = `entries:
  - {name: a, kind: process.lua, meta: {command: {name: one, short: First}}}
  - name: b
    meta:
      command:
        short: Second
        name: "two"
  - name: c
    meta:
      command: {short: x, name: 'three'}
      # command: {name: never}
  - name: d
    meta: {command: {name: one}}
`;
  expect(commandNames({ 'src/_index.yaml': text, 'main.lua': 'command: {name: lua}' })).toEqual([
    'one',
    'two',
    'three',
  ]);
  expect(commandNames({ '_index.yaml': 'entries:\n  - name: a\n    command: x\n' })).toEqual([]);
});
