import { BookOpen, FolderOpen, Footprints, Images, PanelLeft, Share2, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, useState, type KeyboardEvent } from 'react';
import { About } from './About.tsx';
import { drawerQuery } from './commands/actions.ts';
import type { CommandId } from './commands/commands.ts';
import { MenuButton } from './overlays/MenuButton.tsx';
import { formatShortcut } from './commands/shortcut.ts';
import { useCommand } from './commands/use-commands.ts';
import styles from './Header.module.css';
import { useProject, useView } from './stores/context.ts';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import { useMedia } from './parts/use-media.ts';

const MainMenu = lazy(async () => ({ default: (await import('./overlays/MainMenu.tsx')).MainMenu }));

/** The project by its name, and what can be done with it as a whole. */
/** The tour is in the menu and in the gallery as well. */
const roomForTour = '(width >= 1000px)';

export function Header({ isNarrow }: { readonly isNarrow: boolean }) {
  const hasRoom = useMedia(roomForTour);
  const isDrawer = useMedia(drawerQuery);
  const setDrawer = useView((state) => state.setDrawer);
  const drawer = useView((state) => state.drawer);
  return (
    <header className={styles['header']}>
      {isDrawer && !isNarrow && (
        <button
          type="button"
          className="icon-button large"
          aria-label="Files and registry"
          data-tip={`Files and registry (${formatShortcut('Alt+1')})`}
          aria-expanded={drawer}
          onClick={() => setDrawer(!drawer)}
        >
          <PanelLeft size={18} aria-hidden="true" />
        </button>
      )}
      <div className={styles['brand']}>
        <Mark />
        <div className={styles['words']}>
          <h1 className={styles['title']}>Wippy Playground</h1>
          <About />
        </div>
      </div>
      <ProjectName />
      <span className={styles['group']}>
        <CommandButton id="project.list" label="Projects" icon={FolderOpen} />
        <CommandButton id="project.gallery" label="Examples" icon={Images} />
        {hasRoom && <CommandButton id="help.tour" label="Tour" icon={Footprints} />}
        {!isNarrow && <CommandButton id="help.reference" label="Reference" icon={BookOpen} />}
      </span>
      <span className={styles['end']}>
        <CommandButton id="project.share" label="Share" icon={Share2} outlined />
        <span className={styles['theme']}>
          <ThemeSwitch />
        </span>
        <LazyMenu />
      </span>
    </header>
  );
}

function CommandButton({
  id,
  label,
  icon: Icon,
  outlined = false,
}: {
  readonly id: CommandId;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly outlined?: boolean;
}) {
  const { run, shortcut, ariaShortcut } = useCommand(id);
  const title = shortcut === null ? label : `${label} (${shortcut})`;
  return (
    <button
      type="button"
      className={`button ${outlined ? '' : 'quiet'} ${styles['command']}`}
      aria-label={label}
      data-tip={title}
      aria-keyshortcuts={ariaShortcut}
      onClick={run}
    >
      <Icon size={15} aria-hidden="true" />
      <span className={styles['label']}>{label}</span>
    </button>
  );
}

/** Looks like text, is a field: the name is changed where it stands. */
function ProjectName() {
  const name = useProject((state) => state.name);
  const projectId = useProject((state) => state.id);
  // Another name from elsewhere takes the place of what was being typed.
  return <NameField key={`${projectId} ${name}`} name={name} />;
}

function NameField({ name }: { readonly name: string }) {
  const readOnly = useProject((state) => state.access === 'read');
  const rename = useProject((state) => state.rename);
  const [text, setText] = useState(name);

  function press(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key !== 'Escape') return;
    setText(name);
    // After the old name is back, or leaving would take the new one.
    const field = event.currentTarget;
    requestAnimationFrame(() => field.blur());
  }

  return (
    <input
      id="project-name"
      className={styles['name']}
      aria-label="Name of the project"
      data-tip="Rename the project"
      value={text}
      size={Math.max(8, text.length)}
      maxLength={120}
      readOnly={readOnly}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => (text.trim() === '' ? setText(name) : rename(text))}
      onKeyDown={press}
    />
  );
}

/** The button is there at once, its menu when it is first wanted. */
function LazyMenu() {
  const [wanted, setWanted] = useState(false);
  if (!wanted) return <MenuButton onClick={() => setWanted(true)} />;
  return (
    <Suspense fallback={<MenuButton />}>
      <MainMenu defaultOpen />
    </Suspense>
  );
}

function Mark() {
  return (
    <svg className={styles['mark']} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M6.5 10.5l4 11 5.5-9 5.5 9 4-11" />
    </svg>
  );
}
