/**
 * Shortcuts as text: `Mod+Shift+P`, `Alt+1`, `F8`. `Mod` is Cmd on Apple's systems and Ctrl elsewhere. `Alt` with a letter or a
 * digit is Ctrl+Shift on Apple's systems: Option types there, and what types is nobody's shortcut.
 */

export const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

interface Keys {
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly key: string;
  /** By the place of the key: with Option or Alt it may be another sign altogether. */
  readonly byPlace: boolean;
}

function keysOf(shortcut: string, apple: boolean): Keys {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const has = (part: string): boolean => parts.includes(part);
  const moved = apple && has('Alt') && key.length === 1;
  return {
    ctrl: has('Control') || (has('Mod') && !apple) || moved,
    meta: has('Mod') && apple,
    shift: has('Shift') || moved,
    alt: has('Alt') && !moved,
    key,
    byPlace: has('Alt') && key.length === 1,
  };
}

export function matches(shortcut: string, event: KeyPress, apple: boolean = isApple): boolean {
  const { ctrl, meta, shift, alt, key, byPlace } = keysOf(shortcut, apple);
  if (ctrl !== event.ctrlKey || meta !== event.metaKey || shift !== event.shiftKey || alt !== event.altKey)
    return false;
  if (byPlace) return event.code === (/\d/.test(key) ? `Digit${key}` : `Key${key}`);
  return event.key.toLowerCase() === key.toLowerCase();
}

const appleNames: Readonly<Record<string, string>> = { PageUp: '⇞', PageDown: '⇟' };

/** As the reader knows the keys. */
export function formatShortcut(shortcut: string, apple: boolean = isApple): string {
  const { ctrl, meta, shift, alt, key } = keysOf(shortcut, apple);
  if (apple)
    return [ctrl && '⌃', alt && '⌥', shift && '⇧', meta && '⌘', appleNames[key] ?? key].filter(Boolean).join(' ');
  return [ctrl && 'Ctrl', alt && 'Alt', shift && 'Shift', key].filter(Boolean).join('+');
}

/** For `aria-keyshortcuts`. */
export function ariaShortcut(shortcut: string, apple: boolean = isApple): string {
  const { ctrl, meta, shift, alt, key } = keysOf(shortcut, apple);
  return [ctrl && 'Control', alt && 'Alt', shift && 'Shift', meta && 'Meta', key].filter(Boolean).join('+');
}
