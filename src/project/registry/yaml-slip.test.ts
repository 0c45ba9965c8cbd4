import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fastestCpuMs } from '../../base/testing/fuzz.ts';
import type { Diagnostic } from '../../contract/api.ts';
import { loadRegistry } from '../kinds/load-registry.ts';
import { mend } from './testing/mend.ts';
import { findSlip } from './yaml-slip.ts';

const GOOD = `version: "1.0"
namespace: app
entries:
  - name: m
    kind: function.lua
    source: file://main.lua
    method: main
    modules:
      - json
      - time
  - name: n
    kind: registry.entry
`;
const load = (text: string): readonly Diagnostic[] =>
  loadRegistry({ '_index.yaml': text, 'main.lua': 'return {}' }).diagnostics;

interface Slip {
  readonly from: string;
  readonly to: string;
  /** Place and message of the only diagnostic. */
  readonly said: string;
  /** Whether its fix brings the good text back. */
  readonly isMended: boolean;
}
const mended = (from: string, to: string, said: string): Slip => ({ from, to, said, isMended: true });
const told = (from: string, to: string, said: string): Slip => ({ from, to, said, isMended: false });

const SLIPS: Readonly<Record<string, Slip>> = {
  'a list item without its dash': mended(
    '      - time',
    '        time'.slice(2),
    '10:7 a dash is missing in front of this line: it stands at the column of the list that begins in line 9',
  ),
  'an entry without its dash, at the column of the dashes': told(
    '  - name: n',
    '  name: n',
    '11:3 a dash is missing in front of this line: it stands at the column of the list that begins in line 4',
  ),
  'an entry without its dash, at the column of the keys': mended(
    '  - name: n',
    '    name: n',
    '11:5 "name" is there already, in line 4',
  ),
  'a first entry without its dash': mended(
    '  - name: m',
    '    name: m',
    '4:5 a dash is missing in front of this line: it begins the first item of a list',
  ),
  'a key with one blank too many': mended(
    '    kind: function',
    '     kind: function',
    '5:6 this line has 1 blank too many in front: it belongs at column 5, below "name"',
  ),
  'a key with one blank too few': mended(
    '    kind: function',
    '   kind: function',
    '5:4 this line has 1 blank too few in front: it belongs at column 5, below "name"',
  ),
  'a dash with one blank too many': mended(
    '  - name: n',
    '   - name: n',
    '11:4 this line has 1 blank too many in front: it belongs at column 3, below "name: m"',
  ),
  'a dash with one blank too few': mended(
    '  - name: n',
    ' - name: n',
    '11:2 this line has 1 blank too few in front: it belongs at column 3, below "name: m"',
  ),
  'an inner dash with one blank too few': mended(
    '      - time',
    '     - time',
    '10:6 this line has 1 blank too few in front: it belongs at column 7, below "json"',
  ),
  'a key at the top with a blank': mended(
    'namespace',
    ' namespace',
    '2:2 this line has 1 blank too many in front: it belongs at column 1, below "version"',
  ),
  'a tab': mended(
    '    kind: function',
    '\tkind: function',
    '5:1 a tab stands in front of this line: YAML is indented with blanks only',
  ),
  'a tab behind blanks': mended(
    '    kind: function',
    '  \tkind: function',
    '5:3 a tab stands in front of this line: YAML is indented with blanks only',
  ),
  'no blank behind a colon': mended('method: main', 'method:main', '7:5 a blank is missing behind "method:"'),
  'no blank behind a dash': mended('- name: n', '-name: n', '11:3 a blank is missing behind the dash'),
  'no colon': mended('method: main', 'method main', '7:5 expected "key: value" below "source", found "method main"'),
  'a quote that is never closed': told('method: main', 'method: "main', '7:13 the " is never closed'),
  'a quote that another one closes further down': told(
    'method: main\n',
    'method: "main\n    wit: "x"\n',
    '7:13 the " is never closed',
  ),
  'text behind a quote': told('method: main', 'method: "main" x', '7:19 nothing may stand behind the closing "'),
  'a list in brackets that is never closed': told('method: main', 'method: [a, b', '7:13 the [ is never closed'),
  'a map in brackets that is never closed': told('method: main', 'pool: {type: inline', '7:11 the { is never closed'),
  'a colon in a value': told(
    'method: main',
    'wit: add: func(a: s32) -> s32',
    '7:10 the value of "wit" has a colon in it: put it in quotes',
  ),
  'quotes of a word processor': told(
    'method: main',
    'wit: “add: func()”',
    '7:10 “ is no quote in YAML: put the value of "wit" in straight quotes',
  ),
  'a value that begins with @': told(
    'method: main',
    'method: @main',
    '7:13 the value of "method" cannot begin with @: put it in quotes',
  ),
  'a block that is not indented': told(
    'source: file://main.lua',
    'source: |\n    return 1',
    '7:5 the text of "source" must be indented deeper than "source"',
  ),
  'the first line with a blank': mended(
    'version: "1.0"',
    ' version: "1.0"',
    '1:2 this line has 1 blank too many in front: it belongs at column 1, as what stands below it shows',
  ),
  'the first dash with one blank too many': mended(
    '  - name: m',
    '   - name: m',
    '4:4 this line has 1 blank too many in front: it belongs at column 3, as what stands below it shows',
  ),
  'the first dash with one blank too few': mended(
    '  - name: m',
    ' - name: m',
    '4:2 this line has 1 blank too few in front: it belongs at column 3, as what stands below it shows',
  ),
  'a first entry without its dash, at the column of the dashes': mended(
    '  - name: m',
    '  name: m',
    '4:3 a dash is missing in front of this line: it begins the first item of a list',
  ),
  'no blank behind the first colon': mended('version: ', 'version:', '1:1 a blank is missing behind "version:"'),
  'no first colon': mended(
    'version: ',
    'version ',
    '1:1 expected "key: value" above "namespace", found "version "1.0""',
  ),
  'no blank behind the colon of a name': mended('name: m', 'name:m', '4:5 a blank is missing behind "name:"'),
  'no colon behind a name': mended('name: n', 'name n', '11:5 expected "key: value" above "kind", found "name n"'),
  'an equals sign': mended(
    'method: main',
    'method = main',
    '7:5 expected "key: value" below "source", found "method = main"',
  ),
  'a no-break space behind a colon': mended(
    'method: main',
    'method:\u00A0main',
    '7:12 U+00A0 (no-break space) is no blank to YAML',
  ),
  'a no-break space in front of a line': mended(
    '    method',
    '  \u00A0 method',
    '7:3 U+00A0 (no-break space) is no blank to YAML',
  ),
  'a key twice': told('    method: main', '    kind: b\n    source: c', '7:5 "kind" is there already, in line 5'),
};

describe('a slip in YAML', () => {
  it.each(Object.entries(SLIPS))(
    'is told once, in plain words and where it is: %s',
    (_, { from, to, said, isMended }) => {
      expect(GOOD).toContain(from);
      const text = GOOD.replace(from, to);
      const found = load(text);
      expect(found.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([said]);
      expect(found[0]).toMatchObject({ file: '_index.yaml', severity: 'error', code: 'yaml-syntax' });
      if (isMended) expect(mend(text, found[0]!)).toBe(GOOD);
      // The same with the line ends of Windows.
      const onWindows = load(text.replaceAll('\n', '\r\n'));
      expect(onWindows.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([said]);
    },
  );

  it.each([
    ['hello world', 'above "version", found "hello world"'],
    ['  indented', 'above "version", found "indented"'],
    ['```yaml', 'above "version", found "```yaml"'],
    ['@mention', 'above "version", found "@mention"'],
    ['%x', 'above "version", found "%x"'],
    ['“quoted”', 'above "version", found "“quoted”"'],
    ['"quoted"', 'above "version", found ""quoted""'],
    ['<p>text</p>', 'above "version", found "<p>text</p>"'],
    ['// comment', 'above "version", found "// comment"'],
    ['[section]', 'above "version", found "[section]"'],
    ['----', 'above "version", found "----"'],
  ])('that is a line of something else is told at that line: %s', (line, said) => {
    const found = load(`${line}\n${GOOD}`);
    expect(found.map(({ line: at, message }) => `${at} ${message}`)).toEqual([`1 expected "key: value" ${said}`]);
    // Behind comments and blank lines too, and with more than one.
    const later = load(`# a comment\n\n${line}\n${line}\n${GOOD}`);
    expect(later.map(({ line: at, message }) => `${at} ${message}`)).toEqual([`3 expected "key: value" ${said}`]);
  });

  it('that is all there is is told as such', () => {
    expect(load('@mention\n').map(({ line, message }) => `${line} ${message}`)).toEqual([
      '1 expected "key: value" in this file, found "@mention"',
    ]);
  });

  it('is mended by quotes where a value needs them', () => {
    const quoted = (value: string): string | null => {
      const text = GOOD.replace('method: main', `wit: ${value}`);
      return mend(text, load(text)[0]!)?.split('\n')[6] ?? null;
    };
    expect(quoted('add: func(a: s32) -> s32')).toBe('    wit: "add: func(a: s32) -> s32"');
    expect(quoted('“add: func()”')).toBe('    wit: "add: func()"');
    expect(quoted(String.raw`a: "b" it's`)).toBe(`    wit: 'a: "b" it''s'`);
  });

  it('that makes one item of two is told at the line that has it', () => {
    const text = GOOD.replace('      - time', '       - time');
    const [said] = loadRegistry(
      { '_index.yaml': text, 'main.lua': 'return {}' },
      { luaModules: new Set(['json', 'time']) },
    ).diagnostics;
    expect(said).toMatchObject({
      line: 10,
      column: 8,
      hint: 'this line goes on with the item above it: its dash has too many blanks in front',
    });
  });

  it('is not seen where there is none', () => {
    const texts = [
      GOOD,
      'a:\n- b\n- c: 1\n  d: 2\n-\n  e: f\nb: |\n  x: y\n  \tz\n c\nd: >-\n  e\nf: {a: [b,\n  c], d: "x\n  y"}\ng: plain\n  goes on\nh: "a\n  b"\n"i": \'it\'\'s: # no\' # yes\n"j:k": l#m\n',
      '- - a\n  - b\n- c\n',
      '# comment\n---\na: &x {b: c}\nd: *x\ne: !t f\n',
    ];
    for (const text of texts) expect([text, findSlip(text)]).toEqual([text, null]);
  });

  it('never makes the reader throw or wait', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '\t',
      '"',
      "'",
      '[',
      '}',
      '|',
      '#',
      '“',
      '&x',
      '*',
      '\r\n',
      '{',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const slip = findSlip(text);
        if (!slip) return;
        expect(slip.start).toBeLessThanOrEqual(slip.end);
        expect(slip.end).toBeLessThanOrEqual(text.length);
      }),
      { seed: 1, numRuns: 200 },
    );
    for (const part of [' ', 'a ', 'a: ', '"', '[', '- ', '[\n', "'\n", 'a:\n', '#', ': "']) {
      const text = part.repeat(Math.floor(500_000 / part.length));
      expect([part, fastestCpuMs(5000, () => void findSlip(text)) < 5000]).toEqual([part, true]);
    }
  });
});
