import { Download, RotateCcw } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { exportProject } from './commands/actions.ts';
import { useProject, useStores } from './stores/context.ts';
import { ErrorBoundary, failureText, type Failure } from './parts/ErrorBoundary.tsx';
import styles from './parts/Failure.module.css';
import { CopyText, Kept } from './parts/PaneBoundary.tsx';

/** The last resort: whatever the parts could not keep to themselves. The project is still there, only not its picture. */
export function PageBoundary({ children }: { readonly children: ReactNode }) {
  const projectId = useProject((state) => state.id);
  return (
    <ErrorBoundary resetKey={projectId} renderFailure={(failure) => <FailedPage {...failure} />}>
      {children}
    </ErrorBoundary>
  );
}

function FailedPage({ error, retry }: Failure) {
  const stores = useStores();
  const { openProject, openExample, examples, save } = stores.project.getState();
  const name = useProject((state) => state.name);
  const id = useProject((state) => state.id);
  const projects = useProject((state) => state.projects);
  const [said, setSaid] = useState('');
  const others = projects.filter((item) => item.id !== id);

  useEffect(() => void save(), [save]);

  function exportNow(): void {
    exportProject(stores).then(
      () => setSaid('Exported.'),
      (reason: unknown) => setSaid(`Not exported: ${failureText(reason)}`),
    );
  }
  return (
    <main className={styles['page']} role="alert">
      <h1 className={styles['title']}>The page stopped working</h1>
      <p>
        It is a mistake of the page, not of yours: <code>{failureText(error)}</code>
      </p>
      <Kept />
      <div className={styles['actions']}>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          <RotateCcw size={15} aria-hidden="true" /> Reload the page
        </button>
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
        <CopyText />
        <button type="button" className="button" onClick={exportNow}>
          <Download size={15} aria-hidden="true" /> Export “{name}” as zip
        </button>
      </div>
      <output>{said}</output>
      <p>If it fails again, another project may open:</p>
      <ul className={styles['projects']}>
        {others.map((item) => (
          <li key={item.id}>
            <button type="button" className="button compact" onClick={() => void openProject(item.id)}>
              {item.name}
            </button>
          </li>
        ))}
        {examples.slice(0, 1).map((example) => (
          <li key={example.id}>
            <button type="button" className="button compact" onClick={() => void openExample(example.id)}>
              {example.title} (example)
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
