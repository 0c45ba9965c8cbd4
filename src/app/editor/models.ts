/** One Monaco model for each text file of the project: made when it is first shown, gone with the file. */
import { editor, MarkerSeverity, Uri } from 'monaco-editor/editor';
import type { Diagnostic, Severity } from '../../kernel/api.ts';
import { languageOf } from '../files/panes.ts';
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
      const content = now.files[path];
      // Another project's file of the same name has no undo history in common with this one.
      if (typeof content !== 'string' || now.id !== before.id) drop(path, model);
      else if (model.getValue() !== content) model.pushEditOperations([], [{ range: model.getFullModelRange(), text: content }], () => null);
    }
  });
  diagnostics.subscribe(() => {
    for (const [path, model] of models) mark(path, model);
  });
}

/** Null when the project has no such text. */
export function modelOf(path: string): editor.ITextModel | null {
  const existing = models.get(path);
  if (existing) return existing;
  const text = project?.getState().files[path];
  if (typeof text !== 'string') return null;
  const model = editor.createModel(text, languageOf(path), Uri.from({ scheme: 'file', path: `/${path}` }));
  // A setting of the model, whatever the editor's options say.
  model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
  model.onDidChangeContent(() => project?.getState().edit(path, model.getValue()));
  models.set(path, model);
  mark(path, model);
  return model;
}

function drop(path: string, model: editor.ITextModel): void {
  models.delete(path);
  model.dispose();
}

function mark(path: string, model: editor.ITextModel): void {
  const own = problems?.getState().diagnostics.filter((item) => item.file === path) ?? [];
  editor.setModelMarkers(model, markerOwner, own.map(toMarker));
}

function toMarker(diagnostic: Diagnostic): editor.IMarkerData {
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
