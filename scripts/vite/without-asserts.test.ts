import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutAsserts } from './without-asserts.ts';

test('an assertion leaves an empty statement behind, also where it was all that a branch had', () => {
  const code = 'if (a)\n    b();\nelse\n    lua_assert(a === (c(1)));  /* so */\nlua_assert(d);\ne();\n';
  expect(withoutAsserts(code)).toBe('if (a)\n    b();\nelse\n    ;  /* so */\n;\ne();\n');
});

test('what the VM asserts changes nothing', () => {
  const folder = join(import.meta.dirname, '../../node_modules/fengari/src');
  const asserted = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/^[ \t]*lua_assert\(.*\);/gm) ?? []);
  expect(asserted.length).toBeGreaterThan(50);
  expect(asserted.filter((line) => /[^=!<>]=[^=]|\+\+|--|\b(?:new|delete|set\w*)\b/.test(line))).toEqual([]);
});
