/** The link to the project as it is now. Loaded on demand. */
import { ownValue } from '../../base/own.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { encodeExampleLink } from '../../share/example-link.ts';
import { encodeLink } from '../../share/link.ts';
import type { LinkProblem } from '../../share/link-problem.ts';
import type { SharedMain } from '../../share/project.ts';
import type { SharedTests } from '../../share/shared-tests.ts';
import { firstOfTabs, firstTabs } from '../model/panes.ts';
import { formatArguments, parseArguments } from '../model/arguments/arguments.ts';
import { targetOf } from '../model/target.ts';
import { sameFiles } from '../model/project-files.ts';
import type { ProjectState } from '../stores/project-state.ts';
import type { TypedInput } from '../stores/runtime-state.ts';

export interface SharedView {
  readonly project: Pick<
    ProjectState,
    'name' | 'files' | 'main' | 'target' | 'argumentsText' | 'exampleId' | 'examples'
  >;
  /** Arguments from fields of a known type. */
  readonly typed: TypedInput | null;
  /** The file in front, which whoever opens the link sees first. */
  readonly activeFile: string | null;
  /** Results that go along; null for none. */
  readonly tests?: SharedTests | null;
}

/** What Run would call, with the arguments as they stand; null while that is what the project would do by itself. */
export function chosenCall({ project: { files, main, target, argumentsText }, typed }: SharedView): SharedMain | null {
  const parsed = parseArguments(argumentsText);
  const typedValues = typed?.text === argumentsText ? typed.values : null;
  const args = typedValues ?? (parsed.ok ? parsed.value : []);
  const id =
    target ?? main?.id ?? (args.length === 0 ? null : targetOf({ files, reports: null, target, main: null }).id);
  if (id === null) return null;
  const isDefault = main !== null && id === main.id && (!parsed.ok || argumentsText === formatArguments(main.args));
  return isDefault ? null : { id, args };
}

export async function currentLink(view: SharedView): Promise<Result<string, LinkProblem>> {
  const { name, files, main } = view.project;
  const call = chosenCall(view);
  const open =
    view.activeFile !== null && ownValue(files, view.activeFile) !== undefined ? { open: view.activeFile } : {};
  const tests = view.tests ? { tests: view.tests } : {};
  // The address of an example has no room for results.
  const exampleId = view.tests ? null : await unchangedExample(view.project);
  const link =
    exampleId === null
      ? toFragment(encodeLink({ name, files, ...(call ? { main: call } : main ? { main } : {}), ...open, ...tests }))
      : encodeExampleLink({
          id: exampleId,
          ...(call ? { call } : {}),
          ...(view.activeFile === firstOfTabs(firstTabs(Object.keys(files))) ? {} : open),
        });
  return link.ok ? ok(`${location.origin}${location.pathname}${link.value}`) : err(link.error);
}

function toFragment(link: ReturnType<typeof encodeLink>): Result<string, LinkProblem> {
  return link.ok ? ok(link.value.fragment) : err(link.error);
}

/** The example that the project is, to the last byte. */
async function unchangedExample({ name, files, exampleId, examples }: SharedView['project']): Promise<string | null> {
  const example = examples.find((item) => item.id === exampleId);
  if (!example || example.title !== name) return null;
  try {
    return sameFiles(await example.load(), files) ? example.id : null;
  } catch {
    // Not to be had at the moment: the link holds the files themselves.
    return null;
  }
}
