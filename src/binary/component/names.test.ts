/** Names that must not reach generated JavaScript (DESIGN §4). */
import { describe, expect, it } from 'vitest';
import { hostileName, isCoreName, isExternName, isLabel, quoteName } from './names.ts';
import { readComponent } from './reader.ts';
import { dummyComponent, parseText } from './testing/wasm-tools.ts';

async function verdict(bytes: Promise<Uint8Array>): Promise<string | null> {
  const read = readComponent(await bytes);
  if (!read.ok) throw new Error(read.error.message);
  return hostileName(read.value);
}
const inText = (wat: string): Promise<string | null> => verdict(parseText(wat));
/** As WebAssembly Text has them: names of bytes beyond ASCII too. */
const HOSTILE = [`x'];alert(1)//`, 'a`${1}`', 'a\\nb', 'a b', '"', '<script>', '\u2028', 'a\u0000'];
const inWat = (name: string): string =>
  [...new TextEncoder().encode(name)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');

describe('core names', () => {
  it.each(HOSTILE)('like %j are found in exports and imports, also of modules deep inside', async (name) => {
    expect(isCoreName(name)).toBe(false);
    const quoted = quoteName(name);
    expect(await inText(`(component (core module (func (export "${inWat(name)}"))))`)).toBe(
      `the core export ${quoted} has characters that names must not have`,
    );
    expect(await inText(`(component (component (core module (import "a" "${inWat(name)}" (func)))))`)).toBe(
      `the core import ${quoted} has characters that names must not have`,
    );
    expect(await inText(`(component (core module (import "${inWat(name)}" "b" (func))))`)).toContain(quoted);
  });

  it('are found where modules are put together', async () => {
    expect(
      await inText(`(component (core module $m (func (export "f"))) (core instance $i (instantiate $m))
        (core instance (export "it's" (func $i "f"))))`),
    ).toContain('"it\'s"');
    expect(
      await inText(`(component (core module $m) (core module $n (func (export "f"))) (core instance $i (instantiate $n))
        (core instance (instantiate $m (with "it's" (instance $i)))))`),
    ).toContain('"it\'s"');
  });

  it('that the tools make are none of them', async () => {
    for (const name of [
      '',
      '0',
      '$imports',
      '[method]foo.bar',
      '[resource-drop]x',
      'cabi_post_a:b/c#d',
      '[async-lift]run',
      'cm32p2|docs:a/b@0.1|f',
    ]) {
      expect(isCoreName(name)).toBe(true);
    }
    const wit = `package docs:shop@0.1.0-rc.1;
      interface api { resource file { constructor(p: string); read: async func() -> list<u8>; } run: func(f: file) -> result<string>; tick: async func(); pipe: func(s: stream<u8>) -> future<u8>; }
      world w { import api; import log: func(s: string); export api; export go: func(); }`;
    expect(await verdict(dummyComponent(wit))).toBe(null);
  });
});

describe('names of components', () => {
  it('are those of WIT', () => {
    const good = [
      'run',
      'a-b',
      'user-ID',
      '[method]file.read',
      '[constructor]f',
      '[static]a-b.c',
      'wasi:io/streams',
      'wasi:io/streams@0.2.3',
      'a:b/c@1.0.0-rc.1+x.2',
      'a:b:c/d',
    ];
    for (const name of good) expect([name, isExternName(name)]).toEqual([name, true]);
    const bad = ['', 'a b', '-a', 'a:b/c@', "a'", 'url=<https://x>', 'a:b/c@1.0.0"', 'a/b', '[method]a.b.c', 'x\n'];
    for (const name of bad) expect([name, isExternName(name)]).toEqual([name, false]);
  });

  it('of the other forms are refused, for they hold free text', async () => {
    expect(await inText(`(component (import "url=<https://a/';alert(1)//>" (component)))`)).toBe(
      `the name "url=<https://a/';alert(1)//>" has characters that names must not have`,
    );
  });
});

describe('names of megabytes', () => {
  it('are none, of whatever form', () => {
    for (const name of [
      'a'.repeat(10_001),
      'a'.repeat(8_000_000),
      'a-'.repeat(4_000_000),
      '[method]a.'.repeat(800_000),
    ]) {
      expect([isCoreName(name), isExternName(name), isLabel(name)]).toEqual([false, false, false]);
    }
    expect([isCoreName('a'.repeat(10_000)), isExternName('a'.repeat(10_000)), isLabel('a'.repeat(10_000))]).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe('messages', () => {
  it('quote a name and cut a long one', () => {
    expect(quoteName('a"b')).toBe(String.raw`"a\"b"`);
    expect(quoteName('x'.repeat(5000))).toBe(`"${'x'.repeat(60)}…"`);
    expect(quoteName('😀'.repeat(5000))).toBe(`"${'😀'.repeat(60)}…"`);
  });

  it('say of a module that cannot be read that it cannot be checked', async () => {
    const bytes = await parseText('(component (core module (func (export "f"))))');
    // Of the module's type section.
    const at = bytes.indexOf(0x60);
    bytes[at] = 0x11;
    expect(await verdict(Promise.resolve(bytes))).toMatch(
      /^the names of the core module at byte \d+ cannot be checked: /,
    );
  });
});
