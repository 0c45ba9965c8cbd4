/** The page as a part of another: a poster first, and what it takes to go on when somebody presses it. Loaded where the address asks for it. */
import { createRoot } from 'react-dom/client';
import { printedLines } from '../examples/gallery.ts';
import { ownValue } from '../base/own.ts';
import { listenToHost, answerWith, notStarted } from './embed/host.ts';
import { Poster, type PosterProps } from './embed/Poster.tsx';
import type { PageOptions } from './model/page-options.ts';
import { firstOfTabs, firstTabs } from './model/panes.ts';
import { hasLink, readLink, type ReadLink } from './share/open-link.ts';
import type { AppStores } from './stores/context.ts';
import type { ExampleSource } from './stores/project-store.ts';

const firstExample = '#example=hello';
const shownResults = 3;

/**
 * Shows the poster and resolves with what it showed when it is pressed; never where the address holds no project that could be
 * opened. Projects that are kept in this browser are not shown to pages around this one.
 */
export async function showPoster(
  root: Element,
  examples: readonly ExampleSource[],
  options: PageOptions,
): Promise<ReadLink> {
  const view = createRoot(root);
  let asked = 0;
  const show = async (onStart: (link: ReadLink) => void): Promise<void> => {
    const mine = ++asked;
    if (!hasLink(location.hash)) history.replaceState(null, '', `${location.search}${firstExample}`);
    const fullPage = `${location.pathname}${location.hash}`;
    const link = await readLink(location.hash, examples);
    if (mine !== asked) return;
    view.render(
      <Poster
        name={link.ok ? link.project.name : 'Wippy Playground'}
        file={link.ok ? firstFile(link) : null}
        results={link.ok ? lastResult(link, options) : null}
        problem={link.ok ? null : link.message}
        fullPage={fullPage}
        onStart={() => onStart(link)}
      />,
    );
  };
  const stopAnswering = listenToHost({ page: globalThis.window, origin: options.origin, answer: notStarted });
  // The page around this one may name another project, which is no reload.
  let again = (): void => {};
  const shown = await new Promise<ReadLink>((resolve, reject) => {
    again = () => void show(resolve).catch(reject);
    globalThis.addEventListener('hashchange', again);
    void show(resolve).then(() => tellHost('poster'), reject);
  });
  globalThis.removeEventListener('hashchange', again);
  stopAnswering();
  view.unmount();
  return shown;
}

/** `link` answers the address of the project as it stands. */
export function serveHost(stores: AppStores, link: () => Promise<string>, { origin }: PageOptions): void {
  // The page is there as long as its messages are.
  listenToHost({ page: globalThis.window, origin, answer: answerWith(stores, link) });
  tellHost('ready');
}

/** Tells nothing but that it happened, so it may be told to anybody. */
function tellHost(event: 'poster' | 'ready'): void {
  if (globalThis.parent !== globalThis.window) globalThis.parent.postMessage({ wippy: 1, event }, '*');
}

type OpenLink = Extract<ReadLink, { ok: true }>;

function firstFile({ project, open }: OpenLink): { readonly path: string; readonly text: string } | null {
  const path = open ?? firstOfTabs(firstTabs(Object.keys(project.files)));
  const text = path === null ? undefined : ownValue(project.files, path);
  return path !== null && typeof text === 'string' ? { path, text } : null;
}

function lastResult({ project }: OpenLink, { result }: PageOptions): PosterProps['results'] {
  if (result !== null) return { label: 'Last result', lines: [result] };
  const lines = project.exampleId == null ? [] : printedLines(project.exampleId, shownResults);
  return lines.length > 0 ? { label: 'Prints', lines } : null;
}
