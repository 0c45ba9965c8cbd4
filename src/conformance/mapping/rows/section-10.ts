/** spec/wit-mapping §10: raw core modules with a `wit` signature. What holds for components too is tested with both. */
import {
  bool,
  char,
  echoOf,
  enumeration,
  f32,
  f64,
  flags,
  gives,
  list,
  made,
  option,
  record,
  refuses,
  row,
  s16,
  s32,
  s64,
  s8,
  same,
  string,
  tuple,
  u16,
  u32,
  u64,
  u8,
  variant,
  type Case,
  type CoreGuest,
  type Expectation,
  type Form,
  type Guest,
  type Row,
} from './row.ts';

const core = (name: string, wit: string, members: string, more: Partial<CoreGuest> = {}): CoreGuest => ({
  kind: 'core',
  name,
  wit,
  wat: `(module ${members})`,
  ...more,
});
const ends = (guest: Guest, args: NonNullable<Case['args']>, expect: Expectation, forms?: readonly Form[]): Case => ({
  guest,
  args,
  expect,
  ...(forms ? { forms } : {}),
});
const invalid = (message: string | RegExp): Expectation => ({ kind: 'Invalid', message });
const fault = (message: RegExp): Expectation => ({ kind: 'Internal', message });

const add = (name: string): string =>
  `(func (export "${name}") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))`;
const MEMORY = '(memory (export "memory") 1)';
const BUMP = '(global $top (mut i32) (i32.const 1024))';
const realloc = (
  name: string,
): string => `${BUMP} (func (export "${name}") (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
  (local $at i32)
  (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
  (global.set $top (i32.add (local.get $at) (local.get $size))) (local.get $at))`;
const alloc = (name: string): string => `${BUMP} (func (export "${name}") (param $size i32) (result i32)
  (local $at i32) (local.set $at (global.get $top)) (global.set $top (i32.and (i32.add (i32.add (local.get $at) (local.get $size)) (i32.const 7)) (i32.const -8))) (local.get $at))`;
const length = (name: string): string => `(func (export "${name}") (param i32 i32) (result i32) (local.get 1))`;
const firstByte = (name: string): string =>
  `(func (export "${name}") (param i32 i32) (result i32) (i32.load8_u (local.get 0)))`;

/* ---- text */

const point = record('c-point', { x: s32, y: s32 });
const TEXT: readonly Row[] = [
  row(
    '10/export, comments, last semicolon',
    'may be there or not',
    gives2(core('add-c', '// adds\n/* two */ export add-c: func(a: s32, b: s32) -> s32', add('add-c')), 6, 7, 13),
  ),
  row(
    '10/definitions beside functions',
    'are used',
    ends(
      core('sum-p', 'record p { x: s32, y: s32 }\ntype q = p;\nsum-p: func(v: q) -> s32;', add('sum-p')),
      [{ x: 1, y: 2 }],
      { value: 3 },
    ),
  ),
  row(
    '10/package and world text',
    'is read',
    gives2(
      core(
        'add-w',
        'package docs:sums;\nworld sums {\n  import other: func();\n  export add-w: func(a: s32, b: s32) -> s32;\n}',
        add('add-w'),
      ),
      1,
      2,
      3,
    ),
  ),
  row(
    '10/several functions',
    'of which the method is taken',
    gives2(core('add-s', 'other: func() -> u32;\nadd-s: func(a: s32, b: s32) -> s32;', add('add-s')), 1, 2, 3),
  ),
  row(
    '10/underscores in names',
    'are allowed',
    gives2(
      core('add-u', 'add_two: func(first_one: s32, b: s32) -> s32', add('add_two'), { method: 'add_two' }),
      1,
      2,
      3,
    ),
  ),
  row(
    '10/name of the export',
    'is matched exactly',
    ends(
      core('add-x', 'add-two: func(a: s32, b: s32) -> s32', add('add_two'), { method: 'add_two' }),
      [1, 2],
      invalid(/function "add_two" not found/),
    ),
  ),
  row(
    '10/-> (s32, s32)',
    'is a tuple',
    ends(
      core(
        'old-pair',
        'old-pair: func(a: s32) -> (s32, s32)',
        `${MEMORY} (func (export "old-pair") (param i32) (result i32) (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (i32.const 9)) (i32.const 16))`,
      ),
      [5],
      { value: [5, 9] },
    ),
  ),
];

function gives2(guest: Guest, a: number, b: number, value: number): Case {
  return { guest, args: [a, b], expect: { value } };
}

/* ---- check */

const CHECK: readonly Row[] = [
  row(
    '10/signature that does not fit',
    'is refused with both sides',
    ends(
      core(
        'misfit-a',
        'misfit-a: func(a: s32) -> s32',
        '(func (export "misfit-a") (param i64) (result i32) (i32.const 1))',
      ),
      [1],
      invalid('export "misfit-a": wit needs (i32) -> i32, module has (i64) -> i32'),
    ),
    ends(
      core(
        'misfit-b',
        'misfit-b: func(a: string) -> s32',
        '(func (export "misfit-b") (param i32) (result i32) (i32.const 1))',
      ),
      ['x'],
      invalid('export "misfit-b": wit needs (i32, i32) -> i32, module has (i32) -> i32'),
    ),
  ),
  row(
    '10/missing export',
    'is not found',
    ends(core('misfit-c', 'misfit-c: func(a: s32) -> s32', '(func (export "other"))'), [1], {
      kind: 'NotFound',
      message: /misfit-c/,
    }),
  ),
  row(
    '10/missing memory',
    'is refused',
    ends(
      core('no-memory', 'no-memory: func() -> string', '(func (export "no-memory") (result i32) (i32.const 0))'),
      [],
      invalid(/memory/),
    ),
    ends(
      core('no-memory-in', 'no-memory-in: func(a: list<u8>)', '(func (export "no-memory-in") (param i32 i32))'),
      ['x'],
      invalid(/memory/),
    ),
  ),
  row(
    '10/missing cabi_realloc',
    'is refused',
    ends(
      core('no-realloc', 'no-realloc: func(a: string) -> u32', `${MEMORY} ${length('no-realloc')}`),
      ['x'],
      invalid(/cabi_realloc/),
    ),
  ),
  row(
    '10/what needs nothing',
    'works without a memory',
    ends(
      core(
        'bare',
        'record pair-r { a: s32, b: option<s32> }\nbare: func(v: pair-r) -> s32',
        '(func (export "bare") (param i32 i32 i32) (result i32) (i32.add (local.get 0) (local.get 2)))',
      ),
      [{ a: 1, b: 2 }],
      { value: 3 },
    ),
  ),
];

/* ---- flattening */

const joined = echoOf(
  'joined',
  variant('joined-v', { a: f32, b: s32, c: u64, d: f64, e: tuple(f32, string), f: tuple(s32, f64, f32), g: null }),
);
const mixed = echoOf('mixed', option(variant('mixed-v', { a: f32, b: s32 })));
const NINE = 'abcdefghi'.split('');
const flags9 = echoOf('flags-nine', flags('f-nine', ...NINE));
const flags17 = echoOf(
  'flags-seventeen',
  flags('f-seventeen', ...Array.from({ length: 17 }, (_, index) => `l${index}`)),
);
const flags32 = echoOf('flags-full', flags('f-full', ...Array.from({ length: 32 }, (_, index) => `l${index}`)));
const sixteen = echoOf('sixteen', ...Array.from({ length: 16 }, () => u32));
const seventeen = echoOf('seventeen', ...Array.from({ length: 17 }, () => u32));
const spillMixed = echoOf(
  'spill-mixed',
  u8,
  u64,
  string,
  list(u16),
  f32,
  tuple(u8, f64),
  option(s64),
  list(string),
  variant('spill-v', { a: u8, b: f64 }),
  s8,
);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const setOf = (count: number, ...set: readonly number[]): Record<string, boolean> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, set.includes(index)]));

const FLATTENING: readonly Row[] = [
  row(
    '10/slots that cases share',
    'are joined',
    same(
      joined,
      { a: 0.5 },
      { b: -7 },
      { c: 2n ** 64n - 1n },
      { d: 0.1 },
      { e: [0.25, 'text'] },
      { f: [-1, 1e300, 0.5] },
      { g: true },
      { a: NaN },
      { a: -0 },
      { b: -(2 ** 31) },
    ),
    same(mixed, null, { a: 1.5 }, { b: 3 }),
  ),
  row(
    '10/flags',
    'take 1, 2 or 4 bytes',
    same(flags9, Object.fromEntries(NINE.map((label, index) => [label, index % 2 === 0]))),
    same(flags17, setOf(17, 0, 8, 16)),
    same(flags32, setOf(32, 31), setOf(32, ...upTo(31)), setOf(32)),
  ),
  row('10/16 flat parameters', 'are passed flat', { guest: sixteen, args: upTo(16), expect: { value: upTo(16) } }),
  row(
    '10/more than 16 flat parameters',
    'go to memory',
    { guest: seventeen, args: upTo(17), expect: { value: upTo(17) } },
    ends(seventeen, [...upTo(16), -1], invalid('argument 17: q: expected u32 (0..4294967295), got -1')),
    {
      guest: spillMixed,
      args: [255, 2n ** 63n, 'text', [1, 65_535], 0.5, [1, 0.1], -5, ['a', '', 'c'], { b: 0.25 }, -128],
      expect: { value: [255, 2n ** 63n, 'text', [1, 65_535], 0.5, [1, 0.1], -5, ['a', '', 'c'], { b: 0.25 }, -128] },
    },
  ),
];

/* ---- lowering */

const byteLength = made('byte-length', [string], u32, '(func (export "@") (param i32 i32) (result i32) (local.get 1))');
const second = made(
  'second-element',
  [list(record('spaced', { small: u8, big: u32 }))],
  u32,
  '(func (export "@") (param i32 i32) (result i32) (i32.load offset=12 (local.get 0)))',
);
const emptyAt = made(
  'empty-at',
  [list(u64), string],
  bool,
  '(func (export "@") (param i32 i32 i32 i32) (result i32) (i32.and (i32.and (i32.ne (local.get 0) (i32.const 0)) (i32.eqz (i32.and (local.get 0) (i32.const 7)))) (i32.and (i32.ne (local.get 2) (i32.const 0)) (i32.eqz (i32.or (local.get 1) (local.get 3))))))',
);
const growing = echoOf('growing', list(list(u8)));
const strictRealloc = core(
  'strict-realloc',
  'strict-realloc: func(a: list<u16>) -> u32',
  `${MEMORY}
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (if (i32.or (local.get 0) (local.get 1)) (then unreachable))
    (if (i32.ne (local.get 2) (i32.const 2)) (then unreachable))
    (if (i32.ne (local.get 3) (i32.const 6)) (then unreachable)) (i32.const 512))
  ${length('strict-realloc')}`,
);
const fixedRealloc = (name: string, at: number): CoreGuest =>
  core(
    name,
    `${name}: func(a: list<u32>) -> u32`,
    `${MEMORY} (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const ${at})) ${length(name)}`,
  );
const freeing = core(
  'freeing',
  'freeing: func(a: string) -> u32',
  `${MEMORY} ${realloc('cabi_realloc')} ${['cabi_free', 'deallocate', 'free'].map((name) => `(func (export "${name}") (param i32 i32 i32) unreachable)`).join(' ')} ${length('freeing')}`,
);
const big = 'x'.repeat(200_000);

const LOWERING: readonly Row[] = [
  row(
    '10/length of a string',
    'counts bytes',
    ...(['é😀', '', 'abc'] as const).map((text, index) => gives(byteLength, text, [6, 0, 3][index]!)),
  ),
  row(
    '10/elements',
    'lie at their size and alignment',
    gives(
      second,
      [
        { small: 1, big: 2 },
        { small: 3, big: 4_000_000_000 },
      ],
      4_000_000_000,
    ),
  ),
  row('10/call of cabi_realloc', 'is (0, 0, alignment, size)', ends(strictRealloc, [[1, 2, 3]], { value: 3 })),
  row('10/memory that grows while arguments are written', 'is seen', same(growing, [big, big, big])),
  row(
    '10/empty list and string',
    'have a pointer that is not null and aligned',
    ends(emptyAt, [[], ''], { value: true }),
  ),
  row(
    '10/misaligned pointer of an allocator',
    'is the guest’s fault',
    ends(fixedRealloc('misaligned-realloc', 1025), [[1]], fault(/cabi_realloc returned/)),
  ),
  row(
    '10/block outside of memory',
    'is the guest’s fault',
    ends(fixedRealloc('far-realloc', 65_528), [[1, 2, 3]], fault(/cabi_realloc returned/)),
    ends(fixedRealloc('very-far-realloc', 0x7fff_fff0), [[1]], fault(/cabi_realloc returned/)),
    ends(fixedRealloc('negative-realloc', -16), [[1]], fault(/cabi_realloc returned/)),
  ),
  row('10/freeing', 'is never done by us', ends(freeing, ['abc'], { value: 3 })),
  row(
    '10/names of allocators',
    'in this order; with fewer than four parameters called with the size',
    ends(
      core(
        'by-canonical',
        'by-canonical: func(a: string) -> u32',
        `${MEMORY} ${realloc('canonical_abi_realloc')} ${firstByte('by-canonical')}`,
      ),
      ['A'],
      { value: 65 },
    ),
    ends(
      core(
        'by-allocate',
        'by-allocate: func(a: string) -> u32',
        `${MEMORY} ${alloc('allocate')} ${firstByte('by-allocate')}`,
      ),
      ['A'],
      { value: 65 },
    ),
    ends(
      core('by-alloc', 'by-alloc: func(a: string) -> u32', `${MEMORY} ${alloc('alloc')} ${firstByte('by-alloc')}`),
      ['A'],
      { value: 65 },
    ),
    ends(
      core(
        'by-first',
        'by-first: func(a: string) -> u32',
        `${MEMORY} (func (export "alloc") (param i32) (result i32) unreachable) (func (export "allocate") (param i32) (result i32) unreachable) ${realloc('cabi_realloc')} ${firstByte('by-first')}`,
      ),
      ['A'],
      { value: 65 },
    ),
  ),
];

/* ---- lifting */

const returning = (name: string, type: Parameters<typeof made>[2], code: string): Guest =>
  made(name, [], type, `(func (export "@") (result i32) ${code})`);
const isCut = (name: string, type: NonNullable<Parameters<typeof made>[2]>, bits: number, value: number): Case =>
  ends(returning(name, type, `(i32.const ${bits})`), [], { value });
const stored = (...words: readonly number[]): string =>
  `${words.map((word, index) => `(i32.store (i32.const ${16 + 4 * index}) (i32.const ${word}))`).join(' ')} (i32.const 16)`;
const postZero = made(
  'post-zero',
  [],
  string,
  `
  (data (i32.const 64) "text")
  (func (export "@") (result i32) (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 4)) (i32.const 16))
  (func (export "cabi_post_@") (param i32) (if (i32.ne (local.get 0) (i32.const 16)) (then unreachable)) (i32.store (i32.const 64) (i32.const 0)) (i32.store (i32.const 20) (i32.const 9999999)))`,
);
const postTrap = made(
  'post-trap',
  [],
  u32,
  '(func (export "@") (result i32) (i32.const 5)) (func (export "cabi_post_@") (param i32) unreachable)',
);
const huge = core(
  'huge-result',
  'huge-result: func() -> list<u8>',
  '(memory (export "memory") 4100) (func (export "huge-result") (result i32) (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 268435456)) (i32.const 16))',
);

const LIFTING: readonly Row[] = [
  row(
    '10/small integers',
    'are cut to their width and sign',
    isCut('cut-u8', u8, 0x1ff, 255),
    isCut('cut-s8', s8, 0x180, -128),
    isCut('cut-u16', u16, 0x1_ffff, 65_535),
    isCut('cut-s16', s16, 0x1_8000, -32_768),
  ),
  row(
    '10/bool',
    'is not zero',
    ends(returning('bool-two', bool, '(i32.const 2)'), [], { value: true }),
    ends(returning('bool-zero', bool, '(i32.const 0)'), [], { value: false }),
  ),
  row('10/u32', 'is unsigned', ends(returning('all-ones', u32, '(i32.const -1)'), [], { value: 4_294_967_295 })),
  row(
    '10/char outside of the range',
    'is the guest’s fault',
    ends(returning('char-surrogate', char, '(i32.const 0xd800)'), [], fault(/^result: expected char, got 55296/)),
    ends(returning('char-beyond', char, '(i32.const 0x110000)'), [], fault(/^result: expected char, got 1114112/)),
    ends(returning('char-inside', list(char), stored(32, 1)), [], { value: ['\0'] }),
  ),
  row(
    '10/unknown discriminant',
    'is the guest’s fault',
    ends(
      returning('enum-seven', enumeration('three-e', 'a', 'b', 'c'), '(i32.const 7)'),
      [],
      fault(/^result: expected three-e, got case 7/),
    ),
    ends(returning('option-two', option(u32), stored(2, 0)), [], fault(/^result: expected option<u32>, got case 2/)),
    ends(
      returning('variant-nine', variant('nine-v', { a: u32, b: f64 }), stored(9, 0)),
      [],
      fault(/^result: expected nine-v, got case 9/),
    ),
  ),
  row(
    '10/flags beyond the labels',
    'count for nothing',
    ends(returning('flags-more', flags('more-f', 'a', 'b', 'c'), '(i32.const 0xfd)'), [], {
      value: { a: true, b: false, c: true },
    }),
  ),
  row(
    '10/pointer outside of memory',
    'is the guest’s fault',
    ends(
      returning('far-string', string, stored(65_530, 100)),
      [],
      fault(/^result: expected string, got 100 bytes at 65530/),
    ),
    ends(
      returning('far-list', list(u32), stored(0x7fff_fffc, 4)),
      [],
      fault(/^result: expected list<u32>, got 16 bytes at 2147483644/),
    ),
    ends(returning('far-area', tuple(u32, u32), '(i32.const 65533)'), [], fault(/^result: /)),
    ends(
      returning('long-list', list(u64), stored(64, 0x7fff_ffff)),
      [],
      fault(/^result: expected list<u64>, got 2147483647 elements/),
    ),
  ),
  row(
    '10/misaligned pointer',
    'is the guest’s fault',
    ends(
      returning('odd-list', list(u32), stored(65, 1)),
      [],
      fault(/^result: expected list<u32>, got pointer 65, not aligned/),
    ),
    ends(returning('odd-area', tuple(u32, u32), '(i32.const 18)'), [], fault(/^result: .*18.*aligned/)),
  ),
  row(
    '10/more than 2^28-1 bytes',
    'are the guest’s fault',
    ends(huge, [], fault(/^result: expected list<u8>, got 268435456/)),
  ),
  row(
    '10/after lifting',
    'cabi_post_<name> is called with the results',
    ends(postZero, [], { value: 'text' }),
    ends(postTrap, [], fault(/unreachable/)),
  ),
];

/* ---- instances */

const counter = core(
  'counter',
  'counter: func() -> u32',
  '(global $n (mut i32) (i32.const 0)) (func (export "counter") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n))',
);

const INSTANCES: readonly Row[] = [
  row(
    '10/other imports',
    'fail each call with their names',
    ends(
      core(
        'env-log',
        'env-log: func() -> u32',
        '(import "env" "log" (func)) (func (export "env-log") (result i32) (i32.const 1))',
      ),
      [],
      fault(/^failed to instantiate wasm module: .*env.*log/),
    ),
  ),
  row(
    '10/_initialize',
    'runs once before the function',
    ends(
      core(
        'initialized',
        'initialized: func() -> u32',
        '(global $n (mut i32) (i32.const 0)) (func (export "_initialize") (global.set $n (i32.add (global.get $n) (i32.const 1)))) (func (export "initialized") (result i32) (global.get $n))',
      ),
      [],
      { value: 1 },
    ),
  ),
  row(
    '10/_start',
    'runs before the function',
    ends(
      core(
        'started',
        'started: func() -> u32',
        '(global $n (mut i32) (i32.const 0)) (func (export "_start") (global.set $n (i32.const 41))) (func (export "started") (result i32) (i32.add (global.get $n) (i32.const 1)))',
      ),
      [],
      { value: 42 },
    ),
  ),
  row('10/instance', 'is a new one for each call', ends(counter, [], { value: 1 }), ends(counter, [], { value: 1 })),
];

const aPoint = echoOf('c-echo', point);
const ARGUMENTS: readonly Row[] = [
  row(
    '10/checked first',
    'a bad argument does not reach the guest',
    refuses(aPoint, { x: 1, y: 'y' }, '.y: expected s32, got string'),
    same(aPoint, { x: 1, y: 2 }),
  ),
];

export const SECTION_10: readonly Row[] = [
  ...TEXT,
  ...CHECK,
  ...FLATTENING,
  ...LOWERING,
  ...LIFTING,
  ...INSTANCES,
  ...ARGUMENTS,
];
