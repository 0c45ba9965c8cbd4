import {
  Activity,
  CodeXml,
  FolderTree,
  Globe,
  ListChecks,
  ListTree,
  ScrollText,
  SquareTerminal,
  TriangleAlert,
} from 'lucide-react';
import styles from './NarrowNavigation.module.css';
import { useProblems, useView } from './stores/context.ts';
import { useShownPanes } from './stores/use-shown-panes.ts';
import type { NarrowPane } from './stores/view-store.ts';

const panes: readonly { readonly id: NarrowPane; readonly title: string; readonly icon: typeof CodeXml }[] = [
  { id: 'files', title: 'Files', icon: FolderTree },
  { id: 'editor', title: 'Editor', icon: CodeXml },
  { id: 'console', title: 'Console', icon: ScrollText },
  { id: 'problems', title: 'Problems', icon: TriangleAlert },
  { id: 'terminal', title: 'Terminal', icon: SquareTerminal },
  { id: 'activity', title: 'Activity', icon: Activity },
  { id: 'http', title: 'HTTP', icon: Globe },
  { id: 'tests', title: 'Tests', icon: ListChecks },
  { id: 'memory', title: 'Memory', icon: ListTree },
];

/** In reach of the thumb: which part of the page is in front. */
export function NarrowNavigation() {
  const current = useView((state) => state.narrowPane);
  const setNarrowPane = useView((state) => state.setNarrowPane);
  const problems = useProblems((state) => state.diagnostics.length);
  const shown = panes.filter(useShownPanes(current));
  return (
    <nav className={styles['navigation']} aria-label="Parts of the page">
      {shown.map(({ id, title, icon: Icon }) => (
        <button
          key={id}
          type="button"
          id={id === 'files' || id === 'editor' ? undefined : `tab-${id}`}
          className={styles['item']}
          aria-current={id === current ? 'page' : undefined}
          onClick={() => setNarrowPane(id)}
        >
          <Icon size={18} aria-hidden="true" />
          <span>
            {title}
            {id === 'problems' && problems > 0 && ` ${problems}`}
          </span>
        </button>
      ))}
    </nav>
  );
}
