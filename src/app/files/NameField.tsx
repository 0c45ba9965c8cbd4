import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import styles from './NameField.module.css';

export interface NameFieldProps {
  readonly label: string;
  readonly placeholder: string;
  /** Answers what is wrong with the name, or null. */
  readonly onSubmit: (name: string) => string | null;
  readonly onClose: () => void;
}

/** A name to be typed: Enter takes it, Escape or leaving an empty field gives up. */
export function NameField({ label, placeholder, onSubmit, onClose }: NameFieldProps) {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const problemId = useId();

  useEffect(() => field.current?.focus(), []);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const wrong = onSubmit(name.trim());
    setProblem(wrong);
    if (wrong === null) onClose();
  }

  return (
    <form className={styles['form']} onSubmit={submit}>
      <input
        ref={field}
        className={styles['input']}
        aria-label={label}
        placeholder={placeholder}
        value={name}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : problemId}
        onChange={(event) => {
          setName(event.target.value);
          setProblem(null);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
        }}
        onBlur={() => {
          if (name === '') onClose();
        }}
      />
      {problem !== null && (
        <p id={problemId} className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
