/* eslint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- a press beside the drawer; the keyboard has Escape */
import { useEffect, useRef } from 'react';
import styles from './Drawer.module.css';
import { Sidebar } from './LazySidebar.tsx';
import { useView } from './stores/context.ts';

/** The side bar over the editors, where there is no room beside them. Escape or a press outside puts it away. */
export function Drawer() {
  const open = useView((state) => state.drawer);
  const setDrawer = useView((state) => state.setDrawer);
  const panel = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = panel.current;
    if (!element) return;
    if (open && !element.open) {
      element.showModal();
      // A name that is to be typed is what the drawer was opened for.
      element.querySelector<HTMLInputElement>('form input')?.focus();
    }
    if (!open && element.open) element.close();
  }, [open]);

  return (
    <dialog
      ref={panel}
      className={styles['drawer']}
      aria-label="Files and registry"
      onClose={() => setDrawer(false)}
      onClick={(event) => event.target === event.currentTarget && setDrawer(false)}
    >
      {open && <Sidebar />}
    </dialog>
  );
}
