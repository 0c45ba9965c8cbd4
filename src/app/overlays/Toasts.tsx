import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useNoticePlace } from '../parts/NoticeSlot.tsx';
import { useView } from '../stores/context.ts';
import styles from './Toasts.module.css';

/** Long enough to read a line. */
const timeoutMs = 4000;
/** And to reach for Undo. */
const actionTimeoutMs = 10_000;

/** Short messages, one at a time and announced politely; none is the only place where an error is told. */
export function Toasts() {
  const place = useNoticePlace();
  return (
    <Toast.Provider timeout={timeoutMs} limit={1}>
      <Bridge />
      <Toast.Portal container={place ?? document.body}>
        <Toast.Viewport className={styles['viewport']} data-place={place ? 'slot' : 'page'}>
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

/** Hands over what the store has gathered. */
function Bridge() {
  const waiting = useView((state) => state.toasts);
  const drop = useView((state) => state.dropToast);
  const { add, close } = Toast.useToastManager();
  useEffect(() => {
    for (const { id, text, action } of waiting) {
      drop(id);
      const key = `toast-${id}`;
      const actionProps = action && {
        children: action.label,
        onClick() {
          action.run();
          close(key);
        },
      };
      add({ id: key, description: text, ...(actionProps ? { actionProps, timeout: actionTimeoutMs } : {}) });
    }
  }, [waiting, drop, add, close]);
  return null;
}

function List() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles['toast']} aria-label="Notice">
      <Toast.Content className={styles['content']}>
        <Toast.Description className={styles['text']} />
        <Toast.Action className={styles['action']} />
        <Toast.Close className="icon-button" aria-label="Dismiss">
          <X size={15} aria-hidden="true" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
