/** From what the dialog asks to what the tools take, and from their answers back to places in the project. */
import type { Diagnostic } from '../../contract/api.ts';
import type { BuildRequest } from '../../contract/binaries.ts';
import { isComponentText, worldsOf, type BuildSource, type WitSource } from './build-sources.ts';

export type BuildKind = 'component' | 'module';

export interface BuildForm {
  readonly source: BuildSource;
  /** Of core text only: with WIT around it, or as it is. */
  readonly kind: BuildKind;
  /** Null for WIT that is typed into the dialog. */
  readonly wit: WitSource | null;
  readonly typedWit: string;
  /** One of several worlds; '' for the only one. */
  readonly world: string;
}

/** Whether a WIT text is part of it. */
export function needsWit({ source, kind }: Pick<BuildForm, 'source' | 'kind'>): boolean {
  return !isComponentText(source.content) && (kind === 'component' || typeof source.content !== 'string');
}

export function toRequest(form: BuildForm): BuildRequest {
  const { source, world } = form;
  if (!needsWit(form) && typeof source.content === 'string') return { from: 'text', source: source.content };
  const wit = form.wit?.text ?? form.typedWit;
  const named = worldsOf(wit).includes(world) ? { world } : {};
  return { from: 'core', source: source.content, wit, ...named };
}

export interface BuildProblem {
  readonly message: string;
  readonly hint: string | null;
  readonly severity: Diagnostic['severity'];
  /** 1-based; in the file, or in the text of the dialog. */
  readonly line: number;
  readonly column: number;
  /** Null for WIT that is typed into the dialog, and for binaries, which have no lines. */
  readonly file: string | null;
  /** What the place is in. */
  readonly part: 'source' | 'wit';
}

export function toProblem(form: BuildForm, { file, line, column, message, hint, severity }: Diagnostic): BuildProblem {
  const shared = { message, severity, hint: hint ?? null };
  if (file === 'wit') return { ...shared, part: 'wit', line, column, ...form.wit?.entry, file: form.wit?.file ?? null };
  const { source } = form;
  const place = { line: line + source.offset.line - 1, column: column + source.offset.indent };
  return { ...shared, part: 'source', ...place, file: typeof source.content === 'string' ? source.file : null };
}

/** To begin with where the project has no WIT. */
export function witTemplate(name: string): string {
  const label =
    name
      .toLowerCase()
      .replaceAll(/[^a-z\d]+/g, '-')
      .replaceAll(/^[-\d]+|-+$/g, '') || 'guest';
  return `package local:${label};\n\nworld ${label} {\n  export add: func(a: s32, b: s32) -> s32;\n}\n`;
}
