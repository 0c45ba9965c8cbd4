/** One Monaco model for each text file of the project: made when it is first shown, gone with the file. */
import { editor, MarkerSeverity, Uri } from 'monaco-editor/editor';
import { ownValue } from '../../base/own.ts';
import type { Diagnostic, Severity } from '../../contract/api.ts';
import { languageOf } from '../model/panes.ts';
import type { ProjectStore } from '../stores/project-store.ts';

/** What the models need of the store of problems. */
export interface DiagnosticsSource {
  getState(): { readonly diagnostics: readonly Diagnostic[] };
  subscribe(listener: () => void): () => void;
}

const markerOwner = 'wippy';
const severities: Readonly<Record<Severity, MarkerSeverity>> = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  info: MarkerSeverity.Info,
};

const models = new Map<string, editor.ITextModel>();
let project: ProjectStore | null = null;
let problems: DiagnosticsSource | null = null;

/** Once, before the first editor. */
export function connectModels(source: ProjectStore, diagnostics: DiagnosticsSource): void {
  project = source;
  problems = diagnostics;
  source.subscribe((now, before) => {
    if (now.files === before.files && now.id === before.id) return;
    for (const [path, model] of models) {
      const content = ownValue(now.files, path);
      // Another project's file of the same name has no undo history in common with this one.
      if (typeof content !== 'string' || now.id !== before.id) drop(path, model);
      else replace(model, content);
    }
  });
  diagnostics.subscribe(() => {
    for (const [path, model] of models) mark(path, model);
  });
}

/** Of a model that {@link modelOf} made. */
export function pathOf(model: editor.ITextModel): string {
  return model.uri.path.slice(1);
}

/** Null when the project has no such text. */
export function modelOf(path: string): editor.ITextModel | null {
  const existing = models.get(path);
  if (existing) return existing;
  const text = project && ownValue(project.getState().files, path);
  if (typeof text !== 'string') return null;
  const model = editor.createModel(text, languageOf(path), Uri.from({ scheme: 'file', path: `/${path}` }));
  // A setting of the model, whatever the editor's options say.
  model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
  model.onDidChangeContent(() => project?.getState().edit(path, model.getValue()));
  models.set(path, model);
  mark(path, model);
  return model;
}

/**
 * One step of its own to undo. Only what differs is changed, so that carets and the view stay where they are. A model has one
 * kind of line end; a text that has others differs in nothing by that, or looking at it would change the file.
 */
function replace(model: editor.ITextModel, text: string): void {
  const before = model.getValue();
  const content = text.replaceAll(/\r\n|\r|\n/g, model.getEOL());
  if (before === content) return;
  const limit = Math.min(before.length, content.length);
  let start = 0;
  while (start < limit && before[start] === content[start]) start++;
  let end = 0;
  while (end < limit - start && before[before.length - 1 - end] === content[content.length - 1 - end]) end++;
  // A surrogate pair is one character to the editor.
  if (start > 0 && isHighSurrogate(before, start - 1)) start--;
  if (end > 0 && isHighSurrogate(before, before.length - end - 1)) end--;
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(before.length - end);
  const range = {
    startLineNumber: from.lineNumber,
    startColumn: from.column,
    endLineNumber: to.lineNumber,
    endColumn: to.column,
  };
  model.pushStackElement();
  model.pushEditOperations([], [{ range, text: content.slice(start, content.length - end) }], () => null);
  model.pushStackElement();
}

function isHighSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}

function drop(path: string, model: editor.ITextModel): void {
  models.delete(path);
  model.dispose();
}

function mark(path: string, model: editor.ITextModel): void {
  const own = problems?.getState().diagnostics.filter((item) => item.file === path) ?? [];
  editor.setModelMarkers(model, markerOwner, own.map(markerOf));
}

export function markerOf(diagnostic: Diagnostic): editor.IMarkerData {
  return {
    severity: severities[diagnostic.severity],
    message: diagnostic.hint ? `${diagnostic.message}\n${diagnostic.hint}` : diagnostic.message,
    code: diagnostic.code,
    startLineNumber: diagnostic.line,
    startColumn: diagnostic.column,
    endLineNumber: diagnostic.endLine,
    endColumn: diagnostic.endColumn,
  };
}
