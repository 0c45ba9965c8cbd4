import type { Diagnostic } from '../../kernel/api.ts';

/** Where the caret and the view were; offsets in UTF-16 units, pixels for the scroll position. */
export interface TextView {
  focused: boolean;
  start: number;
  end: number;
  scrollTop: number;
}

export interface CodeEditorOptions {
  readonly onChange: (path: string, text: string) => void;
}

/** One Monaco editor with a model for each file shown in it so far; whoever creates it disposes of it. */
export interface CodeEditorHandle {
  /** Shows a file; `text` counts only the first time. */
  show(path: string, text: string, label: string): void;
  /** Drops all models, with their undo history. */
  forget(): void;
  mark(path: string, diagnostics: readonly Diagnostic[]): void;
  goTo(line: number, column: number): void;
  restore(view: TextView): void;
  dispose(): void;
}
