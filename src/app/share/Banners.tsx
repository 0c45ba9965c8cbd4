import { CircleAlert, Info, Link2, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { narrowQuery } from '../commands/actions.ts';
import { useCommand } from '../commands/use-commands.ts';
import { useProject, useRun, useUpdate, useView } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import { useMedia } from '../parts/use-media.ts';
import styles from './Banners.module.css';
import { forgetLink } from './open-link.ts';

/** Where the project on screen comes from and whether it is kept, whenever that is not as usual. */
export function Banners() {
  return (
    <>
      <RefusedLink />
      <OpenedFromLink />
      <Parted />
      <OtherTab />
      <NotKept />
      <NewVersion />
    </>
  );
}

type Tone = 'info' | 'warning' | 'danger';
const icons = { info: Info, warning: TriangleAlert, danger: CircleAlert } as const;

function Banner({
  tone,
  icon,
  title,
  children,
  actions,
}: {
  readonly tone: Tone;
  readonly icon?: typeof Info;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  const Icon = icon ?? icons[tone];
  return (
    <div className={styles['banner']} data-tone={tone} role={tone === 'info' ? 'status' : 'alert'}>
      <Icon size={16} aria-hidden="true" />
      <p className={styles['text']}>
        <strong>{title}</strong> {children}
      </p>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}

function RefusedLink() {
  const problem = useView((state) => state.linkProblem);
  const setLinkProblem = useView((state) => state.setLinkProblem);
  if (problem === null) return null;
  function dismiss(): void {
    forgetLink();
    setLinkProblem(null);
  }
  return (
    <Banner
      tone="danger"
      title="The link was not opened."
      actions={
        <button type="button" className="button compact" onClick={dismiss}>
          Dismiss
        </button>
      }
    >
      {problem} Below is your own project, as you left it.
    </Banner>
  );
}

function OpenedFromLink() {
  // The poster was pressed, and what is around the page says whose it is.
  const isEmbedded = useView((state) => state.isEmbedded);
  const shown = useProject((state) => state.origin === 'link') && !isEmbedded;
  const keep = useProject((state) => state.keep);
  const hasRun = useRun((state) => state.bootedFiles !== null || isActive(state));
  const run = useCommand('run.toggle');
  const hasTests = useProject((state) => state.sharedTests !== null);
  const setBottomTab = useView((state) => state.setBottomTab);
  if (!shown) return null;
  return (
    <Banner
      tone="info"
      icon={Link2}
      title="Opened from a link."
      actions={
        <>
          {!hasRun && (
            <button type="button" className="button compact" onClick={run.run}>
              Run this project
            </button>
          )}
          {hasTests && (
            <button type="button" className="button compact" onClick={() => setBottomTab('tests')}>
              Its test results
            </button>
          )}
          <button type="button" className="button compact" onClick={() => void keep()}>
            Save as my project
          </button>
        </>
      }
    >
      {hasRun ? 'It is not saved yet.' : 'Nothing has run.'} Your first change saves it as a project of yours.
    </Banner>
  );
}

function Parted() {
  const parted = useProject((state) => state.parted);
  const dismiss = useProject((state) => state.dismissParted);
  if (parted === null) return null;
  return (
    <Banner
      tone="warning"
      title={`“${parted.name}” was changed in two places.`}
      actions={
        <button type="button" className="button compact" onClick={dismiss}>
          Dismiss
        </button>
      }
    >
      Both are kept: what was saved first is still “{parted.name}”, what was not saved yet is now “{parted.copy}”.
    </Banner>
  );
}

function OtherTab() {
  const shown = useProject((state) => state.access === 'read');
  const takeOver = useProject((state) => state.takeOver);
  const copy = useProject((state) => state.copy);
  if (!shown) return null;
  return (
    <Banner
      tone="warning"
      title="This project is open in another tab."
      actions={
        <>
          <button type="button" className="button compact" onClick={() => void takeOver()}>
            Take over
          </button>
          <button type="button" className="button compact" onClick={() => void copy()}>
            Open a copy
          </button>
        </>
      }
    >
      Here it can be read and run, and changed again when the other tab is closed.
    </Banner>
  );
}

/** Where there is no status bar to say it. */
function NewVersion() {
  const isNarrow = useMedia(narrowQuery);
  const isReady = useUpdate((state) => state.isReady);
  const isReloading = useUpdate((state) => state.isReloading);
  const reload = useUpdate((state) => state.reload);
  const [isLater, setLater] = useState(false);
  if (!isNarrow || !isReady || isLater) return null;
  return (
    <Banner
      tone="info"
      title="A new version is ready."
      actions={
        <>
          <button type="button" className="button compact" disabled={isReloading} onClick={() => void reload()}>
            Reload
          </button>
          <button type="button" className="button compact" onClick={() => setLater(true)}>
            Later
          </button>
        </>
      }
    />
  );
}

function NotKept() {
  const ready = useProject((state) => state.ready);
  const storage = useProject((state) => state.storage);
  const saveError = useProject((state) => state.saveError);
  const loadError = useProject((state) => state.loadError);
  const exportZip = useCommand('project.export');
  const action = (
    <button type="button" className="button compact" onClick={exportZip.run}>
      Export as zip
    </button>
  );
  return (
    <>
      {loadError !== null && (
        <Banner tone="danger" title="Not opened.">
          {loadError}
        </Banner>
      )}
      {ready && storage === 'memory' && (
        <Banner tone="warning" title="Nothing is kept in this browser." actions={action}>
          It denies the page its storage, so what you write is gone when you leave.
        </Banner>
      )}
      {storage === 'browser' && saveError !== null && (
        <Banner tone="danger" title="Not saved." actions={action}>
          {saveError} The page tries again with your next change.
        </Banner>
      )}
    </>
  );
}
