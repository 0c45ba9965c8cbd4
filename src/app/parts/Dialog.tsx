import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { NoticeSlot } from './NoticeSlot.tsx';
import { useView } from '../stores/context.ts';
import styles from './Dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly description?: string;
  readonly size?: 'small' | 'medium' | 'wide';
  /** For content without a control, which the keyboard could not scroll otherwise. */
  readonly isText?: boolean;
  /** What the focus begins with, where that is not the first control. */
  readonly firstField?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/** The page's one dialog. Escape, the button and a press outside close it; the focus goes back where it was. */
export function Dialog({ title, description, size = 'medium', isText = false, firstField, children }: DialogProps) {
  const openDialog = useView((state) => state.openDialog);
  return (
    <Base.Root open onOpenChange={(open) => !open && openDialog(null)}>
      <Base.Portal>
        <Base.Backdrop className={styles['backdrop']} />
        <Base.Popup className={styles['popup']} data-size={size} {...(firstField ? { initialFocus: firstField } : {})}>
          <header className={styles['header']}>
            <div className={styles['heading']}>
              <Base.Title className={styles['title']}>{title}</Base.Title>
              {description !== undefined && (
                <Base.Description className={styles['description']}>{description}</Base.Description>
              )}
            </div>
          </header>
          <div className={styles['content']} {...(isText ? { tabIndex: 0, role: 'region', 'aria-label': title } : {})}>
            {children}
          </div>
          <NoticeSlot className={styles['notice']} />
          {/* Last, so that the focus begins with what the dialog is for. */}
          <Base.Close className={`icon-button ${styles['close']}`} aria-label="Close" data-tip="Close (Esc)">
            <X size={17} aria-hidden="true" />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
