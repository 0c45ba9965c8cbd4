import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ASSERT, withoutAsserts } from './without-asserts.ts';

test('an assertion leaves an empty statement behind, also where it was all that a branch had', () => {
  const code = 'if (a)\n    b();\nelse\n    lua_assert(a === (c(1)));  /* so */\nlapi.api_check(L, d, "text");\ne();\n';
  expect(withoutAsserts(code)).toBe('if (a)\n    b();\nelse\n    ;  /* so */\n;\ne();\n');
});

test('what the VM asserts changes nothing, and each stands on its line alone', () => {
  const folder = join(import.meta.dirname, '../../node_modules/fengari/src');
  const asserted = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').match(ASSERT) ?? []);
  expect(asserted.length).toBeGreaterThan(100);
  const bare = asserted.map((line) => line.replaceAll(/"[^"]*"/g, '').trim());
  expect(bare.filter((line) => /[^=!<>]=[^=]|\+\+|--|;.*;|\b(?:new|delete|set\w*)\b/.test(line))).toEqual([]);
});
