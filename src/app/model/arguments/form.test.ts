import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../../contract/api.ts';
import type { FunctionType, ScalarName, WitType } from '../../../wit/types.ts';
import { checkArguments } from './check.ts';
import { addItem, choose, defaultDraft, itemsOf, moveItem, removeItem, switchOption, type Draft } from './draft.ts';
import { isInline } from './inline-type.ts';
import { fromArguments, switchBytes, toArguments } from './draft-values.ts';
import { parametersText, signatureText } from './types.ts';
import { formatType } from '../../../wit/print.ts';

const scalar = (name: ScalarName): WitType => ({ kind: 'scalar', name });
const text: WitType = { kind: 'string' };
const list = (element: WitType, length: number | null = null): WitType => ({ kind: 'list', element, length });
const option = (some: WitType): WitType => ({ kind: 'option', some });
const tuple = (...items: readonly WitType[]): WitType => ({ kind: 'tuple', items });
const result = (ok: WitType | null, err: WitType | null): WitType => ({ kind: 'result', ok, err });
const user: WitType = {
  kind: 'record',
  name: 'user-record',
  fields: [
    { name: 'id', type: scalar('u64') },
    { name: 'tag-count', type: option(scalar('u8')) },
    { name: 'tags', type: list(text) },
  ],
};
const shape: WitType = {
  kind: 'variant',
  name: 'shape',
  cases: [
    { name: 'circle', type: scalar('f64') },
    { name: 'empty', type: null },
    { name: 'maybe', type: option(scalar('u32')) },
  ],
};
const color: WitType = { kind: 'enum', name: 'color', cases: ['red', 'green'] };
const rights: WitType = { kind: 'flags', name: 'rights', labels: ['read', 'write-all'] };
const bytes = list(scalar('u8'));

const func = (...types: readonly WitType[]): FunctionType => ({
  name: 'f',
  parameters: types.map((type, index) => ({ name: String.fromCharCode(97 + index), type })),
  result: null,
});
const typed = (content: string): Draft => ({ kind: 'text', text: content });
const problems = (type: WitType, draft: Draft): readonly string[] =>
  checkArguments(func(type), [draft]).map((item) => `${item.path}: ${item.message}`);

describe('a new form', () => {
  test.each<readonly [WitType, PlainValue]>([
    [scalar('u8'), 0],
    [scalar('s64'), 0],
    [scalar('f32'), 0],
    [scalar('bool'), false],
    [scalar('char'), 'a'],
    [text, ''],
    [bytes, ''],
    [list(scalar('u8'), 2), new Uint8Array(2)],
    [list(user), []],
    [list(scalar('s32'), 2), [0, 0]],
    [tuple(text, option(text)), ['', null]],
    [user, { id: 0, tags: [] }],
    [shape, { circle: 0 }],
    [color, 'red'],
    [rights, { read: false, 'write-all': false }],
    [result(null, text), { ok: true }],
  ])('has a value that can be called with: %#', (type, value) => {
    expect(problems(type, defaultDraft(type))).toEqual([]);
    expect(toArguments(func(type), [defaultDraft(type)])).toEqual([value]);
  });
});

describe('values', () => {
  test.each<readonly [WitType, PlainValue]>([
    [scalar('u64'), 18446744073709551615n],
    [scalar('s64'), -9223372036854775808n],
    [scalar('f64'), Number.NaN],
    [scalar('f64'), -Infinity],
    [scalar('f64'), -0],
    [scalar('char'), '😀'],
    [text, 'two\nlines'],
    [bytes, 'text'],
    [bytes, new Uint8Array([0, 255])],
    [user, { id: 9007199254740993n, 'tag-count': 7, tags: ['a', ''] }],
    [list(option(scalar('u8'))), [null, 1, null]],
    [tuple(option(text), option(text)), [null, 'x']],
    [shape, { empty: true }],
    [shape, { maybe: {} }],
    [shape, { maybe: { some: 5 } }],
    [color, 'green'],
    [rights, { read: false, 'write-all': true }],
    [result(scalar('u8'), null), { err: true }],
    [result(option(text), text), { ok: {} }],
    [option(option(scalar('u32'))), null],
    [option(option(scalar('u32'))), {}],
    [option(option(scalar('u32'))), { some: 5 }],
    [option(option(option(scalar('u32')))), { some: {} }],
    [option(option(option(scalar('u32')))), { some: { some: 5 } }],
    [option(list(shape)), [{ circle: 1.5 }, { empty: true }]],
  ])('come back from a form as they went in: %#', (type, value) => {
    const drafts = fromArguments(func(type), [value]);
    expect(problems(type, drafts[0] ?? { kind: 'none' })).toEqual([]);
    expect(toArguments(func(type), drafts)).toEqual([value]);
  });

  test('in the other spellings that calls accept are shown as well', () => {
    const shown = (type: WitType, value: PlainValue): PlainValue =>
      toArguments(func(type), fromArguments(func(type), [value]))[0] ?? null;
    expect(shown(user, { id: 1, tag_count: 2, tags: [] })).toEqual({ id: 1, 'tag-count': 2, tags: [] });
    expect(shown(color, 1)).toBe('green');
    expect(shown(shape, 'empty')).toEqual({ empty: true });
    expect(shown(rights, ['read'])).toEqual({ read: true, 'write-all': false });
    expect(shown(bytes, [104, 105])).toBe('hi');
  });

  test('that do not fit leave the form as new, and numbers out of range are shown with what is wrong', () => {
    const type = func(user, scalar('u8'));
    const drafts = fromArguments(type, ['x', 300]);
    expect(drafts[0]).toEqual(defaultDraft(user));
    expect(checkArguments(type, drafts)).toEqual([{ path: 'b', message: 'expected u8 (0..255), got 300' }]);
  });
});

describe('a problem', () => {
  test.each<readonly [ScalarName, string, string]>([
    ['u8', '300', 'expected u8 (0..255), got 300'],
    ['u8', '', 'expected u8, got nothing'],
    ['s32', '3.5', 'expected s32, got 3.5'],
    ['s32', 'abc', 'expected s32, got "abc"'],
    ['s32', 'nan', 'expected s32, got nan'],
    ['u32', '-1', 'expected u32 (0..4294967295), got -1'],
    ['u64', '18446744073709551616', 'expected u64 (0..18446744073709551615), got 18446744073709551616'],
    ['u64', '1e17', 'expected u64, got 100000000000000000: a float is not exact beyond 2^53-1'],
    ['f64', 'x', 'expected f64, got "x"'],
    ['char', 'ab', 'expected char, got string of 2 characters'],
  ])('%s “%s” is named as a call would name it', (name, content, message) => {
    expect(problems(scalar(name), typed(content))).toEqual([`a: ${message}`]);
  });

  test.each<readonly [ScalarName, string]>([
    ['u8', ' 0xff '],
    ['s8', '-128'],
    ['s32', '1e3'],
    ['f32', '-inf'],
    ['f64', 'nan'],
  ])('%s “%s” has none', (name, content) => {
    expect(problems(scalar(name), typed(content))).toEqual([]);
  });

  test('says where it is', () => {
    const drafts = fromArguments(func(list(user), shape), [
      [
        { id: 1, tags: [] },
        { id: -1, 'tag-count': 256, tags: [] },
      ],
      { maybe: { some: -1 } },
    ]);
    expect(checkArguments(func(list(user), shape), drafts).map((item) => item.path)).toEqual([
      'a[2].id',
      'a[2].tag-count',
      'b.maybe.some',
    ]);
  });

  test('is not looked for behind a switch that is off or under another case', () => {
    const off = switchOption({ kind: 'option', isSome: true, some: typed('x') }, scalar('u8'), false);
    expect(problems(option(scalar('u8')), off)).toEqual([]);
    const other = choose({ kind: 'choice', index: 0, payloads: { 0: typed('x') } }, shape, 1);
    expect(problems(shape, other)).toEqual([]);
  });

  test('of bytes and of lists with a fixed length names both lengths', () => {
    expect(problems(list(scalar('u8'), 4), { kind: 'bytes', form: 'hex', text: '00 01 02' })).toEqual([
      'a: expected list<u8, 4>, got 3 bytes',
    ]);
    expect(problems(bytes, { kind: 'bytes', form: 'hex', text: '0g' })).toEqual(['a: expected hex digits, got "g"']);
    expect(problems(list(text, 2), itemsOf([typed('')]))).toEqual(['a: expected list<string, 2>, got 1 element']);
  });

  test('are unsupported types', () => {
    expect(problems({ kind: 'unsupported', why: 'handle', text: 'own<file>' }, { kind: 'none' })).toEqual([
      'a: resource handle own<file> is not supported in calls from Lua',
    ]);
  });
});

describe('what was typed', () => {
  test('comes back with its switch and its case', () => {
    const on = { kind: 'option', isSome: true, some: typed('7') } as const;
    const off = switchOption(on, scalar('u8'), false);
    expect(off.kind === 'option' && switchOption(off, scalar('u8'), true)).toEqual(on);
    const circle = { kind: 'choice', index: 0, payloads: { 0: typed('2.5') } } as const;
    const empty = choose(circle, shape, 1);
    expect(empty.kind === 'choice' && choose(empty, shape, 0)).toEqual(circle);
  });

  test('moves and goes with its item', () => {
    const made = addItem(itemsOf([typed('a'), typed('b')]), typed('c'));
    expect(moveItem(made, 2, -1).items.map((item) => item.key)).toEqual([0, 2, 1]);
    expect(moveItem(made, 0, -1)).toBe(made);
    const left = addItem(removeItem(made, 1), typed('d'));
    expect(left.items.map((item) => item.key)).toEqual([0, 2, 3]);
  });

  test('as bytes is the same as text and as hex, where it is text', () => {
    expect(switchBytes({ kind: 'bytes', form: 'text', text: 'hé' }, 'hex')).toEqual({
      kind: 'bytes',
      form: 'hex',
      text: '68 c3 a9',
    });
    expect(switchBytes({ kind: 'bytes', form: 'hex', text: '68c3a9' }, 'text')).toEqual({
      kind: 'bytes',
      form: 'text',
      text: 'hé',
    });
    expect(switchBytes({ kind: 'bytes', form: 'hex', text: 'ff' }, 'text')).toBeNull();
  });
});

test('a type is written as in WIT, and told apart from another of the same name', () => {
  expect(formatType(list(tuple(user, result(null, text), option(bytes))))).toBe(
    'list<tuple<user-record, result<_, string>, option<list<u8>>>>',
  );
  expect(signatureText({ ...func(list(user), color), result: result(text, null) })).toBe(
    '(a: list<user-record>, b: color) -> result<string>',
  );
  expect(parametersText(func(color))).not.toBe(parametersText(func({ kind: 'enum', name: 'color', cases: ['red'] })));
});

test('few numbers and texts fit into the run bar, anything else does not', () => {
  expect(isInline(func())).toBe(true);
  expect(isInline(func(scalar('u8'), option(text)))).toBe(true);
  expect([user, color, list(text), option(option(text))].map((type) => isInline(func(type)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(isInline(func(text, text, text, text, text))).toBe(false);
});
