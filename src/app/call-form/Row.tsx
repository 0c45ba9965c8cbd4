import type { ReactNode } from 'react';
import styles from './Fields.module.css';

export interface RowProps {
  readonly label: string;
  /** The control that the label names; without one the name is only shown. */
  readonly htmlFor?: string;
  readonly labelId?: string;
  readonly actions?: ReactNode;
  readonly problem?: string | null;
  readonly problemId?: string;
  readonly children: ReactNode;
}

/** Name, control, and below them what is wrong. */
export function Row({ label, htmlFor, labelId, actions, problem = null, problemId, children }: RowProps) {
  return (
    <div className={styles['row']} data-actions={actions !== undefined}>
      {htmlFor === undefined ? (
        <span id={labelId} className={styles['name']}>
          {label}
        </span>
      ) : (
        <label className={styles['name']} htmlFor={htmlFor}>
          {label}
        </label>
      )}
      <div className={styles['control']}>
        {children}
        {problem !== null && (
          <p id={problemId} className={styles['problem']}>
            {problem}
          </p>
        )}
      </div>
      {actions}
    </div>
  );
}
