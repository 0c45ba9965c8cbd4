/** The peer's other worker: a component translated by jco, called as its bindings are meant to be called. */
import * as Comlink from 'comlink';
import type { UserRecord, UsersComponent, UserSummary } from './users.ts';

interface Bindings {
  instantiate(getCoreModule: (name: string) => WebAssembly.Module, imports: object): UsersComponent;
}

let component: UsersComponent | null = null;

const callee = {
  /** `url` is the folder of the translation, `files` its core modules. */
  async load(url: string, files: readonly string[]): Promise<void> {
    const bindings = (await import(/* @vite-ignore */ `${url}users.js`)) as Bindings;
    const modules = new Map<string, WebAssembly.Module>();
    for (const file of files) modules.set(file, await WebAssembly.compileStreaming(fetch(url + file)));
    component = bindings.instantiate((name) => modules.get(name)!, {});
  },
  transform(users: readonly UserRecord[]): UserSummary[] {
    if (!component) throw new Error('load first');
    return component.transformUsers(users);
  },
};
export type UsersCallee = typeof callee;

Comlink.expose(callee);
