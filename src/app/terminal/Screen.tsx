/* eslint-disable import/no-unassigned-import -- style sheets export nothing */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import { withTokenColors } from '../theme/token-colors.ts';
import styles from './TerminalPane.module.css';
import type { TerminalSession } from './session.ts';

/** Lines above the screen that can be scrolled back to. */
const SCROLLBACK = 5_000;
const HIDE_CURSOR = '\u001B[?25l';

export interface ScreenProps {
  readonly session: TerminalSession;
  /** Something is typed here, or only looked at: the line to type in is elsewhere. */
  readonly onType: () => void;
}

/**
 * What commands wrote, by a terminal: colours, cursor movements and wide characters are as they mean them. Only to be read. It has
 * the page's colours of the moment in which it is made.
 */
export function Screen({ session, onType }: ScreenProps) {
  const host = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const style = getComputedStyle(element);
    const terminal = new Terminal({
      allowProposedApi: false,
      convertEol: true,
      disableStdin: true,
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize),
      lineHeight: 1.3,
      minimumContrastRatio: 4.5,
      screenReaderMode: true,
      scrollback: SCROLLBACK,
      theme: theme(),
      linkHandler: { activate: (_event, address) => void globalThis.open(address, '_blank', 'noopener') },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(element);
    terminal.textarea?.setAttribute('aria-label', 'What commands wrote');
    terminal.textarea?.setAttribute('readonly', '');
    terminal.attachCustomKeyEventHandler((event) => {
      if (event.type === 'keydown') scrollOrType(event, terminal, onType);
      // The page's own keys and Tab go their way.
      return false;
    });
    terminal.write(HIDE_CURSOR);
    const unfollow = session.follow((text) => {
      if (text !== null) return terminal.write(text);
      terminal.reset();
      terminal.write(HIDE_CURSOR);
    });
    const observer = new ResizeObserver(() => {
      if (element.checkVisibility()) fit.fit();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      unfollow();
      terminal.dispose();
    };
  }, [session, onType]);

  return <div ref={host} className={styles['screen']} />;
}

function scrollOrType(event: KeyboardEvent, terminal: Terminal, onType: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length === 1) return onType();
  const scroll = scrolls.get(event.key);
  if (!scroll) return;
  event.preventDefault();
  scroll(terminal);
}

const scrolls: ReadonlyMap<string, (terminal: Terminal) => void> = new Map([
  ['ArrowUp', (terminal) => terminal.scrollLines(-1)],
  ['ArrowDown', (terminal) => terminal.scrollLines(1)],
  ['PageUp', (terminal) => terminal.scrollPages(-1)],
  ['PageDown', (terminal) => terminal.scrollPages(1)],
  ['Home', (terminal) => terminal.scrollToTop()],
  ['End', (terminal) => terminal.scrollToBottom()],
]);

/** The sixteen colours of terminals, by what they stand for in this page. */
function theme(): ITheme {
  return withTokenColors((color) => {
    const named = {
      red: color('danger'),
      green: color('syntax-string'),
      yellow: color('warning'),
      blue: color('info'),
      magenta: color('syntax-keyword'),
      cyan: color('syntax-type'),
    };
    return {
      ...named,
      background: color('surface'),
      foreground: color('text'),
      cursor: color('text'),
      selectionBackground: color('selection'),
      black: color('text-muted'),
      white: color('text'),
      brightBlack: color('text-muted'),
      brightRed: named.red,
      brightGreen: named.green,
      brightYellow: named.yellow,
      brightBlue: named.blue,
      brightMagenta: named.magenta,
      brightCyan: named.cyan,
      brightWhite: color('text'),
    };
  });
}
