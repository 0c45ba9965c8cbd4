/** The toolchain worker on a thread of its own, with the page's client at the other end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToolchainClient } from '../client/toolchain.ts';
import type { ToolsState } from '../kernel/api.ts';
import { componentFrom, componentOf, dummyComponent, ECHO, listCore } from '../toolchain/testing/components.ts';
import { sha256 } from './sha256.ts';
import { bundleToolchain, NodeToolchain } from './testing/node-toolchain.ts';

const WIT = 'package a:b; world w { export echo: func(v: list<string>) -> list<string>; }';

let client: ToolchainClient;
let echo: Uint8Array<ArrayBuffer>;
let started = 0;
beforeAll(async () => {
  const entry = await bundleToolchain();
  client = new ToolchainClient({
    createWorker: () => {
      started++;
      return new NodeToolchain(entry);
    },
  });
  echo = await componentFrom(listCore({ echo: ECHO }), WIT);
}, 60_000);
afterAll(() => client.dispose());

const translate = async (bytes: Uint8Array<ArrayBuffer>) => client.translate(bytes.slice(), await sha256(bytes));

/** Changes a name inside to another of the same length. */
function rename(bytes: Uint8Array<ArrayBuffer>, from: string, to: string): Uint8Array<ArrayBuffer> {
  expect(to).toHaveLength(from.length);
  const copy = bytes.slice();
  const buffer = Buffer.from(copy.buffer);
  for (let at = buffer.indexOf(from); at >= 0; at = buffer.indexOf(from, at + 1)) buffer.write(to, at, 'latin1');
  return copy;
}

describe('the toolchain worker', () => {
  it('translates a component and gives its modules away', async () => {
    const translated = await translate(echo);
    if (!translated.ok) throw new Error(translated.error.message);
    expect(translated.value.source).toContain('export function instantiate');
    expect(translated.value.modules.map(({ bytes }) => WebAssembly.validate(bytes))).toEqual([true]);
  });

  it('refuses a component whose names could run, before anything is translated', async () => {
    const name = 'a-function-with-a-long-name';
    const long = await componentFrom(listCore({ [name]: ECHO }), WIT.replace('echo:', `${name}:`));
    for (const text of ["'];globalThis.hacked=1;//", "'+globalThis.hacked()+'", '`${globalThis.hacked(1)}`', "');import('data:,x');//", '\n;globalThis.hack();//']) {
      const translated = await translate(rename(long, name, text.padEnd(name.length, 'a')));
      expect(translated).toMatchObject({ ok: false, error: { reason: 'hostile' } });
    }
    const core = rename(echo, 'cabi_realloc', "'];hacked();");
    expect(await translate(core)).toMatchObject({
      ok: false,
      error: { reason: 'hostile', message: expect.stringContaining('"\'];hacked();" has characters that names must not have') as string },
    });
  });

  it('says of bytes that are no component where they stop being one', async () => {
    expect(await translate(Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 99))).toMatchObject({ ok: false, error: { reason: 'malformed' } });
    expect(await translate(echo.slice(0, echo.length - 5))).toMatchObject({ ok: false, error: { reason: 'malformed' } });
    expect(await translate(new Uint8Array(0))).toMatchObject({ ok: false, error: { reason: 'malformed' } });
  });

  it('builds, prints and describes', async () => {
    const built = await client.build({ from: 'text', source: '(component)' });
    expect(built).toMatchObject({ ok: true });
    const wrong = await client.build({ from: 'core', source: listCore({ echo: ECHO }), wit: WIT.replace('func', 'fnc') });
    expect(wrong).toMatchObject({ ok: false, diagnostics: [{ file: 'wit', code: 'wit-invalid' }] });
    expect(await client.disassemble(echo, 1_000_000)).toMatchObject({ ok: true, text: expect.stringContaining('(component') as string });
    const described = await client.describe(echo);
    expect(described).toMatchObject({ form: 'component', sizeBytes: echo.length, digest: `sha256:${await sha256(echo)}`, problem: null });
    expect(described.exports).toMatchObject([{ name: 'echo', refusal: null }]);
    expect(echo.length).toBeGreaterThan(0);
  });

  it('tells what it does', async () => {
    const heard: ToolsState[] = [];
    const undo = client.onTools((tools) => heard.push(tools));
    await translate(await componentOf('(component)'));
    undo();
    expect(heard.at(0)).toEqual({ state: 'working', task: 'translating a component' });
    expect(heard.at(-1)).toEqual({ state: 'idle' });
  });

  it('is replaced when its translator broke, and the next component is translated', async () => {
    const before = started;
    const broken = await translate(await dummyComponent('package a:b; world w { export do-THAT: func() -> u32; }'));
    expect(broken).toMatchObject({ ok: false, error: { reason: 'untranslatable', message: expect.stringContaining('the translator broke down') as string } });
    expect(await translate(echo)).toMatchObject({ ok: true });
    expect(started).toBe(before + 1);
  });
});
