import { useEffect, useState } from 'react';
import styles from './App.module.css';
import { ConsolePane } from './console/ConsolePane.tsx';
import { EditorPane, PaneTabs } from './editor/EditorPane.tsx';
import { ExamplePicker } from './files/ExamplePicker.tsx';
import { paneIds } from './files/panes.ts';
import { Notices } from './run/Notices.tsx';
import { RunBar } from './run/RunBar.tsx';
import { isRunShortcut, runShortcut } from './run/shortcut.ts';
import { Splitter } from './Splitter.tsx';
import { useRun } from './stores/context.ts';
import { isActive } from './stores/run-store.ts';
import { ThemeSwitch } from './theme/ThemeSwitch.tsx';
import { useMedia } from './use-media.ts';

/** Room for three editors beside each other; below it they take turns. */
const wide = '(width >= 1180px)';
/** Room for an editor and the console beside each other. */
const medium = '(width >= 720px)';

/** Read by the style sheet; `string`, because custom properties are not among the names React knows. */
const shareVariable: string = '--share';

const initialShare = { wide: 60, medium: 58, narrow: 52 };

export function App() {
  const isWide = useMedia(wide);
  const isMedium = useMedia(medium);
  const size = isWide ? 'wide' : isMedium ? 'medium' : 'narrow';
  const [shares, setShares] = useState(initialShare);
  useRunShortcut();

  return (
    <div className={styles['app']}>
      <header className={styles['header']}>
        <h1 className={styles['brand']}>
          <Mark />
          Wippy Playground
        </h1>
        <ExamplePicker />
        <ThemeSwitch />
      </header>
      <main className={styles['main']}>
        <RunBar />
        <Notices />
        <div className={styles['work']} data-size={size} style={{ [shareVariable]: `${shares[size]}%` }}>
          <div id="editors" className={styles['editors']}>
            {size !== 'wide' && <PaneTabs panes={paneIds} />}
            {paneIds.map((pane) => (
              <EditorPane key={pane} pane={pane} layout={size === 'wide' ? 'column' : 'tab'} />
            ))}
          </div>
          <Splitter
            label="Size of the editors"
            controls="editors"
            orientation={size === 'medium' ? 'vertical' : 'horizontal'}
            value={shares[size]}
            min={20}
            max={80}
            initial={initialShare[size]}
            onChange={(share) => setShares({ ...shares, [size]: share })}
          />
          <ConsolePane shortcut={runShortcut} />
        </div>
      </main>
    </div>
  );
}

/** Works wherever the focus is, also inside of an editor that has a meaning of its own for the keys. */
function useRunShortcut(): void {
  const active = useRun(isActive);
  const run = useRun((state) => state.run);
  const stop = useRun((state) => state.stop);
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (!isRunShortcut(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) void (active ? stop() : run());
    }
    globalThis.addEventListener('keydown', press, { capture: true });
    return () => globalThis.removeEventListener('keydown', press, { capture: true });
  }, [active, run, stop]);
}

function Mark() {
  return (
    <svg className={styles['mark']} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M6.5 10.5l4 11 5.5-9 5.5 9 4-11" />
    </svg>
  );
}
