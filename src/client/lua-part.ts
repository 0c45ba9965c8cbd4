/** Code of the kernel in advance: the page begins to fetch what a project will need while the kernel's own code is still on its way. */
import type { ProjectFiles } from '../contract/api.ts';

/** Names of each `<meta>` with a file. */
export const PARTS = {
  /** The engine of Lua. */
  lua: 'wippy:lua',
  /** What any Lua may come to use, and the example that greets a visitor does not. */
  moreLua: 'wippy:more-lua',
  /** What reads definitions; those of that example are read. */
  yaml: 'wippy:yaml',
  /** What core modules are held against their entries with, those of WAT texts too; those of that example were. */
  core: 'wippy:core',
  components: 'wippy:components',
} as const;

const WAT_KIND = /\bkind:\s*["']?function\.wat\b/;
const LUA_KIND = /\bkind:\s*["']?\w+\.lua\b/;

/** Whether entries of Lua are likely: a guess, of which nothing hangs but when a file is fetched. */
export function seemsToHaveLua(files: ProjectFiles): boolean {
  return isInIndex(files, LUA_KIND);
}

function isInIndex(files: ProjectFiles, wanted: RegExp): boolean {
  return Object.entries(files).some(
    ([path, file]) => typeof file === 'string' && /(?:^|\/)_index\.ya?ml$/.test(path) && wanted.test(file),
  );
}

/** Whether it is probably the example that greets a visitor, whose texts were made ready when the page was built (`ready`). As much of a guess. */
export function seemsToBeReady(
  files: ProjectFiles,
  ready: readonly (readonly [source: string, ...unknown[]])[],
): boolean {
  const texts = new Set(Object.values(files));
  return ready.some(([source]) => texts.has(source));
}

/** Names of {@link PARTS} that a project will probably need; `ready`: as above. */
export function partsOf(files: ProjectFiles, ready: readonly (readonly [source: string, ...unknown[]])[]): string[] {
  const isOther = !seemsToBeReady(files, ready);
  const hasLua = seemsToHaveLua(files);
  return [
    ...(hasLua ? [PARTS.lua] : []),
    ...(isOther ? [PARTS.yaml] : []),
    ...(isOther && hasLua ? [PARTS.moreLua] : []),
    ...((isOther && isInIndex(files, WAT_KIND)) || hasBinary(files, 0) ? [PARTS.core] : []),
    ...(hasBinary(files, 1) ? [PARTS.components] : []),
  ];
}

/** By its first bytes: behind the magic number a layer of 0 says a core module, one of 1 a component. */
function hasBinary(files: ProjectFiles, layer: 0 | 1): boolean {
  return Object.values(files).some(
    (file) => typeof file !== 'string' && file[0] === 0 && file[1] === 0x61 && file[6] === layer,
  );
}

/** Each once; does nothing for those of which the page names no file. */
export function preloadParts(names: readonly string[]): void {
  for (const name of names) preload(name);
}

function preload(name: string): void {
  const named = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
  if (!named) return;
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = named.content;
  named.replaceWith(link);
}
