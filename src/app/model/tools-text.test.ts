import { expect, test } from 'vitest';
import { toolsText } from './tools-text.ts';

test('loading says how far it is, with the unit once where it is the same', () => {
  const at = (loadedBytes: number, totalBytes: number) => toolsText({ state: 'loading', loadedBytes, totalBytes });
  expect(at(1_200_000, 2_100_000)).toBe('Loading component tools 1.2 / 2.1 MB');
  expect(at(80_000, 2_100_000)).toBe('Loading component tools 80 kB / 2.1 MB');
  expect(at(3_000_000, 2_100_000)).toBe('Loading component tools 2.1 / 2.1 MB');
  expect(at(1_200_000, 0)).toBe('Loading component tools 1.2 MB');
});

test('work is named, and nothing is said of tools that rest', () => {
  expect(toolsText({ state: 'working', task: 'Building the component' })).toBe('Building the component…');
  expect(toolsText({ state: 'idle' })).toBeNull();
});
