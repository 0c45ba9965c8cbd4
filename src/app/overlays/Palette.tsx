import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useMemo } from 'react';
import { useView, useStores } from '../stores/context.ts';
import dialogStyles from '../parts/Dialog.module.css';
import { commandIds, commands, isEnabled, titleOf, type CommandId } from '../commands/commands.ts';
import styles from './Palette.module.css';
import { scoreCommand } from './score.ts';
import { formatShortcut } from '../commands/shortcut.ts';
import { runCommand } from '../commands/use-commands.ts';

interface Item {
  readonly id: CommandId;
  readonly label: string;
  readonly shortcut: string | null;
}

/** Every command by its name. */
export function Palette() {
  const stores = useStores();
  const openDialog = useView((state) => state.openDialog);
  const items = useMemo<readonly Item[]>(
    () =>
      commandIds
        .filter((id) => id !== 'help.palette' && isEnabled(id, stores))
        .map((id) => {
          const { group, keys } = commands[id];
          const key = keys?.[0];
          return {
            id,
            label: `${group === 'Run' ? '' : `${group}: `}${titleOf(id, stores).replace('…', '')}`,
            shortcut: key === undefined ? null : formatShortcut(key),
          };
        }),
    [stores],
  );

  function run(id: CommandId): void {
    openDialog(null);
    // The focus goes back first, or it would leave what the command gives it to.
    requestAnimationFrame(() => runCommand(id, stores));
  }

  return (
    <Dialog.Root open onOpenChange={(open) => !open && openDialog(null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialogStyles['backdrop']} />
        <Dialog.Popup className={dialogStyles['popup']} data-size="medium" aria-label="All commands">
          <Autocomplete.Root
            open
            inline
            items={items}
            itemToStringValue={(item: Item) => item.label}
            filter={(item: Item, query: string) => scoreCommand(item.label, query) > 0}
            autoHighlight="always"
            keepHighlight
          >
            <Autocomplete.Input
              className={styles['input']}
              aria-label="Search commands"
              placeholder="What do you want to do?"
            />
            <Autocomplete.Empty className={styles['empty']}>No such command.</Autocomplete.Empty>
            <Autocomplete.List className={styles['list']}>
              {(item: Item) => (
                <Autocomplete.Item key={item.id} value={item} className={styles['item']} onClick={() => run(item.id)}>
                  <span className={styles['label']}>{item.label}</span>
                  {item.shortcut !== null && (
                    <kbd className="kbd" data-keys>
                      {item.shortcut}
                    </kbd>
                  )}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
