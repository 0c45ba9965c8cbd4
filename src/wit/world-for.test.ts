import { describe, expect, it } from 'vitest';
import { parseWit } from './parser.ts';
import { worldFor } from './world-for.ts';

describe('the world for a wit of an entry', () => {
  it('has the functions that the module exports, with their types', () => {
    const made = worldFor('record r { a-b: u8 }\nf: func(r: r) -> string;\ng: func();', new Set(['f', 'memory']));
    if (!made.ok) throw new Error(made.error.message);
    const { worlds, functions, problems } = parseWit(made.value.wit);
    expect(problems).toEqual([]);
    expect(worlds.map(({ name }) => name)).toEqual(['root']);
    expect(functions.map(({ type }) => type.name)).toEqual(['f']);
    expect(made.value.renamed.size).toBe(0);
  });

  it('is the text itself where it has one, with a package where it has none', () => {
    const world = 'world w { export f: func(); }';
    expect(worldFor(world, new Set())).toEqual({
      ok: true,
      value: { wit: `package root:component;\n${world}`, renamed: new Map() },
    });
    const whole = `// package of mine\npackage a:b;\n${world}`;
    expect(worldFor(whole, new Set())).toEqual({ ok: true, value: { wit: whole, renamed: new Map() } });
  });

  it('renames what components cannot call so, and what belongs to it', () => {
    const made = worldFor(
      'add_one: func(userId: u32) -> string; HTTP: func();',
      new Set(['add_one', 'cabi_post_add_one', 'HTTP']),
    );
    expect(made).toMatchObject({
      ok: true,
      value: { wit: expect.stringContaining('export add-one: func(user-id: u32) -> string;') as string },
    });
    expect(made.ok && [...made.value.renamed]).toEqual([
      ['add_one', 'add-one'],
      ['cabi_post_add_one', 'cabi_post_add-one'],
    ]);
  });

  it.each([
    ['', 'there is no function in this text', 0],
    ['f: func(', 'expected', 7],
    ['g: func();', 'the module exports no function of this text; it exports "f"', 0],
  ])('says of %j what is wrong, and where', (wit, message, start) => {
    const made = worldFor(wit, new Set(['f']));
    expect(made).toMatchObject({ ok: false, error: { message: expect.stringContaining(message) as string, start } });
  });
});
