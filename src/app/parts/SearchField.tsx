import { Search } from 'lucide-react';
import type { Ref } from 'react';
import styles from './SearchField.module.css';

export interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** How wide it is, is for those around it to say. */
  readonly className?: string | undefined;
  readonly size?: 'small' | 'normal';
  readonly ref?: Ref<HTMLInputElement>;
}

/** Words to look for. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  className = '',
  size = 'normal',
  ref,
}: SearchFieldProps) {
  return (
    <div className={`${styles['field']} ${className}`} data-size={size}>
      <Search size={size === 'small' ? 14 : 15} aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        className={styles['input']}
        value={value}
        placeholder={placeholder}
        aria-label={label}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
