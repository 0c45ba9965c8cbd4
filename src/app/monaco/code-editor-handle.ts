/** Where the caret and the view were; offsets in UTF-16 units, pixels for the scroll position. */
export interface TextView {
  focused: boolean;
  start: number;
  end: number;
  scrollTop: number;
  /** Serial of the last jump that was made. */
  jump: number;
}

export interface CodeEditorOptions {
  /** Called while the editor has the focus; 1-based. */
  readonly onCursor: (path: string, line: number, column: number) => void;
}

/** One Monaco editor; whoever creates it disposes of it. The texts are not its own, see `models.ts`. */
export interface CodeEditorHandle {
  show(path: string, label: string, readOnly: boolean): void;
  goTo(line: number, column: number): void;
  /** Shows the message of the problem that begins there, between the lines. */
  showProblem(line: number, column: number): void;
  focus(): void;
  /** As if it was typed where the caret is; a tab indents. */
  type(text: string): void;
  setWrap(wrap: 'on' | 'off'): void;
  restore(view: TextView): void;
  dispose(): void;
}
