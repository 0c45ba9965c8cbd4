/** Our parser and the official tool agree on what is WIT. */
import { componentEmbed, componentNew, componentWit } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, it } from 'vitest';
import { findFunction, parseWit } from './parser.ts';
import { INVALID, VALID } from '../conformance/mapping/wit-corpus.ts';

/** Making a component of an empty module checks what reading the text does not: labels, empty records, limits. */
async function officialVerdict(witSource: string, world: string): Promise<string> {
  try {
    const embedded = await componentEmbed({ dummy: true, witSource, world, features: { tag: 'all' } });
    await componentWit(embedded);
    await componentNew(embedded, []);
    return 'accepted';
  } catch {
    return 'refused';
  }
}

const ourVerdict = (text: string): string =>
  parseWit(text).problems.some(({ code, severity }) => severity === 'error' && code !== 'wit-empty')
    ? 'refused'
    : 'accepted';

describe('texts without mistake', () => {
  it.each(Object.entries(VALID))('are read: %s', async (_name, { text, world, functions }) => {
    expect(parseWit(text).problems).toEqual([]);
    expect(await officialVerdict(text, world)).toBe('accepted');
    for (const method of functions) {
      const found = findFunction(parseWit(text), method);
      expect(found.ok ? null : found.error.message).toBeNull();
    }
  });
});

describe('texts with one mistake', () => {
  it.each(Object.entries(INVALID))('are refused: %s', async (_name, { text, place, message }) => {
    const problems = parseWit(text).problems.filter(
      (problem) => problem.severity === 'error' && problem.code !== 'wit-empty',
    );
    expect(problems.map((problem) => [problem.message, text.slice(problem.start, problem.end)])).toEqual([
      [message, place],
    ]);
    expect(await officialVerdict(text, 'w')).toBe('refused');
  });
});

it.each([
  ['interface i { f: func(); } world w { export i; }', 'i'],
  ['@since(version = 1.0.0)\nworld w { export f: func(); } interface i {}', 'w'],
  ['package a:b { interface i { f: func(); } }', 'a:b'],
])('a package is missed where the tool wants one, and calls do without: %s', async (text, place) => {
  const said = parseWit(text).problems.filter(({ message }) => message.startsWith('a package is missing'));
  expect(said.map(({ start, end, severity }) => [text.slice(start, end), severity])).toEqual([[place, 'warning']]);
  expect(await officialVerdict(text, 'w')).toBe('refused');
  expect(parseWit('f: func();').problems).toEqual([]);
});

it('a package without a name is told once, where the name should be', () => {
  expect(
    parseWit('package { interface i { f: func(); } }').problems.map(
      ({ start, end, message }) => `${start}-${end} ${message}`,
    ),
  ).toEqual(['8-9 expected the name of the package, found "{"']);
});

it('agrees with the tool on texts that lack a piece', async () => {
  const tolerated: string[] = [];
  let compared = 0;
  for (const { text, world } of Object.values(VALID)) {
    // Every token of the shorter texts, left out.
    if (text.length > 300) continue;
    for (const match of text.matchAll(/->|[%\w-]+|[^\s]/g)) {
      const broken = text.slice(0, match.index) + text.slice(match.index + match[0].length);
      const [ours, theirs] = [ourVerdict(broken), await officialVerdict(broken, world)];
      compared++;
      if (ours === 'refused') expect(`${theirs}: ${broken}`).toBe(`refused: ${broken}`);
      else if (theirs === 'refused') tolerated.push(broken);
    }
  }
  // What we read although WIT does not have it so: the last semicolon, words of WIT as names, functions outside of interfaces.
  expect(compared).toBeGreaterThan(300);
  expect(tolerated.length / compared).toBeLessThan(0.25);
});
