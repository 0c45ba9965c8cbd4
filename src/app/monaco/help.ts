/** What the worker that checks knows of texts, as Monaco's providers give it. */
import {
  editor,
  languages,
  Uri,
  type CancellationToken,
  type IDisposable,
  type IRange,
  type Position,
} from 'monaco-editor/editor';
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import type {
  Completion,
  CompletionKind,
  FileEdit,
  FileRange,
  HelpAnswer,
  HelpQuestion,
  HelpTopic,
  TextRange,
  TextSymbol,
} from '../../contract/help.ts';
import { modelOf, pathOf } from './models.ts';

/** What help needs of the page. */
export interface HelpSources {
  readonly files: () => ProjectFiles;
  /** Null where nobody answers. */
  readonly ask: <Q extends HelpQuestion>(
    files: ProjectFiles,
    question: Q,
    signal: AbortSignal,
  ) => Promise<HelpAnswer<Q['topic']> | null>;
  /** Shows a place in another file; 1-based. */
  readonly reveal: (place: { readonly file: string; readonly line: number; readonly column: number }) => void;
}

const KINDS: Readonly<Record<CompletionKind, languages.CompletionItemKind>> = {
  keyword: languages.CompletionItemKind.Keyword,
  field: languages.CompletionItemKind.Property,
  value: languages.CompletionItemKind.EnumMember,
  function: languages.CompletionItemKind.Function,
  variable: languages.CompletionItemKind.Variable,
  module: languages.CompletionItemKind.Module,
  type: languages.CompletionItemKind.TypeParameter,
  file: languages.CompletionItemKind.File,
  entry: languages.CompletionItemKind.Reference,
  instruction: languages.CompletionItemKind.Method,
  constant: languages.CompletionItemKind.Constant,
  snippet: languages.CompletionItemKind.Snippet,
};

const SYMBOLS: Readonly<Record<TextSymbol['kind'], languages.SymbolKind>> = {
  module: languages.SymbolKind.Module,
  function: languages.SymbolKind.Function,
  variable: languages.SymbolKind.Variable,
  constant: languages.SymbolKind.Constant,
  type: languages.SymbolKind.Struct,
  entry: languages.SymbolKind.Object,
  field: languages.SymbolKind.Field,
  memory: languages.SymbolKind.Array,
};

const withHelp = ['lua', 'wat', 'wit', 'yaml'] as const;

/** Characters after which something may be chosen without anybody asking. */
const TRIGGERS = {
  yaml: [' ', ':', '/', '"', "'", '.', '$', '('],
  lua: ['.', ':', '"', "'"],
  wat: ['$', '.', '(', '"'],
  wit: ['<', ':', ' '],
} satisfies Readonly<Record<(typeof withHelp)[number], string[]>>;

/** One question at a time of a kind: whoever asks again takes the last one back. */
class Asker {
  readonly #sources: HelpSources;
  readonly #open = new Map<HelpTopic, AbortController>();

  constructor(sources: HelpSources) {
    this.#sources = sources;
  }

  async ask<Q extends HelpQuestion>(
    model: editor.ITextModel,
    question: Q,
    token: CancellationToken,
  ): Promise<HelpAnswer<Q['topic']> | null> {
    this.#open.get(question.topic)?.abort();
    const controller = new AbortController();
    this.#open.set(question.topic, controller);
    const listening = token.onCancellationRequested(() => controller.abort());
    try {
      const answer = await this.#sources.ask(filesWith(model, this.#sources.files()), question, controller.signal);
      return controller.signal.aborted || model.isDisposed() ? null : answer;
    } finally {
      listening.dispose();
      if (this.#open.get(question.topic) === controller) this.#open.delete(question.topic);
    }
  }
}

/** As the editor counts: a text with several kinds of line ends has one kind there. */
function filesWith(model: editor.ITextModel, files: ProjectFiles): ProjectFiles {
  const path = pathOf(model);
  const text = model.getValue();
  return ownValue(files, path) === text ? files : { ...files, [path]: text };
}

/** Whom {@link putInOrder} asks. */
let connected: HelpSources | null = null;

/** As the editor's own formatting does, for a text that no editor needs to show. */
export async function putInOrder(path: string): Promise<void> {
  const model = connected && modelOf(path);
  if (!connected || !model) return;
  const files = filesWith(model, connected.files());
  const version = model.getVersionId();
  const edits = await connected.ask(files, { topic: 'format', file: path }, new AbortController().signal);
  if (edits && !model.isDisposed() && model.getVersionId() === version) applyEdits(edits);
}

export function connectHelp(sources: HelpSources): IDisposable {
  connected = sources;
  const asker = new Asker(sources);
  const at = <T extends HelpTopic>(topic: T, model: editor.ITextModel, position: Position) => ({
    topic,
    file: pathOf(model),
    offset: model.getOffsetAt(position),
  });
  const parts: IDisposable[] = [];
  for (const language of withHelp) {
    parts.push(
      languages.registerCompletionItemProvider(language, {
        triggerCharacters: TRIGGERS[language],
        async provideCompletionItems(model, position, _context, token) {
          const found = await asker.ask(model, at('complete', model, position), token);
          if (!found) return { suggestions: [] };
          const suggestions = found.map((one, index) => suggestionOf(one, index, model, position));
          return { suggestions };
        },
      }),
      languages.registerHoverProvider(language, {
        async provideHover(model, position, token) {
          const hover = await asker.ask(model, at('hover', model, position), token);
          return hover && { range: rangeOf(model, hover.range), contents: [{ value: hover.text }] };
        },
      }),
      languages.registerDefinitionProvider(language, {
        provideDefinition: async (model, position, token) =>
          locationsOf(await asker.ask(model, at('definition', model, position), token), sources),
      }),
      languages.registerDocumentSymbolProvider(language, {
        displayName: 'Wippy',
        async provideDocumentSymbols(model, token) {
          const symbols = await asker.ask(model, { topic: 'symbols', file: pathOf(model) }, token);
          return (symbols ?? []).map((symbol) => symbolOf(symbol, model));
        },
      }),
    );
    parts.push(formats(language, asker));
    if (language === 'wat') parts.push(inlays(language, asker));
    parts.push(
      renames(language, asker),
      languages.registerReferenceProvider(language, {
        provideReferences: async (model, position, _context, token) =>
          locationsOf(await asker.ask(model, at('references', model, position), token), sources),
      }),
    );
    if (language === 'yaml') continue;
    if (language !== 'wit') parts.push(signatures(language, asker, at));
    parts.push(
      languages.registerFoldingRangeProvider(language, {
        async provideFoldingRanges(model, _context, token) {
          const folds = await asker.ask(model, { topic: 'folds', file: pathOf(model) }, token);
          return (folds ?? []).map(({ start, end, isComment }) => ({
            start: model.getPositionAt(start).lineNumber,
            end: model.getPositionAt(end).lineNumber,
            ...(isComment ? { kind: languages.FoldingRangeKind.Comment } : {}),
          }));
        },
      }),
    );
  }
  parts.push(
    editor.registerEditorOpener({
      openCodeEditor(_source, resource, selection) {
        const file = resource.path.slice(1);
        const place = selection && 'lineNumber' in selection ? selection : null;
        const line = place?.lineNumber ?? (selection && 'startLineNumber' in selection ? selection.startLineNumber : 1);
        const column = place?.column ?? (selection && 'startColumn' in selection ? selection.startColumn : 1);
        sources.reveal({ file, line, column });
        return true;
      },
    }),
    editor.registerCommand(editCommand, (_accessor: unknown, edits: readonly FileEdit[]) => applyEdits(edits)),
  );
  return {
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}

type At = <T extends HelpTopic>(
  topic: T,
  model: editor.ITextModel,
  position: Position,
) => { topic: T; file: string; offset: number };

function signatures(language: string, asker: Asker, at: At): IDisposable {
  return languages.registerSignatureHelpProvider(language, {
    signatureHelpTriggerCharacters: language === 'lua' ? ['(', ','] : [' '],
    signatureHelpRetriggerCharacters: [','],
    async provideSignatureHelp(model, position, token) {
      const help = await asker.ask(model, at('signature', model, position), token);
      if (!help) return null;
      const { signature, parameter } = help;
      const parameters = signature.parameters.map(({ start, end }) => ({ label: [start, end] as [number, number] }));
      const value = {
        signatures: [{ label: signature.label, parameters, documentation: { value: signature.doc } }],
        activeSignature: 0,
        activeParameter: parameter,
      };
      return { value, dispose: () => {} };
    },
  });
}

function formats(language: string, asker: Asker): IDisposable {
  return languages.registerDocumentFormattingEditProvider(language, {
    displayName: 'Wippy',
    async provideDocumentFormattingEdits(model, _options, token) {
      const edits = await asker.ask(model, { topic: 'format', file: pathOf(model) }, token);
      return (edits ?? []).map((edit) => ({ range: rangeOf(model, edit), text: edit.text }));
    },
  });
}

function inlays(language: string, asker: Asker): IDisposable {
  return languages.registerInlayHintsProvider(language, {
    async provideInlayHints(model, range, token) {
      const found = await asker.ask(model, { topic: 'inlays', file: pathOf(model) }, token);
      const hints = (found ?? []).flatMap(({ offset, text }): languages.InlayHint[] => {
        const position = model.getPositionAt(offset);
        const isSeen = range.startLineNumber <= position.lineNumber && position.lineNumber <= range.endLineNumber;
        return isSeen ? [{ position, label: text, paddingLeft: true }] : [];
      });
      return { hints, dispose: () => {} };
    },
  });
}

function renames(language: string, asker: Asker): IDisposable {
  return languages.registerRenameProvider(language, {
    async provideRenameEdits(model, position, newName, token) {
      const question = { topic: 'rename', file: pathOf(model), offset: model.getOffsetAt(position), newName } as const;
      const answer = await asker.ask(model, question, token);
      if (!answer) return { edits: [], rejectReason: 'nobody answers' };
      if (!answer.ok) return { edits: [], rejectReason: answer.message };
      const edits = answer.edits.flatMap((edit) => {
        const target = edit.file === question.file ? model : modelOf(edit.file);
        const textEdit = target && { range: rangeOf(target, edit), text: edit.text };
        return textEdit ? [{ resource: target.uri, versionId: undefined, textEdit }] : [];
      });
      return { edits };
    },
    async resolveRenameLocation(model, position, token) {
      const question = { topic: 'references', file: pathOf(model), offset: model.getOffsetAt(position) } as const;
      const places = await asker.ask(model, question, token);
      const own = places?.find(
        ({ file, start, end }) => file === question.file && start <= question.offset && question.offset <= end,
      );
      if (!own)
        return {
          range: rangeOf(model, { start: question.offset, end: question.offset }),
          text: '',
          rejectReason: 'This is no name that can be changed.',
        };
      return { range: rangeOf(model, own), text: model.getValue().slice(own.start, own.end) };
    },
  });
}

/** In files beside the one that is being typed in, each a step of its own to undo. */
function applyEdits(edits: readonly FileEdit[]): void {
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const model = modelOf(file);
    if (!model) continue;
    const own = edits.filter((edit) => edit.file === file);
    model.pushStackElement();
    model.pushEditOperations(
      [],
      own.map((edit) => ({ range: rangeOf(model, edit), text: edit.text })),
      () => null,
    );
    model.pushStackElement();
  }
}

const editCommand = 'wippy.edit';
const suggestCommand = 'editor.action.triggerSuggest';

function suggestionOf(
  one: Completion,
  index: number,
  model: editor.ITextModel,
  position: Position,
): languages.CompletionItem {
  const path = pathOf(model);
  const own = (one.edits ?? []).filter(({ file }) => file === path);
  const others = (one.edits ?? []).filter(({ file }) => file !== path);
  return {
    label: one.detail ? { label: one.label, description: one.detail } : one.label,
    kind: KINDS[one.kind],
    insertText: one.insert,
    // What was typed is compared with the name, whatever else is replaced with it.
    filterText: markBefore(model, one.replace, position) + one.label,
    sortText: String(index).padStart(5, '0'),
    range: completionRange(model, one.replace, position),
    ...(one.detail ? { detail: one.detail } : {}),
    ...(one.doc ? { documentation: { value: one.doc } } : {}),
    ...(one.isSnippet ? { insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet } : {}),
    ...(own.length > 0
      ? { additionalTextEdits: own.map((edit) => ({ range: rangeOf(model, edit), text: edit.text })) }
      : {}),
    ...(others.length > 0
      ? { command: { id: editCommand, title: 'Change', arguments: [others] } }
      : one.goesOn
        ? { command: { id: suggestCommand, title: 'Suggest' } }
        : {}),
  };
}

/** Blanks, dots and dashes of the range in front of the word that is being typed. */
function markBefore(model: editor.ITextModel, { start }: TextRange, position: Position): string {
  const before = model.getValueInRange({
    startLineNumber: position.lineNumber,
    startColumn: model.getPositionAt(start).column,
    endLineNumber: position.lineNumber,
    endColumn: position.column,
  });
  return /^[^\w$"]*/.exec(before)?.[0] ?? '';
}

/** Monaco wants ranges within the line of the place. */
function completionRange(
  model: editor.ITextModel,
  { start, end }: TextRange,
  { lineNumber, column }: Position,
): { readonly insert: IRange; readonly replace: IRange } {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(end);
  const startColumn = from.lineNumber === lineNumber ? Math.min(from.column, column) : column;
  const endColumn = to.lineNumber === lineNumber ? to.column : model.getLineMaxColumn(lineNumber);
  const until = (endOf: number): IRange => ({
    startLineNumber: lineNumber,
    startColumn,
    endLineNumber: lineNumber,
    endColumn: endOf,
  });
  return { insert: until(column), replace: until(Math.max(column, endColumn)) };
}

function rangeOf(model: editor.ITextModel, { start, end }: TextRange): IRange {
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(end);
  return {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
}

function locationsOf(places: readonly FileRange[] | null, sources: HelpSources): languages.Location[] {
  return (places ?? []).flatMap((place): languages.Location[] => {
    const model = typeof ownValue(sources.files(), place.file) === 'string' ? modelOf(place.file) : null;
    return model ? [{ uri: Uri.from({ scheme: 'file', path: `/${place.file}` }), range: rangeOf(model, place) }] : [];
  });
}

function symbolOf(
  { name, detail, kind, range, selection, children }: TextSymbol,
  model: editor.ITextModel,
): languages.DocumentSymbol {
  return {
    name,
    detail,
    kind: SYMBOLS[kind],
    tags: [],
    range: rangeOf(model, range),
    selectionRange: rangeOf(model, selection),
    children: children.map((child) => symbolOf(child, model)),
  };
}
