import { Monitor, Moon, Sun } from 'lucide-react';
import { Segmented } from './parts/Segmented.tsx';
import { useTheme } from './stores/context.ts';
import type { ThemeChoice } from './stores/theme-store.ts';

const choices: readonly { readonly value: ThemeChoice; readonly text: string; readonly icon: typeof Sun }[] = [
  { value: 'system', text: 'As the system', icon: Monitor },
  { value: 'light', text: 'Light', icon: Sun },
  { value: 'dark', text: 'Dark', icon: Moon },
];

/** Which colours the page has: one of three, all in sight. */
export function ThemeSwitch() {
  const choice = useTheme((state) => state.choice);
  const choose = useTheme((state) => state.choose);
  return <Segmented label="Colours" options={choices} value={choice} onChange={choose} />;
}
