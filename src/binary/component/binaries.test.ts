/** The reader against the binaries of the repository, whose types their WIT texts say. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fastestCpuMs } from '../../base/testing/fuzz.ts';
import { parseWit } from '../../wit/parser.ts';
import { hostileName } from './names.ts';
import { readComponent } from './reader.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FIXTURES = `${ROOT}samples/fixtures/`;

/** Binary and text of each. */
const COMPONENTS: readonly (readonly [string, string])[] = [
  ...readdirSync(FIXTURES).flatMap((name) =>
    name.endsWith('.wasm') ? [[`${FIXTURES}${name}`, `${FIXTURES}${name.replace(/wasm$/, 'wit')}`] as const] : [],
  ),
  ...['users', 'words'].map((name) => {
    const example = name === 'words' ? 'javascript' : name;
    return [
      `${ROOT}src/examples/${example}/wasm/${name}.wasm`,
      `${ROOT}samples/components/${name}/${name}.wit`,
    ] as const;
  }),
];

describe('binaries of the repository', () => {
  it.each(COMPONENTS.map(([binary, text]) => [binary.slice(binary.lastIndexOf('/') + 1), binary, text] as const))(
    '%s has the functions of its WIT text, with equal types',
    (_name, binary, text) => {
      const read = readComponent(readFileSync(binary));
      if (!read.ok) throw new Error(`${read.error.message} at ${read.error.offset}`);
      const { functions } = read.value;
      expect(hostileName(read.value)).toBe(null);
      const wit = parseWit(readFileSync(text, 'utf8'));
      expect(wit.problems).toEqual([]);
      const exported = wit.functions.filter((one) => !one.isImported);
      const name = (one: (typeof exported)[number]): string =>
        one.interface === null ? one.type.name : `${one.interface}#${one.type.name}`;
      const carried = functions.filter((one) => exported.some((other) => name(other) === one.method));
      expect(carried.map((one) => one.method).toSorted()).toEqual(exported.map(name).toSorted());
      for (const one of exported) expect(functions.find((other) => other.method === name(one))?.type).toEqual(one.type);
    },
  );

  it('of a megabyte is read within a moment', () => {
    const bytes = readFileSync(`${ROOT}src/examples/javascript/wasm/words.wasm`);
    expect(fastestCpuMs(250, () => expect(readComponent(bytes).ok).toBe(true))).toBeLessThan(250);
  });
});
