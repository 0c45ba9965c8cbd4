/** A new function as one step: its entry and its file, chosen in the run bar. */
import { ownValue } from '../../base/own.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { PlainValue, ProjectFiles } from '../../contract/api.ts';
import { checkPath } from '../../share/names.ts';
import { appendEntries } from '../model/append-entries.ts';
import { namespaceOf, newRegistryText, registryFiles } from '../model/plan-entries.ts';
import { prepareUndo } from '../monaco/loader.ts';
import { definitionsOf } from '../model/definitions.ts';
import { formatArguments } from '../model/arguments/arguments.ts';
import { selectTarget } from '../commands/select-target.ts';
import type { AppStores } from '../stores/context.ts';
import { exists, folderOf, joinPath } from '../model/project-files.ts';
import { createSkeleton, type FunctionKind } from './skeleton.ts';

export interface FunctionRequest {
  readonly kind: FunctionKind;
  readonly name: string;
  readonly signature: string;
  /** The registry file that the entry goes to. */
  readonly registry: string;
}

/** A sentence, and which field it is about. */
export interface FunctionProblem {
  readonly field: 'name' | 'signature';
  readonly message: string;
}

export interface PlannedFunction {
  readonly id: string;
  readonly source: string;
  /** Of the entry in the registry file; 1-based. */
  readonly line: number;
  /** What is new or another: the registry file and the source. */
  readonly files: ProjectFiles;
  readonly args: readonly PlainValue[];
}

/** Where functions can be written down; the first is made when there is none. */
export function registriesOf(files: ProjectFiles): readonly string[] {
  const found = registryFiles(files, '_index.yaml');
  return found.length === 0 ? ['_index.yaml'] : found;
}

export function planFunction(
  project: { readonly files: ProjectFiles; readonly folders: readonly string[] },
  request: FunctionRequest,
): Result<PlannedFunction, FunctionProblem> {
  const { kind, registry } = request;
  const name = request.name.trim();
  const wrong = (field: FunctionProblem['field'], message: string): Result<never, FunctionProblem> =>
    err({ field, message });
  if (name === '') return wrong('name', 'A function needs a name.');
  if (!/^[a-z][a-z0-9]*(?:[_-][a-z][a-z0-9]*)*$/i.test(name))
    return wrong('name', 'A name is words of letters and digits, joined by _ or -; each begins with a letter.');
  const before = ownValue(project.files, registry);
  const text = typeof before === 'string' ? before : newRegistryText;
  const id = `${namespaceOf(text)}:${name}`;
  if (definitionsOf(project.files).some((item) => item.id === id)) return wrong('name', `There already is ${id}.`);
  const file = `${name}${kind === 'function.lua' ? '.lua' : '.wat'}`;
  const source = joinPath(folderOf(registry), file);
  const checked = checkPath(source);
  if (!checked.ok) return wrong('name', checked.error);
  if (exists(project, source)) return wrong('name', `There already is a file “${source}”.`);
  const skeleton = createSkeleton({ kind, id, name, signature: request.signature });
  if (!skeleton.ok) return wrong('signature', skeleton.error);
  const { method, wit } = skeleton.value;
  const added = appendEntries(text, [
    {
      fields: [
        ['name', name],
        ['kind', kind],
        ['source', `file://${file}`],
        ...(wit === null ? [] : [['wit', `${wit}\n`] as const]),
        ['method', method],
      ],
    },
  ]);
  if (!added)
    return wrong(
      'name',
      `The entries of ${registry} are written in a way that nothing can be added to: put them below “entries:”, each behind a dash.`,
    );
  return ok({
    id,
    source,
    line: added.line,
    files: { [registry]: added.text, [source]: skeleton.value.source },
    args: skeleton.value.args,
  });
}

/** The entry and the source are written and the function is chosen; who asked for it shows the places. */
export function addFunction(
  stores: Pick<AppStores, 'project' | 'run'>,
  request: FunctionRequest,
): Result<PlannedFunction, FunctionProblem> {
  const { project } = stores;
  const planned = planFunction(project.getState(), request);
  if (!planned.ok) return planned;
  const { id, files, args } = planned.value;
  prepareUndo([request.registry]);
  project.getState().addFiles(files);
  selectTarget(stores, id);
  project.getState().setArguments(formatArguments(args));
  return planned;
}
