import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { isWrittenIn, loadRegistry } from '../../src/project/kinds/index.ts';
import { compileWat } from '../../src/toolchain/wat-compiler.ts';

const NAME = 'virtual:ready-modules';
const RESOLVED = `\0${NAME}`;
/** The example that runs by itself on a first visit. */
const EXAMPLE = fileURLToPath(new URL('../../src/examples/hello', import.meta.url));

/** Every WebAssembly text of the example with its module in base64. Fails for a text that does not compile. */
export async function readyModules(folder: string = EXAMPLE): Promise<(readonly [source: string, base64: string])[]> {
  const files = Object.fromEntries(
    readdirSync(folder)
      .filter((name) => /\.(?:ya?ml|wat|lua|wit)$/.test(name))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  const sources = loadRegistry(files).entries.flatMap((entry) =>
    isWrittenIn(entry, 'wat') ? [entry.config.source.text] : [],
  );
  return Promise.all(
    [...new Set(sources)].map(async (source) => {
      const compiled = await compileWat(source);
      if (!compiled.ok) throw new Error(`the example does not compile: ${compiled.error[0]?.message ?? ''}`);
      return [source, Buffer.from(compiled.value.bytes).toString('base64')] as const;
    }),
  );
}

/**
 * Compiles the texts of the example that greets a visitor when the page is built, by the same compiler, so that the first
 * result does not wait for the compiler to be fetched (205 kB compressed, two fifths of all). Any other text, be it by one
 * blank, is compiled in the page.
 */
export function readyModulesPlugin(): Plugin {
  return {
    name: 'wippy:ready-modules',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null;
      for (const name of readdirSync(EXAMPLE)) this.addWatchFile(join(EXAMPLE, name));
      return `export const readyModules = ${JSON.stringify(await readyModules())};`;
    },
  };
}
