/** Monaco wants plain hex colours; they are read from the page's tokens, so that there is one set of colours. */
import type { editor } from 'monaco-editor/editor';
import { forcedColors } from '../stores/theme-store.ts';
import { withTokenColors } from '../theme/token-colors.ts';

/** Text and background must not be one colour: Monaco then has no entry for the second and fails. */
export function editorTheme(scheme: 'light' | 'dark'): editor.IStandaloneThemeData {
  const isForced = matchMedia(forcedColors).matches;
  return withTokenColors((color) => {
    const rule = (token: string, name: string): editor.ITokenThemeRule => ({ token, foreground: color(name).slice(1) });
    return {
      base: isForced ? (isDark(color('surface')) ? 'hc-black' : 'hc-light') : scheme === 'dark' ? 'vs-dark' : 'vs',
      inherit: false,
      rules: [
        rule('', 'text'),
        rule('comment', 'syntax-comment'),
        rule('keyword', 'syntax-keyword'),
        rule('string', 'syntax-string'),
        rule('number', 'syntax-number'),
        rule('type', 'syntax-type'),
        rule('type.yaml', 'syntax-key'),
        rule('namespace', 'syntax-type'),
        rule('tag', 'syntax-type'),
        rule('variable', 'syntax-name'),
        rule('predefined', 'syntax-key'),
        rule('delimiter', 'text-muted'),
        rule('operators', 'text-muted'),
        rule('invalid', 'danger'),
      ],
      colors: {
        'editor.background': color('surface'),
        'editor.foreground': color('text'),
        'editorLineNumber.foreground': color('text-muted'),
        'editorLineNumber.activeForeground': color('text'),
        'editor.lineHighlightBackground': color('surface-hover'),
        'editor.lineHighlightBorder': '#00000000',
        'editor.selectionBackground': color('selection'),
        'editor.inactiveSelectionBackground': `${color('selection')}99`,
        'editor.wordHighlightBackground': color('accent-soft'),
        'editor.findMatchBackground': color('warning-soft'),
        'editorBracketMatch.background': color('accent-soft'),
        'editorBracketMatch.border': color('accent'),
        'editorIndentGuide.background1': color('line'),
        'editorIndentGuide.activeBackground1': color('line-strong'),
        'editorCursor.foreground': color('text'),
        'editorError.foreground': color('danger'),
        'editorWarning.foreground': color('warning'),
        'editorInfo.foreground': color('info'),
        'editorWidget.background': color('surface-raised'),
        'editorWidget.border': color('line'),
        'editorWidget.foreground': color('text'),
        'editorHoverWidget.background': color('surface-raised'),
        'editorHoverWidget.border': color('line'),
        'input.background': color('surface'),
        'input.foreground': color('text'),
        'input.border': color('line-strong'),
        'menu.background': color('surface-raised'),
        'menu.foreground': color('text'),
        'menu.border': color('line'),
        'menu.separatorBackground': color('line'),
        'menu.selectionBackground': color('accent-soft'),
        'menu.selectionForeground': color('text'),
        disabledForeground: color('text-muted'),
        focusBorder: color('focus'),
        'scrollbarSlider.background': `${color('line-strong')}55`,
        'scrollbarSlider.hoverBackground': `${color('line-strong')}88`,
        'scrollbarSlider.activeBackground': `${color('line-strong')}aa`,
        'widget.shadow': '#00000030',
        ...(isForced
          ? {
              contrastBorder: color('line'),
              contrastActiveBorder: color('accent'),
              'editor.selectionForeground': color('on-accent'),
            }
          : {}),
      },
    };
  });
}

/** Of `#rrggbb`; the middle of the eye's brightness. */
function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
