import { useLayoutEffect, useRef } from 'react';
import type { TextView } from '../monaco/code-editor-handle.ts';
import styles from './PlainEditor.module.css';

export interface PlainEditorProps {
  readonly label: string;
  readonly text: string;
  readonly readOnly: boolean;
  /** Called with every move, so that Monaco can go on where the caret was. */
  readonly onView: (view: Omit<TextView, 'jump'>) => void;
  readonly onChange: (text: string) => void;
  /** Replacing the field while an input method composes would lose what is being composed. */
  readonly onComposing: (composing: boolean) => void;
  /** An offset to go to; the serial tells two jumps to the same place apart. */
  readonly jump: { readonly offset: number; readonly serial: number } | null;
}

/** A text area that looks like the editor which will take its place. */
export function PlainEditor({ label, text, readOnly, onView, onChange, onComposing, jump }: PlainEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const lines = text.split('\n').length;

  useLayoutEffect(() => {
    if (!jump || !field.current) return;
    // In this order: the focus is what is remembered, and the place has to be right by then.
    field.current.setSelectionRange(jump.offset, jump.offset);
    field.current.focus();
  }, [jump]);

  function remember(): void {
    const element = field.current;
    if (!element) return;
    onView({
      focused: document.activeElement === element,
      start: element.selectionStart,
      end: element.selectionEnd,
      scrollTop: element.scrollTop,
    });
    if (gutter.current) gutter.current.scrollTop = element.scrollTop;
  }

  return (
    <div className={styles['plain']}>
      <pre ref={gutter} className={styles['gutter']} aria-hidden="true">
        {Array.from({ length: lines }, (_, index) => index + 1).join('\n')}
      </pre>
      <textarea
        ref={field}
        className={styles['field']}
        aria-label={label}
        value={text}
        readOnly={readOnly}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onSelect={remember}
        onScroll={remember}
        onFocus={remember}
        onBlur={remember}
        onCompositionStart={() => onComposing(true)}
        onCompositionEnd={() => onComposing(false)}
      />
    </div>
  );
}
