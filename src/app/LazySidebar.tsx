import { lazy, Suspense, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useIsQuiet } from './monaco/loader.ts';
import { useProject } from './stores/context.ts';
import { FileIcon } from './parts/FileIcon.tsx';
import styles from './Sidebar.module.css';

const Full = lazy(async () => ({ default: (await import('./Sidebar.tsx')).Sidebar }));

/** The side bar, with a plain list of the same look until the first result is there: the trees are large. */
export function Sidebar() {
  const isQuiet = useIsQuiet();
  const [wanted, setWanted] = useState(false);
  if (!isQuiet && !wanted) return <Waiting onWanted={() => setWanted(true)} />;
  return (
    <Suspense fallback={<Waiting />}>
      <Full />
    </Suspense>
  );
}

function Waiting({ onWanted }: { readonly onWanted?: () => void }) {
  const all = useProject(useShallow((state) => Object.keys(state.files)));
  const paths = all.filter((path) => !path.includes('/'));
  return (
    <div className={styles['waiting']} onPointerEnter={onWanted}>
      <div className={styles['bar']}>
        <h2 className={styles['title']}>Files</h2>
      </div>
      <ul>
        {paths.toSorted().map((path) => (
          <li key={path} className={styles['row']}>
            <FileIcon path={path} />
            {path}
          </li>
        ))}
      </ul>
    </div>
  );
}
