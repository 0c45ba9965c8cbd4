import { expect, test } from 'vitest';
import { offlineText } from './offline-text.ts';

test('what is there without a network is said by its parts', () => {
  expect(offlineText([])).toBe('All of the page works without a network');
  expect(offlineText(null)).toContain('this browser keeps no files');
  expect(
    offlineText(['assets/wasm-tools.core-a.wasm', 'assets/monaco-b.js', 'assets/editor-c.css', 'assets/words-d.wasm']),
  ).toBe(
    'Without a network not everything is there: the tools for components, the code editor, binaries of examples (4 files)',
  );
  expect(offlineText(['assets/x.js'])).toBe('Without a network not everything is there: parts of the page (1 file)');
});
