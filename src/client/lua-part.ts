/** Lua in advance: the page begins to fetch its engine with a project that has any, while the kernel's own code is still on its way. */
import type { ProjectFiles } from '../contract/api.ts';

/** The name of the `<meta>` with the engine's file. */
export const LUA_PART = 'wippy:lua';

const LUA_KIND = /\bkind:\s*["']?\w+\.lua\b/;

/** Whether entries of Lua are likely: a guess, of which nothing hangs but when a file is fetched. */
export function seemsToHaveLua(files: ProjectFiles): boolean {
  return Object.entries(files).some(
    ([path, file]) => typeof file === 'string' && /(?:^|\/)_index\.ya?ml$/.test(path) && LUA_KIND.test(file),
  );
}

/** Once; does nothing where the page names no file. */
export function preloadLua(): void {
  const named = document.querySelector<HTMLMetaElement>(`meta[name="${LUA_PART}"]`);
  if (!named) return;
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = named.content;
  named.replaceWith(link);
}
