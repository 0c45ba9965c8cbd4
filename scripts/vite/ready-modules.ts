import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { examinedKey, type ReadySignature } from '../../src/kernel/wasm/ready-wat.ts';
import { examineWat, shapeOf } from '../../src/project/binaries/examine-wat.ts';
import { isWrittenIn } from '../../src/project/kinds/index.ts';
import { loadRegistry } from '../../src/project/kinds/load-registry.ts';
import { textsToRead } from '../../src/project/registry/project.ts';
import type { YamlText } from '../../src/project/registry/yaml-node.ts';
import { readYaml } from '../../src/project/registry/yaml-text.ts';
import { compileWat } from '../../src/toolchain/wat-compiler.ts';

const NAME = 'virtual:ready-modules';
const RESOLVED = `\0${NAME}`;
/** The example that runs by itself on a first visit. */
const EXAMPLE = fileURLToPath(new URL('../../src/examples/hello', import.meta.url));

function projectIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => /\.(?:ya?ml|wat|lua|wit)$/.test(name))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** Every definition file of the example with what it says. Fails for one that cannot be read. */
export function readyDefinitions(folder: string = EXAMPLE): (readonly [text: string, read: YamlText])[] {
  return textsToRead(projectIn(folder)).map((text) => {
    const read = readYaml(text);
    if (read.error) throw new Error(`the example cannot be read: ${read.error.message}`);
    return [text, read];
  });
}

/** Every Lua text of the example. Its own test runs it without what is fetched for any other. */
export function readyLua(folder: string = EXAMPLE): string[] {
  return loadRegistry(projectIn(folder)).entries.flatMap((entry) =>
    isWrittenIn(entry, 'lua') ? [entry.config.source.text] : [],
  );
}

/** Every WebAssembly text of the example with its module in base64. Fails for a text that does not compile. */
export async function readyModules(folder: string = EXAMPLE): Promise<(readonly [source: string, base64: string])[]> {
  const files = projectIn(folder);
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

/** Every entry of WebAssembly text of the example that can be called and of which there is nothing to say: the others are looked at in the page. */
export async function readySignatures(
  folder: string = EXAMPLE,
): Promise<(readonly [key: string, signature: ReadySignature])[]> {
  const found = await Promise.all(
    loadRegistry(projectIn(folder)).entries.map(async (entry): Promise<[string, ReadySignature][]> => {
      if (!isWrittenIn(entry, 'wat')) return [];
      const examination = examineWat(entry, shapeOf(await compileWat(entry.config.source.text)));
      if (examination.status !== 'ready' || examination.diagnostics.length > 0) return [];
      const { type, exportName } = examination;
      return [[examinedKey(entry), { type, exportName }]];
    }),
  );
  return found.flat();
}

/**
 * Compiles the texts of the example that greets a visitor when the page is built, by the same compiler, so that the first
 * result does not wait for the compiler to be fetched (205 kB compressed, two fifths of all), and reads its definitions and signatures, so that it does
 * not wait for what reads YAML (30 kB) and WIT (15 kB). Any other text, be it by one blank, is compiled and read in the page.
 */
export function readyModulesPlugin(): Plugin {
  return {
    name: 'wippy:ready-modules',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null;
      for (const name of readdirSync(EXAMPLE)) this.addWatchFile(join(EXAMPLE, name));
      return [
        `export const readyModules = ${JSON.stringify(await readyModules())};`,
        `export const readyDefinitions = ${JSON.stringify(readyDefinitions())};`,
        `export const readySignatures = ${JSON.stringify(await readySignatures())};`,
        `export const readyLua = ${JSON.stringify(readyLua())};`,
      ].join('\n');
    },
  };
}
