import { Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from '../stores/context.ts';
import type { ThemeChoice } from '../stores/theme-store.ts';
import styles from './ThemeSwitch.module.css';

const choices: readonly { readonly id: ThemeChoice; readonly label: string; readonly icon: typeof Sun }[] = [
  { id: 'light', label: 'Light', icon: Sun },
  { id: 'system', label: 'As the system', icon: Monitor },
  { id: 'dark', label: 'Dark', icon: Moon },
];

export function ThemeSwitch() {
  const current = useTheme((state) => state.choice);
  const choose = useTheme((state) => state.choose);
  return (
    <fieldset className={styles['switch']}>
      <legend className="visually-hidden">Colours</legend>
      {choices.map(({ id, label, icon: Icon }) => (
        <label key={id} className={styles['choice']} title={label}>
          <input
            type="radio"
            name="theme"
            value={id}
            aria-label={label}
            className={styles['input']}
            checked={current === id}
            onChange={() => choose(id)}
          />
          <Icon size={15} aria-hidden="true" />
        </label>
      ))}
    </fieldset>
  );
}
