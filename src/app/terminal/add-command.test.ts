import { expect, test } from 'vitest';
import { commandNames } from '../model/command-names.ts';
import { planCommand } from './add-command.ts';

test('the first command comes with a host and a file, and is found by its name', () => {
  const planned = planCommand({
    files: { '_index.yaml': 'version: "1.0"\nnamespace: app\nentries: []\n' },
    folders: [],
  });
  if (!planned.ok) throw new Error(planned.error);
  expect(planned.value.files['_index.yaml']).toBe(`version: "1.0"
namespace: app
entries:
  - name: terminal
    kind: terminal.host
    lifecycle:
      auto_start: true

  - name: greet
    kind: process.lua
    meta:
      command:
        name: greet
        short: "Says hello"
    source: file://greet.lua
    modules:
      - io
    method: main
`);
  expect(commandNames(planned.value.files)).toEqual(['greet']);
  expect(planned.value.source).toBe('greet.lua');
});

test('a second one has a name of its own and the host that is there', () => {
  const first = planCommand({ files: {}, folders: [] });
  if (!first.ok) throw new Error(first.error);
  const second = planCommand({ files: first.value.files, folders: [] });
  if (!second.ok) throw new Error(second.error);
  expect(second.value.name).toBe('greet-2');
  expect(commandNames(second.value.files)).toEqual(['greet', 'greet-2']);
  expect(String(second.value.files['_index.yaml']).match(/terminal\.host/g)).toHaveLength(1);
});

test('entries on one line are left alone, and that is said', () => {
  const planned = planCommand({
    files: { '_index.yaml': 'namespace: app\nentries: [{name: a, kind: ns.x}]\n' },
    folders: [],
  });
  expect(planned).toMatchObject({ ok: false, error: expect.stringContaining('_index.yaml') });
});
