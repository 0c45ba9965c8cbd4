import { focusPane } from '../commands/actions.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { useOnScreen } from '../parts/use-on-screen.ts';
import { useProject, useStores, useView } from '../stores/context.ts';
import type { ExampleSource } from '../stores/project-store.ts';
import styles from './GalleryDialog.module.css';

/** The shipped projects. Each opens as a copy: what the visitor has written stays where it is. */
export function GalleryDialog() {
  const examples = useProject((state) => state.examples);
  return (
    <Dialog title="Examples" description="Each opens as a copy. Your own projects stay as they are." size="wide">
      {examples.length === 0 ? (
        <p className={styles['empty']}>There are no examples here.</p>
      ) : (
        <ul className={styles['cards']}>
          {examples.map((example) => (
            <Card key={example.id} example={example} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Card({ example }: { readonly example: ExampleSource }) {
  const stores = useStores();
  const openExample = useProject((state) => state.openExample);
  const openDialog = useView((state) => state.openDialog);
  const isOnScreen = useOnScreen();

  async function open(): Promise<void> {
    // What is typed meanwhile is for nobody, so the dialog stays until the project is there.
    await openExample(example.id);
    // Closed meanwhile: the visitor does something else by now.
    if (!isOnScreen()) return;
    openDialog(null);
    focusPane(stores, 'editor');
  }

  return (
    <li>
      <button type="button" className={styles['card']} onClick={() => void open()}>
        <span className={styles['title']}>{example.title}</span>
        <span className={styles['summary']}>{example.summary}</span>
        <span className={styles['runs']}>
          Runs <code>{example.main.id}</code>
        </span>
      </button>
    </li>
  );
}
