import { describe, expect, it, test } from 'vitest';
import { checkPath, findFolderConflict, findPathWarnings } from './names.ts';

describe('a file name', () => {
  it.each([
    '_index.yaml',
    'src/app/_index.yaml',
    '.wippy/x',
    'a b.txt',
    'ünï/🦊.lua',
    'constructor',
    'toString/valueOf',
    '...x',
    'a..b',
    ' leading',
  ])('may be %j', (path) => expect(checkPath(path)).toEqual({ ok: true, value: path }));

  it.each([
    ['', 'needs a name'],
    ['/etc/passwd', 'must be relative'],
    ['C:/x', 'must be relative'],
    ['c:x', 'must be relative'],
    ['../x', 'must not have ..'],
    ['a/../../x', 'must not have ..'],
    ['./x', 'must not have .'],
    ['a//b', 'empty name'],
    ['a/', 'empty name'],
    ['a\\b', 'use / between folders'],
    ['a\0b', 'control character U+0000'],
    ['a\nb', 'control character U+000A'],
    ['a\u007f', 'control character U+007F'],
    ['a\u0085', 'control character U+0085'],
    ['gpj.\u202eaul', 'invisible character U+202E'],
    ['\ufeffa', 'invisible character U+FEFF'],
    ['\ud800', 'surrogate'],
    ['a./b', 'must not end with a dot'],
    ['a ', 'must not end with a dot or a space'],
    ['__proto__', 'reserved'],
    ['a/__proto__/b', 'reserved'],
    ['x'.repeat(256), 'too long'],
    ['ü'.repeat(128), '256 bytes in UTF-8'],
  ])('is not %j, and the answer says why', (path, why) => {
    const checked = checkPath(path);
    expect(checked).toEqual({ ok: false, error: expect.stringContaining(why) });
  });

  test('of exactly 255 bytes is the longest', () => {
    expect(checkPath('x'.repeat(255)).ok).toBe(true);
    expect(checkPath(`${'ü'.repeat(127)}x`).ok).toBe(true);
  });

  test('in an answer is cut and escaped', () => {
    const checked = checkPath(`a\n${'x'.repeat(10_000)}`);
    expect(!checked.ok && checked.error.length < 200 && !checked.error.includes('\n')).toBe(true);
  });
});

test('a file that is also a folder is a conflict', () => {
  expect(findFolderConflict(['a/b', 'a', 'c'])).toContain('"a" is a file and also the folder of "a/b"');
  expect(findFolderConflict(['a/b', 'ab', 'a/c'])).toBeNull();
});

test('names that other systems take for one, or cannot have, are warned of', () => {
  const warnings = findPathWarnings([
    'Main.lua',
    'main.lua',
    'e\u0301.lua',
    '\u00e9.lua',
    'aux.lua',
    'a?b',
    'fine.lua',
  ]);
  expect(warnings).toEqual([
    '"main.lua" and "Main.lua" are the same file on some systems.',
    '"\u00e9.lua" and "e\u0301.lua" are the same file on some systems.',
    '"aux.lua": Windows cannot have a file called "aux.lua".',
    '"a?b": Windows cannot have a file called "a?b".',
  ]);
});
