import { beforeEach, expect, test } from 'vitest';
import { createProjectStore, type ProjectStore } from '../stores/project-store.ts';
import { createToolsStore } from '../stores/tools-store.ts';
import { describeFake } from '../testing/fake-binaries.ts';
import { putFiles } from './put-files.ts';

const tools = createToolsStore({
  describe: async (bytes) => describeFake(bytes),
  disassemble: async () => ({ ok: false, message: '' }),
  build: async () => ({ ok: false, diagnostics: [] }),
  toJavaScript: async () => ({ ok: false, message: '' }),
  on: () => () => undefined,
});
const one = new Uint8Array([0, 97, 115, 109, 1]);
const two = new Uint8Array([0, 97, 115, 109, 2]);

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha256:${Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')}`;
}

let project: ProjectStore;
const registry = (digest: string): string =>
  `namespace: app\nentries:\n  - name: f\n    kind: function.wasm\n    path: f.wasm\n    hash: ${digest}\n`;

beforeEach(async () => {
  project = createProjectStore({ examples: [] });
  await project.getState().start();
  await project
    .getState()
    .create({ name: 'P', files: { '_index.yaml': registry(await sha256(one)), 'wasm/f.wasm': one } });
});

test('a binary that is replaced takes its hash along, and both come back', async () => {
  const before = project.getState().files;
  const { hashes, undo } = await putFiles({ project, tools }, { 'wasm/f.wasm': two });
  expect(hashes).toBe(1);
  expect(project.getState().files).toEqual({ '_index.yaml': registry(await sha256(two)), 'wasm/f.wasm': two });
  undo();
  expect(project.getState().files).toEqual(before);
});

test('a new binary changes no hash, and its undo takes it away', async () => {
  const { hashes, undo } = await putFiles({ project, tools }, { 'wasm/g.wasm': one });
  expect(hashes).toBe(0);
  expect(project.getState().files['wasm/g.wasm']).toBe(one);
  undo();
  expect(Object.keys(project.getState().files).toSorted()).toEqual(['_index.yaml', 'wasm/f.wasm']);
});

test('what was typed while the digest was made is kept', async () => {
  const [before, after] = [await sha256(one), await sha256(two)];
  const put = putFiles({ project, tools }, { 'wasm/f.wasm': two });
  project.getState().edit('_index.yaml', `# mine\n${registry(before)}`);
  await put;
  expect(project.getState().files['_index.yaml']).toBe(`# mine\n${registry(after)}`);
});
