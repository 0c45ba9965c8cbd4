import { CircleX, Info, TriangleAlert } from 'lucide-react';
import type { Severity } from '../../contract/api.ts';
import styles from './SeverityIcon.module.css';

const icons = { error: CircleX, warning: TriangleAlert, info: Info } as const;

/** A shape for each severity, so that colour is not needed to tell them apart. The word stands beside it or is given by `label`. */
export function SeverityIcon({ severity, size = 14 }: { readonly severity: Severity; readonly size?: number }) {
  const Icon = icons[severity];
  return <Icon size={size} aria-hidden="true" className={styles['icon']} data-severity={severity} />;
}
