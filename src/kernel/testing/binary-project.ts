/** Projects over one binary. */
import type { ProjectFiles } from '../../contract/api.ts';
import { sha256 } from './digest.ts';

export interface Fields {
  readonly fs?: string;
  readonly path?: string;
  readonly hash?: string;
  readonly method?: string;
  /** Further lines of the entry. */
  readonly more?: string;
  readonly mode?: string;
}

/** One function over the file `wasm/f.wasm`; line 7 is its path, 8 its hash, 9 its method. */
export function project(bytes: Uint8Array | string, fields: Fields = {}): ProjectFiles {
  const digest = sha256(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  const { fs = 'app:d', path = 'f.wasm', hash = `sha256:${digest}`, method = 'add', more = '', mode = '0755' } = fields;
  return {
    '_index.yaml': `namespace: app
entries:
  - {name: d, kind: fs.directory, directory: wasm, mode: "${mode}"}
  - name: f
    kind: function.wasm
    fs: ${fs}
    path: ${path}
    hash: ${hash}
    method: ${method}
${more.replace(/^(?=.)/gm, '    ')}`,
    'wasm/f.wasm': bytes,
  };
}
