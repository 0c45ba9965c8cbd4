import { CircleCheck, Download, Info, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { useProject, useRun, useView } from '../stores/context.ts';
import { checkFailure, differencesOf, type Difference } from './differences.ts';
import styles from './NativeDialog.module.css';

const headings: Readonly<Record<Difference['weight'], string>> = {
  fails: 'Does not boot, or calls fail',
  differs: 'Behaves in another way',
};

/** What native Wippy does otherwise with this project, each with its place. */
export function NativeDialog() {
  const files = useProject((state) => state.files);
  const running = useRun((state) => state.running);
  const zip = useCommand('project.export');
  const [found, setFound] = useState<readonly Difference[] | string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void running
      .check(files, { nativeMarks: true })
      .then((diagnostics) =>
        isCurrent ? setFound(checkFailure(diagnostics) ?? differencesOf(files, diagnostics)) : undefined,
      );
    return () => {
      isCurrent = false;
    };
  }, [files, running]);
  return (
    <Dialog
      title="Runs on Wippy?"
      description="What native Wippy does otherwise with this project. Each leads to its place."
    >
      <div aria-live="polite">
        {found === null ? (
          <p className={styles['none']}>Looking at the project…</p>
        ) : typeof found === 'string' ? (
          <p className={styles['none']}>
            <TriangleAlert size={16} aria-hidden="true" /> Nothing can be said: {found}
          </p>
        ) : found.length === 0 ? (
          <p className={styles['none']}>
            <CircleCheck size={16} aria-hidden="true" /> Nothing is known that would be otherwise there.
          </p>
        ) : (
          (['fails', 'differs'] as const).map((weight) => (
            <Part key={weight} weight={weight} differences={found.filter((one) => one.weight === weight)} />
          ))
        )}
      </div>
      <p className={styles['foot']}>
        <button type="button" className="button compact" onClick={zip.run}>
          <Download size={15} aria-hidden="true" /> Export as zip
        </button>
        <span>
          <code>wippy run</code> takes the zip as it is.
        </span>
      </p>
    </Dialog>
  );
}

function Part({
  weight,
  differences,
}: {
  readonly weight: Difference['weight'];
  readonly differences: readonly Difference[];
}) {
  const reveal = useView((state) => state.reveal);
  const openDialog = useView((state) => state.openDialog);
  if (differences.length === 0) return null;
  const Icon = weight === 'fails' ? TriangleAlert : Info;
  function go(place: Difference): void {
    openDialog(null);
    reveal(place);
  }
  return (
    <section className={styles['part']}>
      <h3 className={styles['heading']}>
        {headings[weight]} <span className={styles['count']}>{differences.length}</span>
      </h3>
      <ul>
        {differences.map((one) => (
          <li key={`${one.file} ${one.line} ${one.column} ${one.text}`}>
            <button type="button" className={styles['row']} onClick={() => go(one)}>
              <Icon size={15} aria-hidden="true" data-weight={weight} />
              <span className={styles['text']}>{one.text}</span>
              <span className={styles['place']}>
                {one.file}:{one.line}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
