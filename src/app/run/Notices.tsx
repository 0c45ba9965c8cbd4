import { CircleAlert, Info } from 'lucide-react';
import { useRun } from '../stores/context.ts';
import { abilitiesOf, costText, missingAbilities } from '../model/missing.ts';
import styles from './Notices.module.css';

/** What stands in the way of running, in terms of what is missing; and what happened to the last run. */
export function Notices() {
  const phase = useRun((state) => state.phase);
  const reason = useRun((state) => state.reason);
  const isolated = useRun((state) => state.isolated);
  const backend = useRun((state) => state.backend) ?? 'messages';
  const crashed = useRun((state) => state.crashed);
  const dismissCrash = useRun((state) => state.dismissCrash);
  const unavailable = phase === 'unavailable';
  const missing = unavailable || isolated === false ? missingAbilities(abilitiesOf(globalThis)) : [];

  return (
    <>
      {unavailable && (
        <div className={styles['notice']} data-tone="error" role="alert">
          <CircleAlert size={18} aria-hidden="true" />
          <div>
            <p className={styles['title']}>The runtime is not available in this page</p>
            {reason !== null && <p>{reason}</p>}
            <Missing items={missing} />
            <p>You can still read and edit the files.</p>
          </div>
        </div>
      )}
      {!unavailable && isolated === false && (
        <div className={styles['notice']} data-tone="warning" role="alert">
          <CircleAlert size={18} aria-hidden="true" />
          <div>
            <p className={styles['title']}>{costText(backend)}</p>
            <Missing items={missing} />
          </div>
        </div>
      )}
      {crashed && (
        <output className={styles['notice']} data-tone="info">
          <Info size={18} aria-hidden="true" />
          <p>The page ended during the last run. Your text is as you left it, and nothing was run on loading.</p>
          <button type="button" className={styles['dismiss']} onClick={dismissCrash}>
            Dismiss
          </button>
        </output>
      )}
    </>
  );
}

function Missing({ items }: { readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <ul className={styles['missing']}>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
