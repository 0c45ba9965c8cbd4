import type { CallError, ConsoleEntry } from '../../contract/api.ts';
import { errorName } from './ErrorView.tsx';
import styles from './ErrorView.module.css';
import { missing } from '../model/format-value.ts';
import { ValueTree } from './ValueTree.tsx';

/** Of an error that is no value of the guest's. */
export interface ErrorDetailsProps {
  readonly error: Exclude<CallError, { from: 'guest' }>;
  readonly cuts?: ConsoleEntry['cuts'];
}

export function ErrorDetails({ error, cuts }: ErrorDetailsProps) {
  const hasDetails = error.details !== null && (Object.keys(error.details).length > 0 || cuts?.details !== undefined);
  return (
    <div className={styles['details']}>
      <p className={styles['full']}>
        <span className={styles['badge']}>{errorName(error)}</span> {error.message}
        {missing(cuts?.message)}
      </p>
      {error.retryable !== null && (
        <p className={styles['note']}>{error.retryable ? 'Trying again may help.' : 'Trying again will not help.'}</p>
      )}
      {hasDetails && <ValueTree value={error.details} cut={cuts?.details?.cut ?? null} name="details" />}
    </div>
  );
}
