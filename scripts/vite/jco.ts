import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** Stands in for the module of Node that jco reads its files with where there is no `fetch`. */
const NO_MODULE = '\0no-node-files';
const VENDOR = /\/jco-transpile\/vendor\/[\w-]+\.js$/;
/** Files that name a source map whose sources are not in the package. */
const WITH_MAP = /\/@bytecodealliance\/jco(?:-transpile)?\/dist\/[\w-]+\.js$/;
const DIRECTIVE = /^"use components";\n/;

/**
 * Makes jco fit for the web. Its WebAssembly lies in files beside its own, which Vite finds by itself; what is left are Node's
 * `fs` and a directive that means nothing to engines, both of which a build would warn of.
 */
export function jco(): Plugin {
  return {
    name: 'wippy:jco',
    apply: 'build',
    enforce: 'pre',
    resolveId: (id, importer) =>
      id === 'node:fs/promises' && importer !== undefined && VENDOR.test(importer) ? NO_MODULE : null,
    load: (id) => (id === NO_MODULE ? 'export {};' : null),
    transform(code, id) {
      if (!VENDOR.test(id)) return null;
      if (!DIRECTIVE.test(code)) return this.error('jco does not begin its modules the way it used to');
      return { code: code.replace(DIRECTIVE, '\n'), map: null };
    },
  };
}

/** The same in development: the server warns of source maps that lead nowhere. */
export function jcoInDevelopment(): Plugin {
  return {
    name: 'wippy:jco-in-development',
    apply: 'serve',
    async load(id) {
      const file = id.replace(/\?.*$/, '');
      return WITH_MAP.test(file) ? (await readFile(file, 'utf8')).replace(/^\/\/# sourceMappingURL=.*$/m, '') : null;
    },
  };
}
