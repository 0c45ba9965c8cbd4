import { Copy } from 'lucide-react';
import { copyText } from '../parts/clipboard.ts';
import { useStores } from '../stores/context.ts';
import styles from './HttpPane.module.css';
import { shownBody, statusText } from './request-text.ts';
import type { Sent } from './sent.ts';

/** What came of a request. */
export function AnswerView({ sent: { answer } }: { readonly sent: Sent }) {
  const { view } = useStores();
  if (answer === null)
    return (
      <p role="status" className={styles['note']}>
        Waiting for an answer…
      </p>
    );
  if (answer.kind === 'failed')
    return (
      <p role="alert" className={styles['failure']}>
        {answer.reason}
      </p>
    );
  const { status, headers, body, durationMs } = answer;
  const contentType = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  const shown = shownBody(body, contentType);
  return (
    <>
      <div className={styles['summary']} role="status">
        <strong className={styles['status']} data-look={status < 400 ? 'good' : 'bad'}>
          {statusText(status)}
        </strong>
        <span>{durationMs < 10 ? durationMs.toFixed(1) : Math.round(durationMs)} ms</span>
        <span>{body.length} bytes</span>
        {shown.kind === 'text' && (
          <button
            type="button"
            className="icon-button"
            aria-label="Copy the body"
            data-tip="Copy the body"
            onClick={() => void copyText(shown.text, view.getState().notify)}
          >
            <Copy size={14} aria-hidden="true" />
          </button>
        )}
      </div>
      <details className={styles['headers']}>
        <summary>
          {headers.length} {headers.length === 1 ? 'header' : 'headers'}
        </summary>
        <dl>
          {headers.map(([name, value], index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a name may be there twice, and the list never changes
            <div key={index}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      {shown.kind === 'none' && <p className={styles['note']}>The answer has no body.</p>}
      {shown.kind === 'binary' && <p className={styles['note']}>The body is no text: {body.length} bytes.</p>}
      {shown.kind === 'text' && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys
        <pre className={styles['body']} tabIndex={0} aria-label="Body of the answer">
          {shown.text}
        </pre>
      )}
      {shown.kind === 'text' && shown.isCut && <p className={styles['note']}>Only the beginning is shown.</p>}
    </>
  );
}
