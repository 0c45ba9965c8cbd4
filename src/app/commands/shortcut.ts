/** Shortcuts as text: `Mod+Shift+P`, `Alt+1`, `F8`. `Mod` is Cmd on Apple's systems and Ctrl elsewhere. */

export const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export function matches(shortcut: string, event: KeyPress): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const mod = event.ctrlKey || event.metaKey;
  if (parts.includes('Mod') !== mod || parts.includes('Shift') !== event.shiftKey || parts.includes('Alt') !== event.altKey) return false;
  // With Alt the key may be another sign altogether, such as ç; its place tells which one it is.
  if (event.altKey && key.length === 1) return event.code === (/\d/.test(key) ? `Digit${key}` : `Key${key}`);
  return event.key.toLowerCase() === key.toLowerCase();
}

const appleNames: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', PageUp: '⇞', PageDown: '⇟' };

/** As the reader knows the keys. */
export function formatShortcut(shortcut: string, apple: boolean = isApple): string {
  const parts = shortcut.split('+');
  return apple ? parts.map((part) => appleNames[part] ?? part).join(' ') : parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
}

/** For `aria-keyshortcuts`. */
export function ariaShortcut(shortcut: string): string {
  return shortcut.includes('Mod') ? `${shortcut.replace('Mod', 'Control')} ${shortcut.replace('Mod', 'Meta')}` : shortcut;
}
