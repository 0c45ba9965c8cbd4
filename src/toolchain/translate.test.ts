import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rewriteBindings, UnknownBindings } from './bindings-rewrite.ts';
import { generate, TOOLS_VERSION } from './component-tools.ts';
import { componentFrom, componentOf, dummyComponent, ECHO, listCore } from './testing/components.ts';
import { translateComponent } from './translate.ts';

const versionOf = (name: string): string =>
  (
    JSON.parse(
      readFileSync(new URL(`../../node_modules/@bytecodealliance/${name}/package.json`, import.meta.url), 'utf8'),
    ) as { version: string }
  ).version;

/** Everything that a change looks for. */
const RICH = `package a:b@1.2.3;
  interface host {
    resource thing { constructor(a: u32); go: func(x: string) -> result<u32, string>; }
    do-it: func(a: list<string>) -> result<string, string>;
  }
  world w {
    import host;
    record r { ok: bool, to-string: string, items: list<string> }
    export f: func(a: r, b: char) -> result<r, r>;
    export g: func(a: list<u64>) -> list<u64>;
    export h: func(a: list<char, 20>) -> list<char, 20>;
  }`;

async function sourceOf(wit: string): Promise<string> {
  const translated = await translateComponent(await dummyComponent(wit));
  if (!translated.ok) throw new Error(translated.error.message);
  return translated.value.source;
}

async function plainBindings(): Promise<string> {
  const { files } = await generate(await dummyComponent(RICH), {
    name: 'x',
    instantiation: { tag: 'sync' },
    noTypescript: true,
    strict: true,
  });
  return new TextDecoder().decode(files.find(([name]) => name === 'x.js')?.[1]);
}

describe('translating', () => {
  it('makes bindings and the modules that they ask for', async () => {
    const component = await componentFrom(
      listCore({ echo: ECHO }),
      'package a:b; world w { export echo: func(v: list<string>) -> list<string>; }',
    );
    const translated = await translateComponent(component);
    if (!translated.ok) throw new Error(translated.error.message);
    const { source, modules } = translated.value;
    const compiled = new Map(modules.map(({ name, bytes }) => [name, new WebAssembly.Module(bytes)]));
    const bindings = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
      instantiate(
        get: (name: string) => WebAssembly.Module | undefined,
        imports: object,
      ): { echo(list: string[]): string[] };
    };
    expect(bindings.instantiate((name) => compiled.get(name), {}).echo(['a', '\uFEFFé'])).toEqual(['a', '\uFEFFé']);
  });

  it('knows the versions of the tools that it was made for', () => {
    expect(TOOLS_VERSION).toBe(`jco ${versionOf('jco')}, jco-transpile ${versionOf('jco-transpile')}`);
  });

  it('makes every change that it knows', async () => {
    const plain = await plainBindings();
    const source = rewriteBindings(plain);
    for (const added of ['= _wippyText(TEXT_DECODER_UTF8, memory0, ', '_wippyAscii(memory, ptr, s);'])
      expect(source).toContain(added);
    for (const before of [
      'new TextDecoder()',
      'memory0.buffer.slice(',
      'see error.payload',
      'discriminant for bool',
      'CORE_TRAP_MESSAGES.get',
      'Async = WebAssembly.promising(',
    ]) {
      expect(plain).toContain(before);
      expect(source).not.toContain(before);
    }
    expect(source.match(/new TextDecoder\(/g)).toHaveLength(source.match(/fatal: true, ignoreBOM: true/g)?.length ?? 0);
    expect(source.match(/_wippyList\(len/g)?.length).toBeGreaterThan(2);
    expect(source.match(/_wippyList\(20, 4\)/g)).toHaveLength(1);
    expect(source.match(/_wippyCall\.isEntered = true;/g)).toHaveLength(3);
    expect(source).not.toMatch(/^\s*_debugLog\(/m);
  });

  it('makes the decoder of UTF-16 strict too', async () => {
    const translated = await translateComponent(
      await componentOf(`(component (core module $m (memory (export "memory") 1) (func (export "f") (result i32) i32.const 0))
        (core instance $i (instantiate $m))
        (func $f (result string) (canon lift (core func $i "f") string-encoding=utf16 (memory (core memory $i "memory")))) (export "f" (func $f)))`),
    );
    expect(translated.ok && translated.value.source).toContain(
      "new TextDecoder('utf-16', { fatal: true, ignoreBOM: true })",
    );
  });

  it('loads nothing, whatever the labels are', async () => {
    const source = await sourceOf(
      'package a:b; interface i { %import: func(%import: u32) -> u32; %export: func(); } world w { import i; export i; export %import: func(); }',
    );
    expect(source).toContain('_import');
  });
});

describe('bindings that are not known', () => {
  const cases: [string, (text: string) => string][] = [
    ['do not begin as expected', (text) => `;${text}`],
    [
      'strict decoding of UTF-8 that keeps a BOM',
      (text) => text.replace('new TextDecoder()', "new TextDecoder('utf8')"),
    ],
    ['lists of numbers within the memory', (text) => text.replace('memory0.buffer.slice(', 'memory0["buffer"].slice(')],
    ['a bound for the length of lists', (text) => text.replace(/var (result\d+) = \[\];/, 'let $1 = [];')],
    [
      'a bound for lists of fixed length',
      (text) => text.replace(/(const result\d+ = \[\];\s*for \(let i = 0; i <) 20/, '$1= 19'),
    ],
    [
      'a note that the function was entered',
      (text) => text.replace('_debugLog(\'[iface="f"', '_debugLog (\'[iface="f"'),
    ],
    [
      'booleans of any number',
      (text) =>
        text.replace(
          "TypeError('invalid variant discriminant for bool')",
          "Error('invalid variant discriminant for bool')",
        ),
    ],
    ['errors that carry their payload only', (text) => text.replace('String(value)', 'value')],
    ["the engine's own words for traps", (text) => text.replaceAll('CORE_TRAP_MESSAGES', 'TRAPS')],
    ['no logging for debugging', (text) => text.replace('_debugLog(', 'void _debugLog(')],
    ['there is an import', (text) => `${text}\nimport x from 'y';`],
    ['there is a dynamic import', (text) => `${text}\nawait import ('y');`],
    ['there is an export of another module', (text) => `${text}\nexport * from 'y';`],
    ['there is import.meta', (text) => `${text}\nvoid import.meta;`],
  ];
  it.each(cases)('are refused: %s', async (reason, change) => {
    const plain = await plainBindings();
    const changed = change(plain);
    expect(changed).not.toBe(plain);
    expect(() => rewriteBindings(changed)).toThrow(UnknownBindings);
    expect(() => rewriteBindings(changed)).toThrow(reason);
  });
});

describe('what cannot be translated', () => {
  it.each([
    [
      '(component (type $u (record (field "a" u32))) (export "u" (type $u)))',
      'untranslatable',
      'component export `u` was not a function or instance',
    ],
    [
      '(component (core module (func (result i32))))',
      'malformed',
      'type mismatch: expected i32 but nothing on stack (at offset 0x18)',
    ],
    ['(module)', 'malformed', 'attempted to parse a wasm module with a component parser'],
  ])('is told in one line: %s', async (text, reason, message) => {
    const translated = await translateComponent(await componentOf(text));
    expect(translated).toEqual({ ok: false, error: { reason, message, isSpent: false } });
  });

  it.each([
    ['(memory 1 1 (pagesize 1))', 'the custom page sizes proposal must be enabled'],
    ['(global (import "a" "b") (shared i32))', 'shared globals require the shared-everything-threads proposal'],
    ['(func try end)', 'legacy_exceptions feature required'],
    // No instruction has this number yet.
    ['(func (f64.const 0) drop)', 'illegal opcode: 0xf0'],
  ])('may be newer than the validator, and is not called malformed then: %s', async (field, message) => {
    const bytes = await componentOf(`(component (core module ${field}))`);
    if (message.startsWith('illegal')) bytes[bytes.indexOf(0x44)] = 0xf0;
    const translated = await translateComponent(bytes);
    expect(translated).toMatchObject({
      ok: false,
      error: { reason: 'untranslatable', message: expect.stringContaining(message) as string, isSpent: false },
    });
  });

  it('is told of bytes that stop too early', async () => {
    const bytes = await dummyComponent('package a:b; world w { export f: func(); }');
    for (const length of [0, 4, 8, 20, 60, bytes.length - 1]) {
      const translated = await translateComponent(bytes.slice(0, length));
      expect(translated).toMatchObject({ ok: false, error: { isSpent: false } });
    }
  });
});
