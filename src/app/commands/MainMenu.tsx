import { Menu } from '@base-ui/react/menu';
import { Menu as MenuIcon } from 'lucide-react';
import { Fragment, useState } from 'react';
import { commands, isEnabled, titleOf, type CommandId } from './commands.ts';
import { useStores } from '../stores/context.ts';
import styles from './MainMenu.module.css';
import { formatShortcut } from './shortcut.ts';
import { runCommand } from './use-commands.ts';

const sections: readonly (readonly CommandId[])[] = [
  ['project.new', 'project.list', 'project.gallery'],
  ['file.new', 'file.newFolder', 'file.build', 'file.save', 'file.history'],
  ['project.share', 'project.export', 'project.import', 'project.importFolder', 'project.copy'],
  ['view.sidebar', 'view.columns', 'view.theme', 'view.systemTheme'],
  ['help.palette', 'help.keys', 'help.licenses'],
];

/** The menu of the page, of the table of commands. */
export function MainMenu({ defaultOpen }: { readonly defaultOpen: boolean }) {
  const stores = useStores();
  // Within the header, so that the menu is part of a landmark.
  const [place, setPlace] = useState<HTMLSpanElement | null>(null);
  return (
    <Menu.Root defaultOpen={defaultOpen}>
      <Menu.Trigger className="icon-button large" aria-label="Menu" data-tip="Menu (all commands: F1)">
        <MenuIcon size={18} aria-hidden="true" />
      </Menu.Trigger>
      <span ref={setPlace} />
      <Menu.Portal container={place}>
        <Menu.Positioner className={styles['positioner']} align="end" sideOffset={6} collisionPadding={8}>
          {/* In reach of the keyboard for scrolling where the page is low. */}
          <Menu.Popup className={styles['popup']} tabIndex={0}>
            {sections.map((ids, index) => (
              <Fragment key={ids[0]}>
                {index > 0 && <Menu.Separator className={styles['separator']} />}
                {ids.map((id) => {
                  const key = commands[id].keys?.[0];
                  return (
                    <Menu.Item key={id} className={styles['item']} disabled={!isEnabled(id, stores)} onClick={() => setTimeout(() => runCommand(id, stores))}>
                      <span className={styles['label']}>{titleOf(id, stores)}</span>
                      {key !== undefined && <span className={styles['key']}>{formatShortcut(key)}</span>}
                    </Menu.Item>
                  );
                })}
              </Fragment>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
