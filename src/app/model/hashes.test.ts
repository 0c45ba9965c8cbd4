import { describe, expect, test } from 'vitest';
import { updateHashes } from './hashes.ts';

const old = `sha256:${'a'.repeat(64)}`;
const fresh = `sha256:${'b'.repeat(64)}`;
const other = `sha256:${'c'.repeat(64)}`;

const registry = `namespace: app
entries:
  - name: add
    kind: function.wasm
    fs: app:wasm
    path: /add.wasm   # built by hand
    hash: "${old}"
    method: add

  - name: twin
    kind: function.wasm
    fs: app:wasm
    path: twin.wasm
    hash: ${old}
  - { name: sub, kind: function.wasm, path: add.wasm, hash: ${old} }
  - name: later
    kind: function.wasm
    path: add.wasm
    hash: ${other}
`;

describe('when a binary changes', () => {
  test('entries that name it get its new digest; quotes, comments and all else stay', () => {
    const { files, count } = updateHashes(
      { '_index.yaml': registry, 'wasm/add.wasm': new Uint8Array() },
      'wasm/add.wasm',
      old,
      fresh,
    );
    expect(files.get('_index.yaml')).toContain(`path: /add.wasm   # built by hand\n    hash: "${fresh}"`);
    expect(files.get('_index.yaml')).toContain(`path: add.wasm, hash: ${fresh} }`);
    expect(count).toBe(2);
    expect(files.get('_index.yaml')?.replaceAll(fresh, old)).toBe(registry);
  });

  test('an entry with another file keeps the digest, also when the contents were the same', () => {
    const { files } = updateHashes({ '_index.yaml': registry }, 'wasm/add.wasm', old, fresh);
    expect(files.get('_index.yaml')).toContain(`path: twin.wasm\n    hash: ${old}`);
  });

  test('a path and a hash that are named once for several entries are understood', () => {
    const text = `entries:\n  - name: a\n    kind: function.wasm\n    path: &file ./add.wasm\n    hash: &sum ${old}\n  - name: b\n    kind: function.wasm\n    path: *file\n    hash: *sum\n`;
    const { files, count } = updateHashes({ '_index.yaml': text }, 'wasm/add.wasm', old, fresh);
    expect(count).toBe(1);
    expect(files.get('_index.yaml')).toContain(`hash: &sum ${fresh}`);
  });

  test('a digest that was wrong before is not touched', () => {
    const { files } = updateHashes({ '_index.yaml': registry }, 'wasm/add.wasm', old, fresh);
    expect(files.get('_index.yaml')).toContain(`hash: ${other}`);
  });

  test('every registry file is looked at, other texts are not', () => {
    const { files, count } = updateHashes(
      {
        'a/_index.yml': `entries:\n- name: x\n  kind: function.wasm\n  path: b/add.wasm\n  hash: ${old}\n`,
        'notes.md': old,
        'b.yaml': `hash: ${old}`,
      },
      'wasm/b/add.wasm',
      old,
      fresh,
    );
    expect([...files.keys()].toSorted()).toEqual(['a/_index.yml', 'b.yaml']);
    expect(count).toBe(2);
  });

  test('nothing happens when the digest is the same', () => {
    expect(updateHashes({ '_index.yaml': registry }, 'wasm/add.wasm', old, old)).toEqual({
      files: new Map(),
      count: 0,
    });
  });
});
