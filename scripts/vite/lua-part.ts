/**
 * Names the file of Lua's engine in the built page, so that the page can have it fetched as soon as it knows a project to have Lua: the
 * kernel asks for it only once its own code has come and has read the project. In development the page names none.
 */
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { LUA_PART } from '../../src/client/lua-part.ts';

const ENGINE = /(?:^|\/)lua-engine-[\w-]+\.js$/;

export function luaPartTag(files: readonly string[]): HtmlTagDescriptor {
  const found = files.filter((name) => ENGINE.test(name));
  const [file] = found;
  if (file === undefined || found.length > 1)
    throw new Error(`the engine of Lua is ${found.length} files of the build`);
  return { tag: 'meta', attrs: { name: LUA_PART, content: `./${file}` }, injectTo: 'head' };
}

export function luaPart(): Plugin {
  return {
    name: 'wippy:lua-part',
    apply: 'build',
    transformIndexHtml: { order: 'post', handler: (_html, { bundle }) => [luaPartTag(Object.keys(bundle ?? {}))] },
  };
}
