import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createVm } from '../kernel/lua/vm/vm.ts';
import { stripTypes } from './index.ts';
import { luaTextsIn } from './testing/corpus.ts';

const SRC = fileURLToPath(new URL('..', import.meta.url));
/** Mistakes that only the VM finds. */
const VM_ONLY = /jumps into the scope of local|too many|overflow|control structure too long|levels/;

const environment = createVm({ now: () => 0 }).createEnvironment('corpus');
const texts = [...new Set(['examples', 'kernel', 'app', 'client'].flatMap((folder) => luaTextsIn(`${SRC}/${folder}`)))];

describe('the Lua of the examples and of all tests', () => {
  it('is some hundred programs', () => {
    expect(texts.length).toBeGreaterThan(200);
  });

  it('comes out as it went in, if the VM takes it', () => {
    const changed = texts.filter((text) => {
      if (!environment.load(text, 'x').ok) return false;
      const stripped = stripTypes(text);
      return stripped.text !== text || stripped.errors.length > 0;
    });
    expect(changed).toEqual([]);
  });

  it('is taken by the VM, if the parser takes it', () => {
    const refused = texts.flatMap((text) => {
      const stripped = stripTypes(text);
      const loaded = environment.load(stripped.text, 'x');
      if (stripped.errors.length > 0 || loaded.ok || VM_ONLY.test(loaded.error.message)) return [];
      return [`${loaded.error.message}\n${stripped.text}`];
    });
    expect(refused).toEqual([]);
  });
});
