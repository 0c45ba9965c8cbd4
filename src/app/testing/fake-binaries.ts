/** Binaries for working on the page alone: their headers are right, what is said of them is canned. */
import type { BinaryDescription, BinaryExport, BinarySection } from '../../contract/binaries.ts';
import type { FunctionType, ScalarName, WitType } from '../../wit/types.ts';

const magic = [0x00, 0x61, 0x73, 0x6d];

function binary(version: readonly number[], sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  bytes.set([...magic, ...version]);
  for (let index = 8; index < sizeBytes; index++) bytes[index] = (index * 31) % 251;
  return bytes;
}

export const fakeCore = binary([1, 0, 0, 0], 1_284);
export const fakeComponent = binary([13, 0, 1, 0], 68_412);
/** Begins as one and ends in the middle. */
export const fakeTruncated = binary([13, 0, 1, 0], 300);

const scalar = (name: ScalarName): WitType => ({ kind: 'scalar', name });
const text: WitType = { kind: 'string' };
const list = (element: WitType): WitType => ({ kind: 'list', element, length: null });

const address: WitType = {
  kind: 'record',
  name: 'address',
  fields: [
    { name: 'street', type: text },
    { name: 'zip-code', type: { kind: 'option', some: text } },
  ],
};
const contact: WitType = {
  kind: 'variant',
  name: 'contact',
  cases: [
    { name: 'email', type: text },
    { name: 'postal', type: address },
    { name: 'none', type: null },
  ],
};
export const userType: WitType = {
  kind: 'record',
  name: 'user-record',
  fields: [
    { name: 'id', type: scalar('u64') },
    { name: 'name', type: text },
    { name: 'age', type: { kind: 'option', some: scalar('u8') } },
    { name: 'tags', type: list(text) },
    { name: 'role', type: { kind: 'enum', name: 'role', cases: ['admin', 'editor', 'reader'] } },
    { name: 'rights', type: { kind: 'flags', name: 'rights', labels: ['read', 'write', 'run-jobs'] } },
    { name: 'contact', type: contact },
    { name: 'address', type: { kind: 'option', some: address } },
    { name: 'avatar', type: list(scalar('u8')) },
    { name: 'position', type: { kind: 'tuple', items: [scalar('f64'), scalar('f64')] } },
    { name: 'last-login', type: { kind: 'result', ok: scalar('s64'), err: text } },
  ],
};
export const transformType: FunctionType = {
  name: 'transform-users',
  parameters: [
    { name: 'users', type: list(userType) },
    { name: 'limit', type: { kind: 'option', some: scalar('u32') } },
  ],
  result: {
    kind: 'result',
    ok: list(userType),
    err: {
      kind: 'variant',
      name: 'failure',
      cases: [
        { name: 'empty', type: null },
        { name: 'too-many', type: scalar('u32') },
      ],
    },
  },
};
export const mixedType: FunctionType = {
  name: 'mixed',
  parameters: [
    { name: 'flag', type: scalar('bool') },
    { name: 'big', type: scalar('u64') },
    { name: 'ratio', type: scalar('f64') },
    { name: 'name', type: text },
    { name: 'items', type: list({ kind: 'tuple', items: [text, scalar('u32')] }) },
  ],
  result: { kind: 'result', ok: text, err: text },
};

const fn = (
  name: string,
  signature: string,
  type: FunctionType | null,
  refusal: string | null = null,
): BinaryExport => ({ name, kind: 'func', signature, type, refusal });
const section = (name: string, offset: number, sizeBytes: number, count: number | null = null): BinarySection => ({
  name,
  offset,
  sizeBytes,
  count,
});
const addType: FunctionType = {
  name: 'add',
  parameters: [
    { name: 'a', type: scalar('s32') },
    { name: 'b', type: scalar('s32') },
  ],
  result: scalar('s32'),
};

export function isComponent(bytes: Uint8Array): boolean {
  return bytes[4] === 13;
}

export function describeFake(bytes: Uint8Array): BinaryDescription {
  const digest = `sha256:${fingerprint(bytes)}`;
  const none = { sizeBytes: bytes.length, digest, problem: null, sections: [], imports: [], exports: [], wit: null };
  if (!magic.every((byte, index) => bytes[index] === byte)) return { ...none, form: null };
  if (!isComponent(bytes)) return { ...none, form: 'core', ...core };
  if (bytes.length < 1000) {
    return {
      ...none,
      form: 'component',
      problem: 'unexpected end at offset 300: section “core module” says it is 41 209 bytes long',
      sections: [section('custom "component-type"', 10, 220)],
    };
  }
  return { ...none, form: 'component', ...component };
}

const core = {
  sections: [
    section('type', 10, 31, 5),
    section('function', 43, 5, 4),
    section('memory', 50, 3, 1),
    section('global', 55, 8, 1),
    section('export', 65, 46, 5),
    section('code', 114, 902, 4),
    section('data', 1_019, 120, 2),
    section('custom "name"', 1_141, 143),
  ],
  imports: [{ module: 'env', name: 'log', kind: 'func', signature: '(i32, i32)', profile: null }],
  exports: [
    fn('add', 'func(a: s32, b: s32) -> s32', addType),
    fn('greet_user', 'func(a: s32, b: s32) -> s32', { ...addType, name: 'greet_user' }),
    fn('blend', 'func(a: v128) -> v128', null, 'v128 has no WIT type'),
    { name: 'memory', kind: 'memory', signature: null, type: null, refusal: null },
  ],
};

const wit = `package docs:users@0.2.0;

interface directory {
  record address {
    street: string,
    zip-code: option<string>,
  }

  /// How somebody can be reached.
  variant contact {
    email(string),
    postal(address),
    none,
  }

  resource session;

  transform-users: func(users: list<user-record>, limit: option<u32>) -> result<list<user-record>, failure>;
  open-session: func(user: u64) -> own<session>;
}

world users {
  import wasi:cli/stdout@0.2.3;
  export directory;
  export version: func() -> string;
}
`;

const component = {
  wit,
  sections: [
    section('component type', 10, 1_204, 12),
    section('import', 1_216, 402, 6),
    section('core module', 1_620, 61_870),
    section('core instance', 63_492, 48, 3),
    section('alias', 63_542, 220, 14),
    section('canonical function', 63_764, 96, 9),
    section('export', 63_862, 61, 2),
    section('custom "producers"', 63_925, 112),
    section('custom "name"', 64_039, 4_373),
  ],
  imports: [
    {
      module: 'wasi:io/streams@0.2.3',
      name: '[method]output-stream.blocking-write-and-flush',
      kind: 'func',
      signature: 'func(self: borrow<output-stream>, contents: list<u8>) -> result<_, stream-error>',
      profile: 'wasi:io',
    },
    {
      module: 'wasi:cli/stdout@0.2.3',
      name: 'get-stdout',
      kind: 'func',
      signature: 'func() -> own<output-stream>',
      profile: 'wasi:cli',
    },
    {
      module: 'wippy:runtime/funcs@0.1.0',
      name: 'call-string',
      kind: 'func',
      signature: 'func(target: string, payload: string) -> result<string, string>',
      profile: 'funcs',
    },
    {
      module: 'acme:billing/invoices',
      name: 'charge',
      kind: 'func',
      signature: 'func(cents: u64) -> bool',
      profile: null,
    },
  ],
  exports: [
    fn(
      'docs:users/directory@0.2.0#transform-users',
      'func(users: list<user-record>, limit: option<u32>) -> result<list<user-record>, failure>',
      transformType,
    ),
    fn(
      'docs:users/directory@0.2.0#open-session',
      'func(user: u64) -> own<session>',
      {
        name: 'open-session',
        parameters: [{ name: 'user', type: scalar('u64') }],
        result: { kind: 'unsupported', why: 'handle', text: 'own<session>' },
      },
      'resource handle own<session> is not supported in calls from Lua',
    ),
    fn('version', 'func() -> string', { name: 'version', parameters: [], result: text }),
  ],
};

export const fakeText = (bytes: Uint8Array): string => {
  const line = isComponent(bytes)
    ? '    (core func (;0;) (canon lower (func 0) (memory 0) string-encoding=utf8))'
    : '    (i32.add (local.get 0) (local.get 1)) ;; sum';
  const head = isComponent(bytes)
    ? '(component\n  (core module (;0;)\n    (type (;0;) (func (param i32) (result i32)))'
    : '(module\n  (type (;0;) (func (param i32 i32) (result i32)))\n  (func $add (export "add") (type 0)';
  return `${head}\n${`${line}\n`.repeat(isComponent(bytes) ? 400 : 6)}  )\n)\n`;
};

/** Looks like a digest, and changes with the bytes. */
function fingerprint(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return Array.from({ length: 8 }, (_, index) =>
    (Math.imul(hash, 2 * index + 3) >>> 0).toString(16).padStart(8, '0'),
  ).join('');
}
