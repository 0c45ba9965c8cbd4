/** Code of the kernel in advance: the page begins to fetch what a project will need while the kernel's own code is still on its way. */
import type { ProjectFiles } from '../contract/api.ts';

/** Names of each `<meta>` with files, separated by blanks: the engine of Lua, and what the example that greets a visitor does without. */
export const LUA_PART = 'wippy:lua';
export const MORE_PARTS = 'wippy:more';

const LUA_KIND = /\bkind:\s*["']?\w+\.lua\b/;

/** Whether entries of Lua are likely: a guess, of which nothing hangs but when a file is fetched. */
export function seemsToHaveLua(files: ProjectFiles): boolean {
  return Object.entries(files).some(
    ([path, file]) => typeof file === 'string' && /(?:^|\/)_index\.ya?ml$/.test(path) && LUA_KIND.test(file),
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

/** Once; does nothing where the page names no file. */
export function preloadParts(name: typeof LUA_PART | typeof MORE_PARTS): void {
  const named = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
  if (!named) return;
  const links = named.content.split(' ').map((href) => {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = href;
    return link;
  });
  named.replaceWith(...links);
}
