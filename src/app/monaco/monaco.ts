/* eslint-disable import/no-unassigned-import -- features and languages register themselves */
/**
 * The only door to Monaco: the core, the features in use and four languages. Loaded on demand, see `loader.ts`.
 * `features/<name>/register` leaves out parts of some features, which is why two are imported by their inner path.
 */
import { editor, languages } from 'monaco-editor/editor';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/editor/contrib/caretOperations/browser/caretOperations.js';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeAction/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/documentSymbols/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/format/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/editor/contrib/gotoError/browser/markerSelectionStatus.js';
import 'monaco-editor/features/gotoSymbol/register';
import 'monaco-editor/editor/contrib/gotoSymbol/browser/goToCommands.js';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/inlayHints/register';
import 'monaco-editor/features/lineSelection/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/parameterHints/register';
import 'monaco-editor/features/quickOutline/register';
import 'monaco-editor/features/referenceSearch/register';
import 'monaco-editor/features/rename/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/suggest/register';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/lua/register';
import { editorTheme } from './editor-theme.ts';
import type { CodeEditorHandle, CodeEditorOptions } from './code-editor-handle.ts';
import { forgetTokensOfEmptyLines } from './line-tokens.ts';
import { modelOf } from './models.ts';
import { watConfiguration, watLanguage } from './wat-language.ts';
import { witConfiguration, witLanguage } from './wit-language.ts';
import { yamlConfiguration, yamlLanguage } from './yaml-language.ts';

export { connectFixes } from './fixes.ts';
export { connectHelp, putInOrder } from './help.ts';
export { connectModels, modelOf } from './models.ts';

globalThis.MonacoEnvironment = {
  getWorker: () => new Worker(new URL('./monaco.worker.ts', import.meta.url), { type: 'module', name: 'monaco' }),
};

forgetTokensOfEmptyLines();
languages.register({ id: 'wat', extensions: ['.wat'] });
languages.setMonarchTokensProvider('wat', watLanguage);
languages.setLanguageConfiguration('wat', watConfiguration);
languages.register({ id: 'wit', extensions: ['.wit'] });
languages.setMonarchTokensProvider('wit', witLanguage);
languages.setLanguageConfiguration('wit', witConfiguration);

languages.register({ id: 'yaml', extensions: ['.yaml', '.yml'] });
languages.setMonarchTokensProvider('yaml', yamlLanguage);
languages.setLanguageConfiguration('yaml', yamlConfiguration);

const themeName = 'wippy';

/** Takes the colours from the page as it looks now; call it again after the scheme has changed. */
export function applyTheme(scheme: 'light' | 'dark'): void {
  editor.defineTheme(themeName, editorTheme(scheme));
  editor.setTheme(themeName);
}

function createEditor(host: HTMLElement): editor.IStandaloneCodeEditor {
  const page = getComputedStyle(host);
  // Below this name stand the theme's colours: menus live in a shadow tree beside the editor and inherit them from the host only.
  host.classList.add('monaco-component');
  return editor.create(host, {
    model: null,
    theme: themeName,
    // The theme has those colours too; the editor's own choice would put a theme in its place that is none of the page's.
    autoDetectHighContrast: false,
    automaticLayout: true,
    fontFamily: page.getPropertyValue('--font-mono').trim(),
    ...sizesOf(page),
    fontLigatures: false,
    // These four and the padding are matched by the styles of the plain text area.
    lineNumbersMinChars: 3,
    // The marks that fold take 16 more.
    lineDecorationsWidth: 0,
    glyphMargin: false,
    folding: true,
    showFoldingControls: 'mouseover',
    padding: { top: 8, bottom: 8 },
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    renderLineHighlightOnlyWhenFocus: true,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    scrollbar: {
      verticalScrollbarSize: 10,
      horizontalScrollbarSize: 10,
      useShadows: false,
      alwaysConsumeMouseWheel: false,
    },
    // A line that goes on begins below where it began.
    wrappingIndent: 'indent',
    tabSize: 2,
    renderFinalNewline: 'on',
    // Plain values of YAML are strings to whoever colours them; what is no use there, nobody answers.
    quickSuggestions: { other: true, comments: false, strings: true },
    suggest: { showWords: false, preview: false, showStatusBar: false },
    wordBasedSuggestions: 'off',
    // What is typed out already is followed by a line end, and not by itself.
    acceptSuggestionOnEnter: 'smart',
    acceptSuggestionOnCommitCharacter: false,
    parameterHints: { enabled: true, cycle: false },
    gotoLocation: { multiple: 'goto', multipleReferences: 'peek' },
    lightbulb: { enabled: editor.ShowLightbulbIconMode.On },
    fixedOverflowWidgets: true,
  });
}

function sizesOf(page: CSSStyleDeclaration): { readonly fontSize: number; readonly lineHeight: number } {
  return {
    fontSize: Number.parseInt(page.getPropertyValue('--code-size'), 10),
    lineHeight: Number.parseInt(page.getPropertyValue('--code-line'), 10),
  };
}

/** The page's sizes have become others. */
export function applySizes(): void {
  const sizes = sizesOf(getComputedStyle(document.documentElement));
  for (const one of editor.getEditors()) one.updateOptions(sizes);
}

export interface Reader {
  /** Marks lines, 1-based, both included, and brings them into view. */
  show(first: number, last: number): void;
  dispose(): void;
}

export interface ReaderOptions {
  readonly text: string;
  readonly language: 'wat' | 'wit';
  readonly label: string;
  /** Told of the line that somebody has gone to. */
  readonly onLine?: (line: number) => void;
  /** Style of the lines that are marked. */
  readonly lineClass?: string;
}

/** Shows a text that belongs to no file; whoever made it disposes of it. */
export function createReader(
  host: HTMLElement,
  { text, language, label, onLine, lineClass = '' }: ReaderOptions,
): Reader {
  const instance = createEditor(host);
  const model = editor.createModel(text, language);
  model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
  instance.setModel(model);
  instance.updateOptions({ readOnly: true, domReadOnly: true, ariaLabel: label, lineNumbersMinChars: 4 });
  const marks = instance.createDecorationsCollection();
  let isShowing = false;
  instance.onDidChangeCursorPosition(({ position }) => {
    if (!isShowing) onLine?.(position.lineNumber);
  });
  return {
    show(first, last) {
      const range = { startLineNumber: first, startColumn: 1, endLineNumber: last, endColumn: 1 };
      marks.set([{ range, options: { isWholeLine: true, className: lineClass } }]);
      isShowing = true;
      instance.setPosition({ lineNumber: first, column: model.getLineFirstNonWhitespaceColumn(first) || 1 });
      isShowing = false;
      instance.revealLineInCenterIfOutsideViewport(first);
    },
    dispose() {
      instance.setModel(null);
      instance.dispose();
      model.dispose();
    },
  };
}

/**
 * Whoever comes by Tab goes on by Tab: it moves the focus until something else is pressed or the editor was entered on purpose,
 * and indents from then on.
 */
function letTabThrough(
  host: HTMLElement,
  instance: editor.IStandaloneCodeEditor,
): { readonly begin: () => void; readonly dispose: () => void } {
  const listening = new AbortController();
  const { signal } = listening;
  let entered = false;
  function enter(next: boolean): void {
    if (entered === next) return;
    entered = next;
    instance.updateOptions({ tabFocusMode: !entered });
  }
  instance.updateOptions({ tabFocusMode: true });
  host.addEventListener('pointerdown', () => enter(true), { capture: true, signal });
  host.addEventListener(
    'keydown',
    ({ key }) => {
      if (!['Tab', 'Shift', 'Control', 'Alt', 'Meta', 'Escape'].includes(key)) enter(true);
    },
    { capture: true, signal },
  );
  host.addEventListener(
    'focusout',
    ({ relatedTarget }) => {
      // Not when the whole window loses the focus: it comes back to where it was.
      if (relatedTarget instanceof Node && !host.contains(relatedTarget)) enter(false);
    },
    { signal },
  );
  return { begin: () => enter(true), dispose: () => listening.abort() };
}

interface MarkerController {
  showAtMarker(marker: { readonly startLineNumber: number; readonly startColumn: number }): void;
}

function isMarkerController(value: unknown): value is MarkerController {
  return (
    typeof value === 'object' && value !== null && 'showAtMarker' in value && typeof value.showAtMarker === 'function'
  );
}

export function createCodeEditor(host: HTMLElement, options: CodeEditorOptions): CodeEditorHandle {
  /** Where each file was left. */
  const views = new Map<string, editor.ICodeEditorViewState>();
  let shown: string | null = null;
  const instance = createEditor(host);

  function tellCursor(): void {
    const position = instance.getPosition();
    if (shown !== null && position && instance.hasTextFocus())
      options.onCursor(shown, position.lineNumber, position.column);
  }
  const undoTab = letTabThrough(host, instance);
  instance.onDidChangeCursorPosition(tellCursor);
  instance.onDidFocusEditorText(tellCursor);

  return {
    show(path, label, readOnly) {
      const model = modelOf(path);
      if (model && instance.getModel() !== model) {
        const left = shown !== null && shown !== path ? instance.saveViewState() : null;
        if (shown !== null && left) views.set(shown, left);
        instance.setModel(model);
        instance.restoreViewState(views.get(path) ?? null);
      }
      shown = path;
      instance.updateOptions({ ariaLabel: label, readOnly, domReadOnly: readOnly });
    },
    goTo(line, column) {
      undoTab.begin();
      instance.setPosition({ lineNumber: line, column });
      instance.revealPositionInCenterIfOutsideViewport({ lineNumber: line, column });
      instance.focus();
    },
    showProblem(line, column) {
      // Part of `features/gotoError`, and without a type of its own.
      const controller: unknown = instance.getContribution('editor.contrib.markerController');
      if (isMarkerController(controller)) controller.showAtMarker({ startLineNumber: line, startColumn: column });
    },
    focus() {
      undoTab.begin();
      instance.focus();
    },
    type(text) {
      if (text === '\t') instance.trigger('symbols', 'tab', null);
      else instance.trigger('symbols', 'type', { text });
    },
    setWrap: (wordWrap) => instance.updateOptions({ wordWrap }),
    restore({ focused, start, end, scrollTop }) {
      const model = instance.getModel();
      if (!model) return;
      const from = model.getPositionAt(start);
      const to = model.getPositionAt(end);
      instance.setSelection({
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      });
      instance.setScrollTop(scrollTop);
      if (!focused) return;
      undoTab.begin();
      instance.focus();
    },
    dispose() {
      undoTab.dispose();
      instance.setModel(null);
      instance.dispose();
    },
  };
}
