/** Ctrl+Enter, and Cmd+Enter where that is the habit. */
const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

export const runShortcut = isApple ? '⌘ Enter' : 'Ctrl+Enter';

export function isRunShortcut(event: KeyboardEvent): boolean {
  return (
    event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && !event.isComposing
  );
}
