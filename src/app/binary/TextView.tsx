import { Copy } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { copyText } from '../parts/clipboard.ts';
import { useMonaco, type Monaco } from '../monaco/loader.ts';
import { scrollable } from '../parts/scrollable.ts';
import { useView } from '../stores/context.ts';
import styles from './TextView.module.css';

export interface TextViewProps {
  readonly language: 'wat' | 'wit';
  readonly label: string;
  readonly text: string;
  /** The text goes on beyond what is here. */
  readonly isCut: boolean;
  /** A line, 1-based, is marked and brought into view. */
  readonly line?: number | null;
  readonly onLine?: (line: number) => void;
  /** What else can be done with the text. */
  readonly tools?: ReactNode;
}

/** A text to read, in colours once the editor is there. */
export function TextView({ language, label, text, isCut, line = null, onLine, tools }: TextViewProps) {
  const monaco = useMonaco();
  const host = useRef<HTMLDivElement>(null);
  const reader = useRef<ReturnType<Monaco['createReader']>>(null);
  const tell = useRef(onLine);
  const shown = useRef(line);
  const notify = useView((state) => state.notify);
  useEffect(() => {
    tell.current = onLine;
  }, [onLine]);
  useEffect(() => {
    if (!monaco || !host.current) return undefined;
    const made = monaco.createReader(host.current, {
      text,
      language,
      label,
      onLine: (at) => tell.current?.(at),
      lineClass: styles['line'] ?? '',
    });
    reader.current = made;
    if (shown.current !== null) made.show(shown.current, shown.current);
    return () => {
      reader.current = null;
      made.dispose();
    };
  }, [monaco, text, language, label]);
  useEffect(() => {
    shown.current = line;
    if (line !== null) reader.current?.show(line, line);
  }, [line]);
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
        <div className={styles['tools']}>
          {tools}
          <button
            type="button"
            className="icon-button"
            aria-label="Copy the text"
            data-tip="Copy the text"
            onClick={() => void copyText(text, notify)}
          >
            <Copy size={14} aria-hidden="true" />
          </button>
        </div>
      </div>
    </div>
  );
}
