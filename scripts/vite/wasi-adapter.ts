import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const NAME = 'virtual:wasi-adapter';
const RESOLVED = `\0${NAME}`;
const FILE = fileURLToPath(
  new URL('../../node_modules/@bytecodealliance/jco/lib/wasi_snapshot_preview1.reactor.wasm', import.meta.url),
);

/** The module that puts WASI preview 1 on preview 2 in components, which jco brings along but not to where a browser finds it. */
export function wasiAdapterPlugin(): Plugin {
  return {
    name: 'wippy:wasi-adapter',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    load: (id) =>
      id === RESOLVED ? `export const wasiAdapter = ${JSON.stringify(readFileSync(FILE).toString('base64'))};` : null,
  };
}
