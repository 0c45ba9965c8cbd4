import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readyModules, readySignatures } from './ready-modules.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function project(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ready-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('modules made ready at build time', () => {
  it('are those of all texts of the first example, by the text that the page will ask for', async () => {
    const modules = await readyModules();
    expect(modules.length).toBeGreaterThan(1);
    for (const [source, base64] of modules) {
      expect(source).toContain('(module');
      const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(Buffer.from(base64, 'base64')));
      const [name] = /\(export "(\w+)"/.exec(source)!.slice(1) as [string];
      expect((exports[name] as (a: number, b: number) => number)(6, 7)).toBe(42);
    }
  });

  it('take inline texts and files alike, each once', async () => {
    const text = '(module (func (export "f") (result i32) (i32.const 1)))';
    const entry = (name: string, source: string) =>
      `  - {name: ${name}, kind: function.wat, method: f, wit: "f: func() -> s32", source: '${source}'}\n`;
    const folder = project({
      '_index.yaml': `namespace: app\nentries:\n${entry('a', text)}${entry('b', text)}${entry('c', 'file://c.wat')}`,
      'c.wat': '(module)',
    });
    expect((await readyModules(folder)).map(([source]) => source)).toEqual([text, '(module)']);
  });

  it('fail the build for a text that does not compile', async () => {
    const folder = project({
      '_index.yaml': "namespace: app\nentries:\n  - {name: a, kind: function.wat, method: f, source: '(modul)'}\n",
    });
    await expect(readyModules(folder)).rejects.toThrow('the example does not compile');
  });
});

describe('entries examined at build time', () => {
  it('are all of the first example that have a WebAssembly text, and stay what they are as JSON', async () => {
    const found = await readySignatures();
    expect(found).toHaveLength((await readyModules()).length);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('are none of which there is anything to say', async () => {
    const folder = project({
      '_index.yaml': `namespace: app
entries:
  - {name: good, kind: function.wat, method: f, wit: "f: func() -> s32", source: 'file://a.wat'}
  - {name: other, kind: function.wat, method: f, wit: "f: func() -> string", source: 'file://a.wat'}
  - {name: none, kind: function.wat, method: g, wit: "g: func()", source: 'file://a.wat'}
`,
      'a.wat': '(module (func (export "f") (result i32) (i32.const 1)))',
    });
    expect((await readySignatures(folder)).map(([, { exportName }]) => exportName)).toEqual(['f']);
  });
});
