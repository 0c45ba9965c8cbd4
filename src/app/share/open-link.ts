/** A project in the address. Nothing of it runs, and nothing that is kept is touched. */
import { errorText } from '../../base/error-text.ts';
import type { AppStores } from '../stores/context.ts';
import type { ExampleSource, IncomingProject } from '../stores/project-store.ts';

/** Whether the address looks as if it held or named a project; anything else after `#` is none of ours. */
export function hasLink(hash: string): boolean {
  return /^#(?:p\d+\.|example=)/.test(hash);
}

export type ReadLink =
  | { readonly ok: true; readonly project: IncomingProject; readonly open: string | null }
  | { readonly ok: false; readonly message: string };

export async function readLink(hash: string, examples: readonly ExampleSource[]): Promise<ReadLink> {
  if (hash.startsWith('#example=')) return readExampleLink(hash, examples);
  // Apart from the page, which most often opens without a link.
  const [{ decodeLink }, { toProjectFiles }] = await Promise.all([
    import('../../share/link.ts'),
    import('../../share/project.ts'),
  ]);
  const link = decodeLink(hash);
  if (!link.ok) return { ok: false, message: link.error.message };
  const { name, files, main, open, tests } = link.value;
  return {
    ok: true,
    project: { name: name ?? 'Shared project', files: toProjectFiles(files), main: main ?? null, tests: tests ?? null },
    open: open !== undefined && files.has(open) ? open : null,
  };
}

async function readExampleLink(hash: string, examples: readonly ExampleSource[]): Promise<ReadLink> {
  const { decodeExampleLink } = await import('../../share/example-link.ts');
  const link = decodeExampleLink(hash);
  if (!link.ok) return { ok: false, message: link.error.message };
  const { id, call, open } = link.value;
  const example = examples.find((item) => item.id === id);
  if (!example) return { ok: false, message: `There is no example called “${id}”.` };
  try {
    const files = await example.load();
    return {
      ok: true,
      project: { name: example.title, files, main: call ?? example.main, exampleId: id },
      open: open !== undefined && Object.hasOwn(files, open) ? open : null,
    };
  } catch (error) {
    return {
      ok: false,
      message: `The example “${example.title}” could not be loaded: ${errorText(error)}.`,
    };
  }
}

/** For a page that is open already: somebody has pasted a link into its address. */
export async function openLinkNow({ project, view }: AppStores, hash: string): Promise<void> {
  const link = await readLink(hash, project.getState().examples);
  if (!link.ok) {
    view.getState().setLinkProblem(link.message);
    return;
  }
  view.getState().setLinkProblem(null);
  await project.getState().openLink(link.project);
  if (link.open !== null) view.getState().openFile(link.open);
}

/** What is kept from now on, or was refused, has no place in the address: a reload shows the visitor's own project. */
export function forgetLink(): void {
  if (location.hash !== '') history.replaceState(null, '', `${location.pathname}${location.search}`);
}
