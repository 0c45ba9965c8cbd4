/** Help with a text while it is written: what an editor asks and what it is answered. Plain data, which crosses threads. */

/** A stretch of a text: UTF-16 offsets, the end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface FileRange extends TextRange {
  readonly file: string;
}

/** Part of an edit of one or several files; edits of one answer do not overlap. */
export interface FileEdit extends FileRange {
  readonly text: string;
}

export type CompletionKind =
  | 'keyword'
  | 'field'
  | 'value'
  | 'function'
  | 'variable'
  | 'module'
  | 'type'
  | 'file'
  | 'entry'
  | 'instruction'
  | 'constant'
  | 'snippet';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What is put in place of {@link replace}; a snippet has places to fill in: `$1`, `${2:name}`, `$0`. */
  readonly insert: string;
  readonly isSnippet?: true;
  readonly replace: TextRange;
  /** A type or signature, in a few words. */
  readonly detail?: string;
  /** Markdown. */
  readonly doc?: string;
  /** More that changes with it: a module that the entry has to list, say. */
  readonly edits?: readonly FileEdit[];
  /** What is there to be chosen next is shown at once. */
  readonly goesOn?: true;
}

export interface Hover {
  readonly range: TextRange;
  /** Markdown; code within it names its language. */
  readonly text: string;
}

export interface Signature {
  readonly label: string;
  /** Parts of {@link label}. */
  readonly parameters: readonly TextRange[];
  /** Markdown. */
  readonly doc: string;
}

export interface SignatureHelp {
  readonly signature: Signature;
  /** Which parameter stands at the place that was asked for, counted from 0. */
  readonly parameter: number;
}

/** A name and what belongs to it, as an outline shows them. */
export interface TextSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'module' | 'function' | 'variable' | 'constant' | 'type' | 'entry' | 'field' | 'memory';
  readonly range: TextRange;
  /** The name itself, within {@link range}. */
  readonly selection: TextRange;
  readonly children: readonly TextSymbol[];
}

/** How one may ask, with what is answered. Offsets are of the file's text. */
export interface HelpTopics {
  readonly complete: { readonly question: AtOffset; readonly answer: readonly Completion[] };
  readonly hover: { readonly question: AtOffset; readonly answer: Hover | null };
  readonly signature: { readonly question: AtOffset; readonly answer: SignatureHelp | null };
  /** Where what stands there is made; the likeliest place first. */
  readonly definition: { readonly question: AtOffset; readonly answer: readonly FileRange[] };
  /** Every place of the name, its definition included; none for what is no name. */
  readonly references: { readonly question: AtOffset; readonly answer: readonly FileRange[] };
  /** Edits that give the name at the place another one, or why there are none. */
  readonly rename: {
    readonly question: AtOffset & { readonly newName: string };
    readonly answer: RenameAnswer;
  };
  readonly symbols: { readonly question: InFile; readonly answer: readonly TextSymbol[] };
  readonly folds: { readonly question: InFile; readonly answer: readonly Fold[] };
  /** The text put in order: only blanks change. */
  readonly format: { readonly question: InFile; readonly answer: readonly FileEdit[] };
  /** What an editor shows beside the text without it being there: names of indexes. */
  readonly inlays: { readonly question: InFile; readonly answer: readonly Inlay[] };
  /** Where a call of an entry trapped; `file` is any text of the project. None where the entry's text is not WebAssembly Text. */
  readonly trap: { readonly question: InFile & Trap; readonly answer: readonly TrapFrame[] };
}

/** Stands behind what ends at the offset. */
export interface Inlay {
  readonly offset: number;
  readonly text: string;
}

/** What the error of a trap says. */
export interface Trap {
  readonly entry: string;
  readonly message: string;
  /** Functions by name or as `function 3`, innermost first. */
  readonly stack: readonly string[];
}

/** A function that was on the stack. */
export interface TrapFrame {
  readonly name: string;
  /** Its name or its beginning; null for one that the text does not have. */
  readonly place: FileRange | null;
  /**
   * The instructions of it that can be meant: those that end so, or those that call the frame before. One is the place itself; of
   * several nobody can tell which, since engines count in the module as it was compiled, with checks put into it.
   */
  readonly instructions: readonly FileRange[];
}

export type RenameAnswer =
  | { readonly ok: true; readonly edits: readonly FileEdit[] }
  | { readonly ok: false; readonly message: string };

export interface Fold extends TextRange {
  readonly isComment: boolean;
}

interface InFile {
  readonly file: string;
}

interface AtOffset extends InFile {
  readonly offset: number;
}

export type HelpTopic = keyof HelpTopics;

export type HelpQuestion = {
  readonly [T in HelpTopic]: { readonly topic: T } & HelpTopics[T]['question'];
}[HelpTopic];

export type HelpAnswer<T extends HelpTopic = HelpTopic> = HelpTopics[T]['answer'];
