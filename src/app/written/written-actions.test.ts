import { beforeEach, describe, expect, test } from 'vitest';
import type { FileChange, WrittenFile, WrittenUse } from '../../contract/api.ts';
import { createProjectStore, type ProjectStore } from '../stores/project-store.ts';
import type { RunStore } from '../stores/runtime-state.ts';
import { createToolsStore } from '../stores/tools-store.ts';
import { createViewStore, type ViewStore } from '../stores/view-store.ts';
import { describeFake } from '../testing/fake-binaries.ts';
import { previewOf } from './preview.ts';
import { dropWritten, keepWritten, type WrittenStores } from './written-actions.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const tools = createToolsStore({
  describe: async (bytes) => describeFake(bytes),
  disassemble: async () => ({ ok: false, message: '' }),
  build: async () => ({ ok: false, diagnostics: [] }),
  toJavaScript: async () => ({ ok: false, message: '' }),
  on: () => () => undefined,
});

let project: ProjectStore;
let view: ViewStore;
let taken: string[];

/** A runtime in which programs have written this: text, or null for what is gone. */
function stores(layer: ReadonlyMap<string, string | null>): WrittenStores {
  const changes = (paths: readonly string[] | null | undefined): FileChange[] =>
    [...layer]
      .filter(([path]) => !paths || paths.includes(path))
      .map(([path, text]) => ({ path, bytes: text === null ? null : utf8(text) }));
  const { files } = project.getState();
  const list: WrittenFile[] = [...layer].map(([path, text]) => ({
    path,
    change: text === null ? 'removed' : Object.hasOwn(files, path) ? 'changed' : 'made',
    sizeBytes: text?.length ?? 0,
  }));
  const running = {
    written: async () => ({ files: list, count: list.length, usedBytes: 1, limitBytes: 2 }),
    variables: async () => [],
    takeWritten: async (use: WrittenUse, paths?: readonly string[]) => {
      taken.push(`${use} ${(paths ?? []).join(' ')}`);
      return changes(paths);
    },
  };
  // What else a run store has is not asked here.
  const run = { getState: () => ({ running }) } as unknown as RunStore;
  return { project, view, tools, run };
}
const notes = (): string[] => view.getState().toasts.map(({ text }) => text);

beforeEach(async () => {
  taken = [];
  project = createProjectStore({ examples: [] });
  view = createViewStore();
  await project.getState().start();
  await project.getState().create({ name: 'P', files: { 'a.txt': 'alpha', 'gone.txt': 'x', 'sub/b.txt': 'beta' } });
});

describe('what programs wrote', () => {
  test('gets into the project when it is kept, with a version of before and a way back', async () => {
    const before = project.getState().files;
    const layer = new Map([
      ['a.txt', 'ALPHA'],
      ['gone.txt', null],
      ['new/x.bin', 'a\0b'],
      ['other.txt', 'not chosen'],
    ]);
    expect(await keepWritten(stores(layer), ['a.txt', 'gone.txt', 'new/x.bin'])).toBe(true);
    expect(project.getState().files).toEqual({
      'a.txt': 'ALPHA',
      'new/x.bin': utf8('a\0b'),
      'sub/b.txt': 'beta',
    });
    expect(taken).toEqual(['keep a.txt gone.txt new/x.bin']);
    expect(notes()).toEqual(['Kept 3 files in the project']);
    expect((await project.getState().snapshots()).map(({ label }) => label)).toContain(
      'Before keeping what programs wrote',
    );
    view.getState().toasts[0]?.action?.run();
    expect(project.getState().files).toEqual(before);
  });

  test.each([
    ['sub', 'x', '“sub” is a folder of the project.'],
    ['a.txt/in', 'x', '“a.txt” is a file of the project, so nothing can be inside of it.'],
    ['a\nb', 'x', expect.any(String)],
  ])('is refused as “%s”, and nothing changes', async (path, text, reason: unknown) => {
    const before = project.getState().files;
    expect(await keepWritten(stores(new Map([[path, text]])), [path])).toBe(false);
    expect(project.getState().files).toBe(before);
    expect(taken).toEqual([]);
    expect(notes()).toEqual([
      typeof reason === 'string' ? `Not kept: ${reason}` : expect.stringContaining('Not kept: '),
    ]);
  });

  test('may be in a folder that takes the place of a removed file', async () => {
    const layer = new Map([
      ['a.txt', null],
      ['a.txt/in', 'x'],
    ]);
    expect(await keepWritten(stores(layer), [...layer.keys()])).toBe(true);
    expect(Object.keys(project.getState().files).toSorted()).toEqual(['a.txt/in', 'gone.txt', 'sub/b.txt']);
  });

  test('is gone when it is dropped, and the project is as it was', async () => {
    const before = project.getState().files;
    await dropWritten(stores(new Map([['a.txt', 'ALPHA']])), ['a.txt']);
    expect([taken, project.getState().files]).toEqual([['drop a.txt'], before]);
    expect(notes()).toEqual(['Dropped “a.txt”: programs see the project’s own again']);
  });
});

describe('a preview', () => {
  test('is text where it is text, the beginning of much, not cut within a character', () => {
    expect(previewOf(utf8('ä\n'))).toEqual({ form: 'text', text: 'ä\n', leftBytes: 0 });
    const long = previewOf(utf8(`x${'ä'.repeat(40_000)}`));
    expect([long.form, long.text.length, long.leftBytes]).toEqual(['text', 32_768, 80_001 - 65_536]);
  });

  test('is a table of bytes otherwise', () => {
    expect(previewOf(new Uint8Array([0, 97, 115, 109, 255]))).toEqual({
      form: 'bytes',
      text: `000000  00 61 73 6d ff${' '.repeat(33)}  .asm.`,
      leftBytes: 0,
    });
    expect(previewOf(new Uint8Array(5000)).leftBytes).toBe(2952);
  });
});
