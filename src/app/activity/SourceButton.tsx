import styles from './ActivityPane.module.css';

export interface SourceButtonProps {
  readonly target: string;
  readonly onSource: (target: string) => void;
}

/** The name of an entry that leads to its source. */
export function SourceButton({ target, onSource }: SourceButtonProps) {
  return (
    <button type="button" className={styles['link']} title={`Go to ${target}`} onClick={() => onSource(target)}>
      {target}
    </button>
  );
}
