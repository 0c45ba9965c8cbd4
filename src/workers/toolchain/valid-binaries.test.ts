import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readLinkPlan } from '../../binary/component/link-reader.ts';
import { componentProblem } from '../../toolchain/binary-validity.ts';
import { sha256 } from '../sha256.ts';
import { VALID_BINARIES } from './valid-binaries.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

it('the components of all examples are known to be valid, and are', async () => {
  const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.wasm'))
    .map((name) => new Uint8Array(readFileSync(EXAMPLES + name)));
  const components = files.filter((bytes) => bytes[4] !== 1);
  expect(new Set(await Promise.all(components.map((bytes) => sha256(bytes))))).toEqual(VALID_BINARIES);
  for (const bytes of components) {
    expect(await componentProblem(bytes)).toEqual({ ok: true, value: null });
    expect(readLinkPlan(bytes).ok).toBe(true);
  }
});
