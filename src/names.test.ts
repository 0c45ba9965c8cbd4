/** Names that users choose are never looked up in plain objects: those answer to `constructor` and eleven other names by themselves. */
import { describe, expect, test } from 'vitest';
import { ownValue } from './base/own.ts';
import { productTexts } from './base/testing/source-tree.ts';
import { toTree } from './app/files/tree-data.ts';
import { firstTabs, languageOf, paneOf } from './app/model/panes.ts';
import { definitionsOf } from './app/model/definitions.ts';
import { fieldKind } from './app/model/arguments/typed-arguments.ts';
import { movePath, removePaths, sameFiles } from './app/model/project-files.ts';
import { createViewStore } from './app/stores/view-store.ts';
import { decodeLink, encodeLink } from './share/link.ts';
import { exportZip, importZip } from './share/zip.ts';

/** All that any object answers to, but for the one name that no file may have. */
const inherited = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__');

const files = Object.fromEntries(
  inherited.map((name, index) => [index % 2 === 0 ? name : `${name}/${name}.lua`, `-- ${name}`]),
);
const paths = Object.keys(files);

describe('files and folders with the names that every object has', () => {
  test('are in the list of files, under ids that no object answers to', () => {
    const tree = toTree({ files, folders: [] });
    const ids = [...tree.values()].flat();
    expect(ids.filter((id) => id in {})).toEqual([]);
    expect(ids).toHaveLength(paths.length + inherited.filter((_, index) => index % 2 === 1).length);
  });

  test('are there when they are, and not there when they are not', () => {
    for (const name of inherited) expect(ownValue<unknown>({}, name)).toBeUndefined();
    for (const path of paths) expect(ownValue(files, path)).toBe(files[path]);
    for (const name of inherited) expect(sameFiles({ [name]: '' }, { other: '' })).toBe(false);
  });

  test('are opened, moved and removed like others', () => {
    const view = createViewStore();
    view.getState().showFiles(firstTabs(paths), null);
    for (const path of paths) view.getState().openFile(path);
    expect([...view.getState().openFiles].toSorted()).toEqual(paths.toSorted());
    for (const path of paths) {
      expect(['yaml', 'wat', 'lua']).toContain(paneOf(path));
      expect(typeof languageOf(path)).toBe('string');
      const { tree } = movePath({ files, folders: [] }, path, 'moved');
      expect(ownValue(tree.files, 'moved')).toBe(files[path]);
      expect(Object.keys(removePaths({ files, folders: [] }, [path]).files)).toHaveLength(paths.length - 1);
    }
  });

  test('go into links and archives and come back', () => {
    const link = encodeLink({ files });
    const linked = decodeLink(link.ok ? link.value.fragment : '');
    expect(linked.ok && Object.fromEntries(linked.value.files)).toEqual(files);
    const imported = importZip(exportZip({ name: 'p', files }));
    expect(
      imported.ok &&
        [...imported.value.files.values()].filter((content) => paths.some((path) => files[path] === content)),
    ).toHaveLength(paths.length);
  });
});

test('entries, types and functions with such names are no others', () => {
  const text = inherited
    .map((name) => `  - name: ${name}\n    kind: function.lua\n    source: file://${name}.lua\n`)
    .join('');
  expect(definitionsOf({ '_index.yaml': `namespace: app\nentries:\n${text}` }).map((item) => item.id)).toEqual(
    inherited.map((name) => `app:${name}`),
  );
  for (const name of inherited) expect(fieldKind(name)).toBe('json');
});

/** By a variable: a literal key is nobody's choice. */
const lookUp = (table: string): RegExp => new RegExp(`\\b${table}\\)?\\??\\.?\\[(?![\\d'"\`\\]]|\\$\\{)[^\\]]+\\]`);
const TABLE = /\b(?:const|let|readonly)\s+(\w+)\??:\s*(?:Readonly<)?(?:Record<string,|\{ readonly \[\w+: string\])/g;
const IN = /[\w.)'"\]]\s+in\s+(?:\w+\.)*\w+\s*[)?&|;]/;
/** The look-up is by an own property all the same, or by a key that the line itself made. */
const SAFE = /Object\.hasOwn|Object\.create\(null\)/;

/** Tables that are looked up by a key that no user chooses, or that have no prototype; each with its reason. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['app/editor/TabStrip.tsx steps', 'names of keys on a keyboard'],
  ['app/parts/Splitter.tsx targets', 'names of keys on a keyboard'],
  ['app/console/ConsoleList.tsx act', 'names of keys on a keyboard'],
  ['app/commands/shortcut.ts appleNames', 'parts of our own shortcuts'],
  ['app/model/format-value.ts escapes', 'one character'],
  ['lua-text/strings.ts SIMPLE', 'one letter'],
  ['kernel/lua/stdlib/os.ts parts', 'one letter'],
  ['kernel/lua/stdlib/format.ts RADIX', 'one letter'],
  ['guest/instances.ts made', 'made without a prototype'],
  ['guest/component/component-faults.ts RANGES', 'two numbers'],
  ['guest/core-function.ts imports', 'made without a prototype'],
  ['guest/component/component-imports.ts imports', 'made without a prototype'],
  ['guest/component/component-imports.ts members', 'made without a prototype'],
  ['contract/plain.ts object', 'defines what an assignment would not set'],
  ['protocol/project-sync.ts files', 'made without a prototype'],
  ['workers/kernel/remote-compiler.ts compiled', 'names of our own core modules'],
  ['workers/service/service-policy.ts SUFFICIENT', 'our own headers'],
]);

test('no source looks names up in a plain object', () => {
  const found: string[] = [];
  for (const [name, source] of productTexts()) {
    if (name === 'base/own.ts') continue;
    const text = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const tables = new Set(['files', 'savedFiles', ...[...text.matchAll(TABLE)].map((match) => match[1] ?? '')]);
    for (const line of text.split('\n')) {
      if (SAFE.test(line)) continue;
      for (const table of tables) {
        if (lookUp(table).test(line) && !REASONS.has(`${name} ${table}`)) found.push(`${name}: ${line.trim()}`);
      }
      if (IN.test(line) && !/\bfor \(/.test(line) && !/['"]\s+in\s/.test(line)) found.push(`${name}: ${line.trim()}`);
    }
  }
  expect(found).toEqual([]);
});
