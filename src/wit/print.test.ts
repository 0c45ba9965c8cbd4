import fc from 'fast-check';
import { componentEmbed, componentNew, componentWit } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, it } from 'vitest';
import { parseWit, type WitText } from './parser.ts';
import { formatDefinitions, formatWorld, type InterfaceFunctions } from './print-world.ts';
import { formatFunction, formatType } from './print.ts';
import { witTypeLists } from '../conformance/mapping/arbitrary.ts';
import { VALID } from '../conformance/mapping/wit-corpus.ts';
import type { FunctionType, WitType } from './types.ts';

const u8: WitType = { kind: 'scalar', name: 'u8' };
const string: WitType = { kind: 'string' };
const user: WitType = {
  kind: 'record',
  name: 'user',
  fields: [
    { name: 'id', type: u8 },
    { name: 'type', type: string },
  ],
};
const shape: WitType = {
  kind: 'variant',
  name: 'shape',
  cases: [
    { name: 'none', type: null },
    { name: 'of', type: { kind: 'option', some: user } },
  ],
};
const fileHandle: WitType = { kind: 'unsupported', why: 'handle', text: 'own<file>' };

const func = (name: string, parameters: readonly WitType[], result: WitType | null = null): FunctionType => ({
  name,
  parameters: parameters.map((type, at) => ({ name: `p${at}`, type })),
  result,
});

describe('a type in one line', () => {
  it.each<[WitType, string]>([
    [u8, 'u8'],
    [string, 'string'],
    [{ kind: 'list', element: u8, length: null }, 'list<u8>'],
    [{ kind: 'list', element: user, length: 4 }, 'list<user, 4>'],
    [{ kind: 'tuple', items: [u8, string] }, 'tuple<u8, string>'],
    [{ kind: 'option', some: shape }, 'option<shape>'],
    [{ kind: 'result', ok: null, err: null }, 'result'],
    [{ kind: 'result', ok: u8, err: null }, 'result<u8>'],
    [{ kind: 'result', ok: null, err: string }, 'result<_, string>'],
    [{ kind: 'result', ok: u8, err: string }, 'result<u8, string>'],
    [fileHandle, 'own<file>'],
    [{ kind: 'enum', name: 'list', cases: ['a'] }, '%list'],
    [{ kind: 'record', name: null, fields: [{ name: 'list', type: u8 }] }, 'record { %list: u8 }'],
    [
      {
        kind: 'variant',
        name: null,
        cases: [
          { name: 'a', type: user },
          { name: 'b', type: null },
        ],
      },
      'variant { a(user), b }',
    ],
    [{ kind: 'enum', name: null, cases: ['a', 'b'] }, 'enum { a, b }'],
    [{ kind: 'flags', name: null, labels: ['a', 'enum'] }, 'flags { a, %enum }'],
  ])('%o is written %s', (type, text) => {
    expect(formatType(type)).toBe(text);
  });

  it('is part of the line of a function', () => {
    expect(formatFunction({ ...func('record', [user, u8], shape), isAsync: true })).toBe(
      '%record: async func(p0: user, p1: u8) -> shape',
    );
  });
});

describe('definitions', () => {
  it('come with what they need in front of them, each once', () => {
    expect(formatDefinitions([func('f', [{ kind: 'list', element: shape, length: null }, user, fileHandle])])).toBe(
      `resource file;
record user {
  id: u8,
  %type: string,
}
variant shape {
  none,
  of(option<user>),
}
`,
    );
  });

  it('are none for simple types', () => {
    expect(formatDefinitions([func('f', [u8], string)])).toBe('');
  });

  it('make up a name where there is none, and where two types have the same', () => {
    const other: WitType = { kind: 'enum', name: 'user', cases: ['a'] };
    const nameless: WitType = { kind: 'flags', name: null, labels: ['x'] };
    const text = formatDefinitions([func('f', [user, other, nameless, { ...user }])]);
    expect(text.match(/^\w+ [\w-]+(?= \{)/gm)).toEqual(['record user', 'enum user-2', 'flags flags-1']);
  });
});

describe('a world', () => {
  const world = formatWorld(
    [
      { interface: 'docs:adder/add@0.1.0', functions: [func('add', [u8, user], shape)] },
      { interface: null, functions: [func('run', [user], null)] },
      { interface: 'inner', functions: [func('twice', [u8], u8)] },
    ],
    [
      {
        interface: 'wasi:io/streams@0.2.0',
        functions: [
          func('[constructor]file', [string], { kind: 'result', ok: fileHandle, err: string }),
          func('[method]file.read', [{ kind: 'unsupported', why: 'handle', text: 'borrow<file>' }, u8], string),
          func('[static]file.open', [string], fileHandle),
          func('copy', [fileHandle, { kind: 'unsupported', why: 'other', text: 'stream<blob>' }]),
        ],
      },
      { interface: null, functions: [func('log', [string])] },
    ],
  );

  it('is one text with its packages', () => {
    expect(world).toBe(`package root:component;

world root {
  record user {
    id: u8,
    %type: string,
  }
  import wasi:io/streams@0.2.0;
  import log: func(p0: string);
  export docs:adder/add@0.1.0;
  export run: func(p0: user);
  export inner: interface {
    twice: func(p0: u8) -> u8;
  }
}

package wasi:io@0.2.0 {
  interface streams {
    /// Only its name is known here.
    resource blob;
    resource file {
      constructor(p0: string) -> result<own<file>, string>;
      read: func(p1: u8) -> string;
      open: static func(p0: string) -> own<file>;
    }
    copy: func(p0: own<file>, p1: stream<blob>);
  }
}

package docs:adder@0.1.0 {
  interface add {
    record user {
      id: u8,
      %type: string,
    }
    variant shape {
      none,
      of(option<user>),
    }
    add: func(p0: u8, p1: user) -> shape;
  }
}
`);
  });

  it('is good WIT to the official tool', async () => {
    const embedded = await componentEmbed({ dummy: true, witSource: world, features: { tag: 'all' } });
    expect(await componentWit(await componentNew(embedded, []))).toContain('export docs:adder/add@0.1.0;');
  });

  it('leaves out functions that are too large to be written', () => {
    const large: WitType = { kind: 'unsupported', why: 'limit', text: 'tuple<…>' };
    const text = formatWorld([
      { interface: null, functions: [func('f', [{ kind: 'option', some: large }]), func('g', [])] },
    ]);
    expect(text).toContain('  // too large to be written: f\n  export g: func();');
    expect(parseWit(text).problems).toEqual([]);
  });
});

/** Exports and imports of the only world of a text. */
function partsOf({ worlds }: WitText): { exports: InterfaceFunctions[]; imports: InterfaceFunctions[] } {
  const [world] = worlds;
  const parts = (items: NonNullable<typeof world>['exports']): InterfaceFunctions[] =>
    items.map((item) =>
      item.kind === 'function'
        ? { interface: null, functions: [item.function.type] }
        : { interface: item.name, functions: (item.functions ?? []).map((one) => one.type) },
    );
  return { exports: parts(world!.exports), imports: parts(world!.imports) };
}

describe('printing and reading', () => {
  const names = ['f', 'add-all', 'list', 'constructor'];
  const signatures = witTypeLists({ min: 1, max: 5 }, { depth: 4, flags: 40 }).map((types): FunctionType[] => {
    const [result, ...rest] = types;
    return names.map((name, at) => func(name, at % 2 === 0 ? rest : types.toReversed(), at === 3 ? null : result!));
  });

  it('give back equal types', () => {
    fc.assert(
      fc.property(signatures, signatures, (first, second) => {
        const exports = [
          { interface: 'docs:adder/add@0.1.0', functions: first },
          { interface: 'inner', functions: second },
          ...first.slice(0, 1).map((type) => ({ interface: null, functions: [type] })),
        ];
        const imports = [
          { interface: 'docs:adder/other@0.1.0', functions: second },
          { interface: 'a:b/c', functions: first },
        ];
        const again = parseWit(formatWorld(exports, imports));
        expect(again.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
        expect(partsOf(again)).toEqual({ exports, imports });
      }),
      { numRuns: 60 },
    );
  });

  it('give back equal functions where definitions and functions stand bare', () => {
    fc.assert(
      fc.property(signatures, (functions) => {
        const text = formatDefinitions(functions) + functions.map((type) => `${formatFunction(type)};\n`).join('');
        const again = parseWit(text);
        expect(again.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
        expect(again.functions.map((found) => found.type)).toEqual(functions);
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.entries(VALID))('leave the types of other texts as they are: %s', (_name, { text, world }) => {
    const parsed = parseWit(text);
    const before = partsOf({ ...parsed, worlds: parsed.worlds.filter(({ name }) => name === world.replace('%', '')) });
    const again = parseWit(formatWorld(before.exports, before.imports));
    expect(again.problems).toEqual([]);
    expect(partsOf(again)).toEqual(before);
  });
});
