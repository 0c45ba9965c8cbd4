/** Fixes of problems as the editor's light bulb, quick fix menu and hover offer them. */
import { editor, languages, type IDisposable } from 'monaco-editor/editor';
import type { Diagnostic } from '../../contract/api.ts';
import { languageIds } from '../model/panes.ts';
import { markerOf, pathOf, type DiagnosticsSource } from './models.ts';

const commandId = 'wippy.fix';

/** `apply` does what a fix says. The same list of diagnostics as everywhere, so that no fix is in one place only. */
export function connectFixes(problems: DiagnosticsSource, apply: (diagnostic: Diagnostic) => void): IDisposable {
  const command = editor.registerCommand(commandId, (_accessor: unknown, diagnostic: Diagnostic) => apply(diagnostic));
  const provider = languages.registerCodeActionProvider([...languageIds], {
    provideCodeActions(model, range) {
      const path = pathOf(model);
      const actions = problems.getState().diagnostics.flatMap((diagnostic): languages.CodeAction[] => {
        const { fix } = diagnostic;
        if (!fix || diagnostic.file !== path || !touches(diagnostic, range)) return [];
        return [
          {
            title: fix.title,
            kind: 'quickfix',
            isPreferred: true,
            diagnostics: [markerOf(diagnostic)],
            command: { id: commandId, title: fix.title, arguments: [diagnostic] },
          },
        ];
      });
      return { actions, dispose: () => {} };
    },
  });
  return {
    dispose() {
      command.dispose();
      provider.dispose();
    },
  };
}

interface LineRange {
  readonly startLineNumber: number;
  readonly startColumn: number;
  readonly endLineNumber: number;
  readonly endColumn: number;
}

function touches({ line, column, endLine, endColumn }: Diagnostic, range: LineRange): boolean {
  const isBefore =
    endLine < range.startLineNumber || (endLine === range.startLineNumber && endColumn < range.startColumn);
  const isAfter = line > range.endLineNumber || (line === range.endLineNumber && column > range.endColumn);
  return !isBefore && !isAfter;
}
