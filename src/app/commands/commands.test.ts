import { describe, expect, test } from 'vitest';
import { scoreCommand } from './score.ts';
import { ariaShortcut, formatShortcut, matches, type KeyPress } from './shortcut.ts';

const press = (key: string, part: Partial<KeyPress> = {}): KeyPress => ({ key, code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...part });

describe('a shortcut', () => {
  test('is Ctrl or Cmd where it says Mod', () => {
    expect(matches('Mod+Enter', press('Enter', { ctrlKey: true }))).toBe(true);
    expect(matches('Mod+Enter', press('Enter', { metaKey: true }))).toBe(true);
    expect(matches('Mod+Enter', press('Enter'))).toBe(false);
  });

  test('is not another one with a key more', () => {
    expect(matches('F8', press('F8', { shiftKey: true }))).toBe(false);
    expect(matches('Shift+F8', press('F8', { shiftKey: true }))).toBe(true);
  });

  test('with Alt goes by the place of the key, whatever sign it makes', () => {
    expect(matches('Alt+1', press('¡', { altKey: true, code: 'Digit1' }))).toBe(true);
    expect(matches('Alt+W', press('∑', { altKey: true, code: 'KeyW' }))).toBe(true);
  });

  test('is shown as the reader knows it', () => {
    expect(formatShortcut('Mod+Shift+P', false)).toBe('Ctrl+Shift+P');
    expect(formatShortcut('Mod+Shift+P', true)).toBe('⌘ ⇧ P');
    expect(ariaShortcut('Mod+S')).toBe('Control+S Meta+S');
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
