import type { Plugin } from 'vite';

const VM = /\/fengari\/src\/l\w+\.js$/;
/** One that is a line of its own, as nearly all are: of the VM's own state, or of how natives use its API. */
export const ASSERT = /^([ \t]*)(?:lua_assert|(?:lapi\.)?api_check(?:nelems)?)\(.*\);/gm;

/** The same code without what it asserts of itself. */
export function withoutAsserts(code: string): string {
  return code.replaceAll(ASSERT, '$1;');
}

/**
 * Leaves what the Lua VM asserts of itself and of our natives to the tests, which run it as it is, as Lua's own builds do: a first result
 * waits for the script.
 */
export function withoutAssertsPlugin(): Plugin {
  return {
    name: 'wippy:without-asserts',
    apply: 'build',
    enforce: 'pre',
    transform: (code, id) => (VM.test(id) ? { code: withoutAsserts(code), map: null } : null),
  };
}
