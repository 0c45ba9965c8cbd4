import type { CallError, Cut } from '../../kernel/api.ts';
import styles from './ErrorView.module.css';
import { ValueTree } from './ValueTree.tsx';
import { ValueView } from './ValueView.tsx';

/** What an error is called and says, on one line. Its details are for those who ask. */
export function ErrorView({ error, cut = null }: { readonly error: CallError; readonly cut?: Cut | null | undefined }) {
  return (
    <span className={styles['error']}>
      <span className={styles['badge']}>{errorName(error)}</span>
      {error.from === 'guest' ? <ValueView value={error.payload} cut={cut} /> : <span className={styles['message']}>{error.message}</span>}
    </span>
  );
}

export function errorName(error: CallError): string {
  return error.from === 'guest' ? 'guest' : error.kind || 'Unknown';
}

/** Of an error that is no value of the guest's. */
export function ErrorDetails({ error }: { readonly error: Exclude<CallError, { from: 'guest' }> }) {
  const hasDetails = error.details !== null && Object.keys(error.details).length > 0;
  return (
    <div className={styles['details']}>
      <p className={styles['full']}>
        <span className={styles['badge']}>{errorName(error)}</span> {error.message}
      </p>
      {error.retryable !== null && <p className={styles['note']}>{error.retryable ? 'Trying again may help.' : 'Trying again will not help.'}</p>}
      {hasDetails && <ValueTree value={error.details} name="details" />}
    </div>
  );
}
