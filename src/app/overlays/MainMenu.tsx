import { Menu } from '@base-ui/react/menu';
import { Check, Menu as MenuIcon, Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { commands, isEnabled, titleOf, type CommandId } from '../commands/commands.ts';
import { useStores, useTheme } from '../stores/context.ts';
import type { ThemeChoice } from '../stores/theme-store.ts';
import styles from './MainMenu.module.css';
import { formatShortcut } from '../commands/shortcut.ts';
import { runCommand } from '../commands/use-commands.ts';

interface Section {
  readonly title: string;
  readonly ids: readonly CommandId[];
}

/** Two columns where there is room: what is made and kept on the left, how it is looked at on the right. */
const sections: readonly Section[] = [
  { title: 'Project', ids: ['project.new', 'project.list', 'project.gallery', 'project.copy', 'project.environment'] },
  { title: 'Add', ids: ['file.newFunction', 'file.new', 'file.newFolder', 'file.build'] },
  { title: 'Try', ids: ['run.measure', 'focus.tests', 'project.native'] },
  { title: 'Versions', ids: ['file.save', 'file.history', 'file.written'] },
  {
    title: 'Share and move',
    ids: ['project.share', 'project.export', 'project.import', 'project.importFolder', 'project.importText'],
  },
  {
    title: 'View',
    ids: ['view.sidebar', 'view.columns', 'view.wrap', 'view.nativeMarks', 'view.orderOnSave', 'view.present'],
  },
  { title: 'Help', ids: ['help.tour', 'help.reference', 'help.palette', 'help.keys', 'help.docs', 'help.licenses'] },
];

const themes: readonly { readonly value: ThemeChoice; readonly text: string; readonly icon: LucideIcon }[] = [
  { value: 'system', text: 'System', icon: Monitor },
  { value: 'light', text: 'Light', icon: Sun },
  { value: 'dark', text: 'Dark', icon: Moon },
];

/** The menu of the page, of the table of commands. */
export function MainMenu({ defaultOpen }: { readonly defaultOpen: boolean }) {
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
            <div className={styles['columns']}>
              {sections.map(({ title, ids }) => (
                <Menu.Group key={title} className={styles['group']}>
                  <Menu.GroupLabel className={styles['title']}>{title}</Menu.GroupLabel>
                  {ids.map((id) => (
                    <Item key={id} id={id} />
                  ))}
                  {title === 'View' && <Themes />}
                </Menu.Group>
              ))}
            </div>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Item({ id }: { readonly id: CommandId }) {
  const stores = useStores();
  const { keys, state } = commands[id];
  const key = keys?.[0];
  const look = {
    className: styles['item'],
    disabled: !isEnabled(id, stores),
    onClick: () => void setTimeout(() => runCommand(id, stores)),
  };
  const content = (
    <>
      <span className={styles['tick']}>
        {state && (
          <Menu.CheckboxItemIndicator>
            <Check size={14} aria-hidden="true" />
          </Menu.CheckboxItemIndicator>
        )}
      </span>
      <span className={styles['label']}>{state?.title ?? titleOf(id, stores)}</span>
      {key !== undefined && (
        <span className={styles['key']} data-keys>
          {formatShortcut(key)}
        </span>
      )}
    </>
  );
  if (!state) return <Menu.Item {...look}>{content}</Menu.Item>;
  return (
    <Menu.CheckboxItem {...look} checked={state.isOn(stores)} closeOnClick>
      {content}
    </Menu.CheckboxItem>
  );
}

/** One of three, in one row. The menu stays, so that one sees what was chosen. */
function Themes() {
  const choice = useTheme((state) => state.choice);
  const choose = useTheme((state) => state.choose);
  return (
    <Menu.RadioGroup className={styles['themes']} aria-label="Colours" value={choice} onValueChange={choose}>
      {themes.map(({ value, text, icon: Icon }) => (
        <Menu.RadioItem key={value} className={styles['theme']} value={value}>
          <Icon size={14} aria-hidden="true" />
          {text}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
