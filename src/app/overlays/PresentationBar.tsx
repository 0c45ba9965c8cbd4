import { Moon, Sun, X } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useCommand } from '../commands/use-commands.ts';
import { useMonaco } from '../monaco/loader.ts';
import { useProject, useStores } from '../stores/context.ts';
import styles from './PresentationBar.module.css';

/** In the place of the header while the page is shown to others: whose project it is, its colours and the way back. Makes everything large. */
export function PresentationBar() {
  const name = useProject((state) => state.name);
  const { theme, view } = useStores();
  const scheme = useStore(theme, (state) => state.scheme);
  const { run: end, tooltip } = useCommand('view.present');
  const monaco = useMonaco();

  useEffect(() => {
    const { panes } = view.getState();
    const { dataset } = document.documentElement;
    dataset['presenting'] = '';
    // What the address names, or what a room looks at.
    if (panes === null) view.setState({ panes: new Set(['code', 'console']) });
    return () => {
      delete dataset['presenting'];
      view.setState({ panes });
      forgetOption();
    };
  }, [view]);
  useEffect(() => {
    monaco?.applySizes();
    return () => {
      // Of the page that it is then.
      requestAnimationFrame(() => monaco?.applySizes());
    };
  }, [monaco]);

  const isDark = scheme === 'dark';
  const Icon = isDark ? Sun : Moon;
  return (
    <div className={styles['bar']} role="banner">
      <h1 className={styles['title']}>{name}</h1>
      <button
        type="button"
        className="icon-button"
        aria-label={isDark ? 'Light colours' : 'Dark colours'}
        onClick={() => theme.getState().choose(isDark ? 'light' : 'dark')}
      >
        <Icon size={18} aria-hidden="true" />
      </button>
      <button type="button" className="icon-button" aria-label="End the presentation" title={tooltip} onClick={end}>
        <X size={20} aria-hidden="true" />
      </button>
    </div>
  );
}

/** A reload goes on as the page was left. */
function forgetOption(): void {
  const url = new URL(location.href);
  if (!url.searchParams.has('present')) return;
  url.searchParams.delete('present');
  history.replaceState(null, '', url);
}
