import { commandIds, commands, type CommandGroup } from '../commands/commands.ts';
import { Dialog } from '../parts/Dialog.tsx';
import styles from './KeysDialog.module.css';
import { formatShortcut } from '../commands/shortcut.ts';

const groups: readonly CommandGroup[] = ['Run', 'File', 'Project', 'Go to', 'View', 'Help'];

/** Keys that belong to one part of the page and not to a command. */
const inPlace: readonly (readonly [string, string])[] = [
  ['Rename in the list of files', 'F2'],
  ['Delete in the list of files', 'Delete'],
  ['Move by keyboard in the list of files', 'Ctrl+Shift+D'],
  ['Close a tab that has the focus', 'Delete'],
  ['Let Tab leave the editor', 'Ctrl+M'],
  ['Find in the editor', formatShortcut('Mod+F')],
  ['Resize at a bar between two parts', 'Arrows'],
];

export function KeysDialog() {
  return (
    <Dialog title="Keyboard shortcuts" description="They work wherever the focus is." size="wide" isText>
      <div className={styles['groups']}>
        {groups.map((group) => (
          <Group
            key={group}
            title={group}
            rows={commandIds
              .filter((id) => commands[id].group === group)
              .flatMap((id) => {
                const keys = commands[id].keys;
                return keys ? [[commands[id].title, keys.map((key) => formatShortcut(key)).join(' or ')] as const] : [];
              })}
          />
        ))}
        <Group title="In its place" rows={inPlace} />
      </div>
    </Dialog>
  );
}

function Group({ title, rows }: { readonly title: string; readonly rows: readonly (readonly [string, string])[] }) {
  if (rows.length === 0) return null;
  return (
    <section className={styles['group']}>
      <h3 className={styles['title']}>{title}</h3>
      <dl className={styles['list']}>
        {rows.map(([name, keys]) => (
          <div key={name} className={styles['row']}>
            <dt>{name.replace('…', '')}</dt>
            <dd>
              <kbd className="kbd">{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
