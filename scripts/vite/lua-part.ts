/**
 * Names files of the kernel in the built page, so that the page can have them fetched as soon as it knows a project to need them: the
 * kernel asks for them only once its own code has come and has read the project. In development the page names none.
 */
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { PARTS } from '../../src/client/lua-part.ts';
import partFiles from './kernel-parts.json' with { type: 'json' };

/** What files of the build are called before their hash; `vite.config.ts` and `sizes.mjs` go by the same table. */
const FILES: { readonly [P in keyof typeof PARTS]: string } = partFiles;

export function luaPartTags(files: readonly string[]): HtmlTagDescriptor[] {
  return (Object.keys(PARTS) as (keyof typeof PARTS)[]).map((part) => tag(PARTS[part], FILES[part], files));
}

function tag(name: string, wanted: string, files: readonly string[]): HtmlTagDescriptor {
  const pattern = new RegExp(`(?:^|/)${wanted}-[\\w-]+\\.js$`);
  const found = files.filter((file) => pattern.test(file));
  const [file] = found;
  if (file === undefined || found.length > 1) throw new Error(`${wanted} is ${found.length} files of the build`);
  return { tag: 'meta', attrs: { name, content: `./${file}` }, injectTo: 'head' };
}

export function luaPart(): Plugin {
  return {
    name: 'wippy:lua-part',
    apply: 'build',
    transformIndexHtml: { order: 'post', handler: (_html, { bundle }) => luaPartTags(Object.keys(bundle ?? {})) },
  };
}
