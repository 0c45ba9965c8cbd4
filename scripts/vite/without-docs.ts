import type { Plugin } from 'vite';

/** Where the sentences are that the editor shows of fields, modules and host functions. */
export const DESCRIPTIONS =
  /\/src\/(?:contract\/(?:hosts|lua-modules)\/[\w-]+|contract\/profile-table|project\/kinds\/[\w-]+)\.ts$/;
/** Workers that nobody reads anything from: what the editor shows comes from elsewhere. */
const SILENT_WORKER = /\/workers\/(kernel|guest)\/\1\.worker\.ts/;

const TEXT = String.raw`('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")`;
const DOCS = new RegExp(String.raw`(\bdoc:\s*|\b(?:byKernel|byGuest)\(\s*)${TEXT}`, 'g');

/** The same descriptions with empty sentences. */
export function withoutDocs(code: string): string {
  return code.replaceAll(DOCS, "$1''");
}

/** Leaves what only the editor shows out of the scripts of kernel and guests, which a first result waits for. */
export function withoutDocsPlugin(): Plugin {
  let isSilent = false;
  return {
    name: 'wippy:without-docs',
    apply: 'build',
    enforce: 'pre',
    // Each worker is a build of its own.
    buildStart({ input }) {
      isSilent = SILENT_WORKER.test(JSON.stringify(input));
    },
    transform(code, id) {
      return isSilent && DESCRIPTIONS.test(id) ? { code: withoutDocs(code), map: null } : null;
    },
  };
}
