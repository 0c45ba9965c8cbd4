import { describe, expect, test } from 'vitest';
import { commandIds, commands } from './commands.ts';
import { scoreCommand } from '../overlays/score.ts';
import { ariaShortcut, formatShortcut, matches, type KeyPress } from './shortcut.ts';

const press = (key: string, part: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...part,
});

describe('a shortcut', () => {
  test('is Ctrl, or Cmd on a Mac, where it says Mod', () => {
    expect(matches('Mod+B', press('b', { ctrlKey: true }), false)).toBe(true);
    expect(matches('Mod+B', press('b', { metaKey: true }), true)).toBe(true);
    // On a Mac Ctrl+B is one character to the left.
    expect(matches('Mod+B', press('b', { ctrlKey: true }), true)).toBe(false);
    expect(matches('Mod+B', press('b'), false)).toBe(false);
  });

  test('types nothing on a Mac, where Option makes the brackets, braces and accents of many languages', () => {
    const all = commandIds.flatMap((id) => commands[id].keys ?? []);
    const places = [
      ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `Key${letter}`),
      ...Array.from('0123456789', (digit) => `Digit${digit}`),
    ];
    for (const code of places) {
      // `[` is Option+5 in German, `ś` Option+S in Polish, `{` Option+Shift+8 elsewhere.
      for (const shiftKey of [false, true])
        expect(
          all.filter((key) => matches(key, press('[', { altKey: true, shiftKey, code }), true)),
          code,
        ).toEqual([]);
      // Windows says Ctrl+Alt for AltGr.
      expect(
        all.filter((key) => matches(key, press('{', { altKey: true, ctrlKey: true, code }), false)),
        code,
      ).toEqual([]);
    }
    expect(matches('Alt+5', press('5', { ctrlKey: true, shiftKey: true, code: 'Digit5' }), true)).toBe(true);
    expect(matches('Alt+5', press('5', { altKey: true, code: 'Digit5' }), false)).toBe(true);
  });

  test('is the only one of its keys, on a Mac too', () => {
    const shown = commandIds.flatMap((id) => commands[id].keys ?? []);
    for (const apple of [false, true]) {
      const keys = shown.filter((key) => !(key === 'Control+Enter' && !apple)).map((key) => ariaShortcut(key, apple));
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  test('is not another one with a key more', () => {
    expect(matches('F8', press('F8', { shiftKey: true }))).toBe(false);
    expect(matches('Shift+F8', press('F8', { shiftKey: true }))).toBe(true);
  });

  test('with Alt goes by the place of the key, whatever sign it makes', () => {
    expect(matches('Alt+1', press('!', { ctrlKey: true, shiftKey: true, code: 'Digit1' }), true)).toBe(true);
    expect(matches('Alt+W', press('ш', { altKey: true, code: 'KeyW' }), false)).toBe(true);
  });

  test('is shown as the reader knows it', () => {
    expect(formatShortcut('Mod+Shift+P', false)).toBe('Ctrl+Shift+P');
    expect(formatShortcut('Mod+Shift+P', true)).toBe('⇧ ⌘ P');
    expect(formatShortcut('Alt+N', true)).toBe('⌃ ⇧ N');
    expect([ariaShortcut('Mod+S', false), ariaShortcut('Mod+S', true)]).toEqual(['Control+S', 'Meta+S']);
  });
});

describe('the search for a command', () => {
  test('finds words, beginnings of words and parts of them', () => {
    for (const query of ['export', 'exp zip', 'zip', 'Project: Export', '']) {
      expect(scoreCommand('Project: Export as zip', query), query).toBeGreaterThan(0);
    }
  });
  test('does not find what is not there', () => {
    expect(scoreCommand('Project: Export as zip', 'theme')).toBe(0);
    expect(scoreCommand('Project: Export as zip', 'pxtzz')).toBe(0);
  });
});
