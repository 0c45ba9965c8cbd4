import { OctagonPause, Send } from 'lucide-react';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import styles from './HttpPane.module.css';
import { hasBody, METHODS, type RequestText } from './request-text.ts';

export interface RequestFormProps {
  readonly request: RequestText;
  readonly problem: string | null;
  readonly isWaiting: boolean;
  readonly onChange: (request: RequestText) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
  /** More buttons. */
  readonly children: ReactNode;
}

export function RequestForm({ request, problem, isWaiting, onChange, onSend, onStop, children }: RequestFormProps) {
  const id = useId();
  const [hasHeaders, setHasHeaders] = useState(false);
  const takesBody = hasBody(request.method);
  const isMethodKnown = METHODS.some((method) => method === request.method);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isWaiting) onSend();
  }

  return (
    <form className={styles['form']} onSubmit={submit}>
      <div className={styles['line']}>
        <select
          aria-label="Method"
          value={request.method}
          onChange={({ target }) => onChange({ ...request, method: target.value })}
        >
          {METHODS.map((method) => (
            <option key={method}>{method}</option>
          ))}
          {!isMethodKnown && <option>{request.method}</option>}
        </select>
        <input
          id="http-path"
          type="text"
          aria-label="Path"
          placeholder="/path?name=value"
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="send"
          value={request.path}
          onChange={({ target }) => onChange({ ...request, path: target.value })}
        />
        <button
          type="button"
          className={styles['toggle']}
          aria-expanded={hasHeaders}
          onClick={() => setHasHeaders(!hasHeaders)}
        >
          Headers
        </button>
        {children}
        {isWaiting ? (
          <button type="button" className="button compact" onClick={onStop}>
            <OctagonPause size={14} aria-hidden="true" /> Stop
          </button>
        ) : (
          <button type="submit" className="button compact">
            <Send size={14} aria-hidden="true" /> Send
          </button>
        )}
      </div>
      {problem !== null && (
        <p role="alert" className={styles['problem']}>
          {problem}
        </p>
      )}
      {(hasHeaders || takesBody) && (
        <div className={styles['fields']}>
          {hasHeaders && (
            <div className={styles['field']}>
              <label htmlFor={`${id}-headers`}>Headers</label>
              <textarea
                id={`${id}-headers`}
                rows={2}
                value={request.headers}
                spellCheck={false}
                placeholder="Content-Type: application/json"
                onChange={({ target }) => onChange({ ...request, headers: target.value })}
              />
            </div>
          )}
          {takesBody && (
            <div className={styles['field']}>
              <label htmlFor={`${id}-body`}>Body</label>
              <textarea
                id={`${id}-body`}
                rows={2}
                value={request.body}
                spellCheck={false}
                onChange={({ target }) => onChange({ ...request, body: target.value })}
              />
            </div>
          )}
        </div>
      )}
    </form>
  );
}
