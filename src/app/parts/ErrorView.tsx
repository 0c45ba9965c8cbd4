import type { CallError, ConsoleEntry } from '../../contract/api.ts';
import styles from './ErrorView.module.css';
import { missing } from '../model/format-value.ts';
import { ValueView } from './ValueView.tsx';

/** What an error is called and says, on one line. Its details are for those who ask. */
export function ErrorView({ error, cuts }: { readonly error: CallError; readonly cuts?: ConsoleEntry['cuts'] }) {
  return (
    <span className={styles['error']}>
      <span className={styles['badge']}>{errorName(error)}</span>
      {error.from === 'guest' ? (
        <ValueView value={error.payload} cut={cuts?.result?.cut} />
      ) : (
        <span className={styles['message']}>
          {error.message}
          {missing(cuts?.message)}
        </span>
      )}
    </span>
  );
}

export function errorName(error: CallError): string {
  return error.from === 'guest' ? 'guest' : error.kind || 'Unknown';
}
