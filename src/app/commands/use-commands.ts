import { useCallback, useEffect } from 'react';
import { useStores, type AppStores } from '../stores/context.ts';
import { commandIds, commands, isEnabled, type CommandId } from './commands.ts';
import { ariaShortcut, formatShortcut, matches } from './shortcut.ts';

export interface BoundCommand {
  readonly title: string;
  /** As shown to the reader; null without a key. */
  readonly shortcut: string | null;
  readonly ariaShortcut: string | undefined;
  /** Title and key. */
  readonly tooltip: string;
  readonly run: () => void;
}

export function runCommand(id: CommandId, stores: AppStores): void {
  if (!isEnabled(id, stores)) return;
  Promise.resolve(commands[id].run(stores)).catch((error: unknown) => {
    stores.view.getState().notify(error instanceof Error && error.message ? error.message : String(error));
  });
}

export function useCommand(id: CommandId): BoundCommand {
  const stores = useStores();
  const { title, keys } = commands[id];
  const key = keys?.[0];
  const run = useCallback(() => runCommand(id, stores), [id, stores]);
  const shortcut = key === undefined ? null : formatShortcut(key);
  return {
    title,
    shortcut,
    ariaShortcut: key === undefined ? undefined : ariaShortcut(key),
    tooltip: shortcut === null ? title : `${title} (${shortcut})`,
    run,
  };
}

/** Shortcuts work wherever the focus is, also inside of an editor that has a meaning of its own for the keys. */
export function useShortcuts(): void {
  const stores = useStores();
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.isComposing) return;
      const id = commandIds.find((item) => commands[item].keys?.some((key) => matches(key, event)));
      if (id === undefined) return;
      // A dialog has the page for itself; running and stopping goes on from everywhere.
      if (stores.view.getState().dialog !== null && id !== 'run.toggle') return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat || id === 'problem.next' || id === 'problem.previous') runCommand(id, stores);
    }
    globalThis.addEventListener('keydown', press, { capture: true });
    return () => globalThis.removeEventListener('keydown', press, { capture: true });
  }, [stores]);
}
