import styles from './ArgumentFields.module.css';

export interface SignButtonProps {
  /** Of the parameter. */
  readonly name: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** The keypad that phones show for numbers has no minus; shown where there is touch. */
export function SignButton({ name, text, onChange }: SignButtonProps) {
  const isNegative = text.startsWith('-');
  return (
    <button
      type="button"
      className={styles['sign']}
      aria-label={`${name} is negative`}
      aria-pressed={isNegative}
      onClick={() => onChange(isNegative ? text.slice(1) : `-${text.replace(/^\+/, '')}`)}
    >
      ±
    </button>
  );
}
