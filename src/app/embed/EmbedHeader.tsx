import { errorText } from '../../base/error-text.ts';
import { ArrowUpRight } from 'lucide-react';
import { useProject, useStores, useView } from '../stores/context.ts';
import styles from './Poster.module.css';

/** In the place of the page's header: whose page it is, and the way to all of it. `linkNow` answers the address of the project as it stands. */
export function EmbedHeader({ linkNow }: { readonly linkNow: () => Promise<string> }) {
  const stores = useStores();
  const name = useProject((state) => state.name);
  const notify = useView((state) => state.notify);

  async function open(): Promise<void> {
    // At once, or the browser takes it for a window that nobody asked for.
    const tab = globalThis.open('', '_blank');
    try {
      await stores.project.getState().save();
      const link = await linkNow();
      if (tab) {
        tab.opener = null;
        tab.location.href = link;
      } else notify('The browser did not open a tab');
    } catch (error) {
      tab?.close();
      notify(errorText(error));
    }
  }
  return (
    <header className={styles['head']}>
      <h1 className={styles['title']}>{name}</h1>
      <button type="button" className={`button compact ${styles['link']}`} onClick={() => void open()}>
        Open in Wippy Playground <ArrowUpRight size={14} aria-hidden="true" />
      </button>
    </header>
  );
}
