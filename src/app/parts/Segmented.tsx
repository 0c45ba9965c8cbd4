import type { LucideIcon } from 'lucide-react';
import { useId } from 'react';
import styles from './Segmented.module.css';

export interface SegmentedProps<T extends string> {
  readonly label: string;
  /** Where there is an icon the text is its name. */
  readonly options: readonly {
    readonly value: T;
    readonly text: string;
    readonly icon?: LucideIcon;
    readonly disabled?: boolean;
  }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, all in sight. */
export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <span className={styles['group']} role="radiogroup" aria-label={label}>
      {options.map(({ icon: Icon, ...option }) => (
        <label
          key={option.value}
          className={styles['option']}
          data-tip={Icon && option.text}
          data-on={option.value === value}
          data-disabled={option.disabled === true}
        >
          <input
            type="radio"
            className={styles['input']}
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled === true}
            aria-label={Icon && option.text}
            onChange={() => onChange(option.value)}
          />
          {Icon ? <Icon size={15} aria-hidden="true" /> : option.text}
        </label>
      ))}
    </span>
  );
}
