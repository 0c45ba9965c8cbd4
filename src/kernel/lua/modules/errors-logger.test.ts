import { describe, expect, test } from 'vitest';
import { main, run } from '../../testing/lua-project.ts';
import { gives, refuses } from '../../testing/lua-rows.ts';

gives('errors keep what they are made of (lua-base §6)', [
  [
    'kind, retryable and details',
    'local e = errors.new{message = "m", kind = errors.TIMEOUT, retryable = true, details = {a = 1, list = {1, 2}}} return {e:kind(), e:retryable(), e:details().a, e:details().list[2]}',
    ['Timeout', true, 1, 2],
  ],
  [
    'details are a fresh copy',
    'local e = errors.new{message = "m", details = {a = 1}} e:details().a = 2 return e:details().a',
    1,
  ],
  ['empty details are nil', 'return errors.new{message = "m", details = {}}:details() == nil', true],
  [
    'fields of other types do not count',
    'local e = errors.new{message = "m", kind = 5, retryable = "yes", details = "d"} return {e:kind(), e:retryable() == nil, e:details() == nil}',
    ['', true, true],
  ],
  ['a kind of its own', 'return errors.new{message = "m", kind = "LimitExceeded"}:kind()', 'LimitExceeded'],
  [
    'the second argument is only heard where the first is a kind',
    'local e = errors.new("m", "n") return {e:message(), e:kind()}',
    ['m', ''],
  ],
  [
    'wrap keeps kind, retryable and details, the message of the inner, and adds up contexts',
    'local e = errors.wrap(errors.wrap(errors.new{message = "m", kind = "Invalid", retryable = false, details = {a = 1}}, "inner"), "outer") return {e:message(), e:kind(), e:retryable(), e:details().a, (e:stack():match("^[^\\n]*\\n[^\\n]*\\n[^\\n]*"))}',
    ['m', 'Invalid', false, 1, 'outer\ninner\nm'],
  ],
  [
    'call_stack tells thread and frames',
    'local s = errors.call_stack(errors.new("m")) local f = s.frames[1] return {type(s.thread), (f.source:match("^app:row")), f.line, type(f.level), type(f.name), f.type}',
    ['string', 'app:row', 1, 'number', 'string', 'lua'],
  ],
  [
    'is compares exactly',
    'return {errors.is(errors.new("m"), ""), errors.is(errors.new("m"), errors.UNKNOWN), errors.is(errors.new("m"), nil), errors.is({}, "")}',
    [true, true, false, false],
  ],
  [
    'functions of string act on the message',
    `local e = errors.new("disk is full") return {(string.find(e, "full")), string.match(e, "^%w+"), string.upper(e), (string.gsub(e, " ", "_")), string.sub(e, 1, 4), string.len(e),
      select("#", string.byte(e, 1, -1)), string.gmatch(e, "%w+")(), string.reverse(e):sub(1, 4), string.rep(e, 2):len(), string.lower(e), string.format("%s", e)}`,
    [9, 'disk', 'DISK IS FULL', 'disk_is_full', 'disk', 12, 12, 'disk', 'lluf', 24, 'disk is full', 'disk is full'],
  ],
  ['equality is identity', 'local a = errors.new("m") return {a == a, a == errors.new("m")}', [true, false]],
]);

const bad = (index: number, name: string, text: string) => ({ raised: `bad argument #${index} to ${name} (${text})` });
refuses('errors raises for wrong arguments', [
  ['errors.new()', { raised: 'expected string or table' }],
  ['errors.new(nil)', { raised: 'expected string or table' }],
  ['errors.new(5)', { raised: 'expected string or table' }],
  ['errors.new(true)', { raised: 'expected string or table' }],
  ['errors.new({kind = "x"})', { raised: 'message field is required' }],
  ['errors.new({message = {}})', { raised: 'message must be a string' }],
  ['errors.new({message = true})', { raised: 'message must be a string' }],
  ['errors.wrap()', bad(2, 'wrap', 'string expected, got nil')],
  ['errors.wrap("x")', bad(2, 'wrap', 'string expected, got nil')],
  ['errors.wrap("x", {})', bad(2, 'wrap', 'string expected, got table')],
  ['errors.wrap(nil, "x")', bad(1, 'wrap', 'string expected, got nil')],
  ['errors.wrap({}, "x")', bad(1, 'wrap', 'string expected, got table')],
  ...['kind', 'message', 'retryable', 'details', 'stack'].flatMap((name) => [
    [`errors.new("m").${name}()`, bad(1, name, 'error expected, got nil')] as const,
    [`errors.new("m").${name}("m")`, bad(1, name, 'error expected, got string')] as const,
  ]),
]);

const LEVELS = ['debug', 'info', 'warn', 'error'];
refuses('logger raises for wrong arguments (lua-modules §9)', [
  ...LEVELS.flatMap((level) => [
    [`logger.${level}("x")`, bad(1, level, 'logger expected, got string')] as const,
    [`logger:${level}()`, bad(2, level, 'string expected, got nil')] as const,
    [`logger:${level}({})`, bad(2, level, 'string expected, got table')] as const,
    [`logger:${level}("x", "y")`, bad(3, level, 'table expected, got string')] as const,
  ]),
  ['logger:with()', bad(2, 'with', 'table expected, got nil')],
  ['logger:with("x")', bad(2, 'with', 'table expected, got string')],
  ['logger:named()', bad(2, 'named', 'string expected, got nil')],
  ['logger:named("")', bad(2, 'named', 'name cannot be empty')],
  ['logger.named("x")', bad(1, 'named', 'logger expected, got string')],
]);

describe('records of the logger', () => {
  test('have level, name, fields of their own and of their logger, process and place', async () => {
    const { sink } = await run(
      main(`local child = logger:named("a"):named("b"):with({one = 1, two = 2})
child:warn("m", {two = 3, err = errors.new("gone")})
logger:debug("plain")
logger:info(5, nil)`),
    );
    const rows = sink.entries.filter(({ source }) => source === 'log');
    expect(rows.map(({ level, text }) => [level, text])).toEqual([
      ['warn', 'a.b: m'],
      ['debug', 'plain'],
      ['info', '5'],
    ]);
    expect(rows[0]?.fields).toMatchObject({ one: 1, two: 3 });
    expect(JSON.stringify(rows[0]?.fields)).toContain('gone');
    expect(
      rows.every(({ pid, location }) => /^\{.*\|0x\w+\}$/.test(pid ?? '') && /^app:main:\d+$/.test(location ?? '')),
    ).toBe(true);
  });

  test('and return nothing', async () => {
    expect((await run(main('return select("#", logger:info("x"))'))).value).toBe(0);
  });
});
