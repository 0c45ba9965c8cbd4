import { Copy } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { copyText } from '../parts/clipboard.ts';
import { useMonaco } from '../monaco/loader.ts';
import { scrollable } from '../parts/scrollable.ts';
import { useView } from '../stores/context.ts';
import styles from './TextView.module.css';

export interface TextViewProps {
  readonly language: 'wat' | 'wit';
  readonly label: string;
  readonly text: string;
  /** The text goes on beyond what is here. */
  readonly isCut: boolean;
}

/** A text to read, in colours once the editor is there. */
export function TextView({ language, label, text, isCut }: TextViewProps) {
  const monaco = useMonaco();
  const host = useRef<HTMLDivElement>(null);
  const notify = useView((state) => state.notify);
  useEffect(
    () => (monaco && host.current ? monaco.createReader(host.current, { text, language, label }) : undefined),
    [monaco, text, language, label],
  );
  return (
    <div className={styles['view']}>
      {isCut && <p className={styles['cut']}>The text was cut after {text.length.toLocaleString('en')} characters.</p>}
      <div className={styles['body']}>
        {monaco ? (
          <div ref={host} className={styles['host']} />
        ) : (
          <pre className={styles['plain']} {...scrollable(label)}>
            {text}
          </pre>
        )}
        <button
          type="button"
          className={`icon-button ${styles['copy']}`}
          aria-label="Copy the text"
          data-tip="Copy the text"
          onClick={() => void copyText(text, notify)}
        >
          <Copy size={14} aria-hidden="true" />
        </button>
      </div>
    </div>
  );
}
