import { Download } from 'lucide-react';
import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { fetchOnce } from '../../client/fetch-once.ts';
import type { ImportedProject } from '../../share/import-files.ts';
import { LIMITS } from '../../share/limits.ts';
import { readFetched, readPasted } from '../../share/pasted.ts';
import { openAsProject } from '../commands/archives.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { useStores } from '../stores/context.ts';
import styles from './ImportDialog.module.css';

/** Outlives the dialog: a press beside it loses nothing that was pasted. Empty once it was opened. */
let kept = '';

/** Text or an address becomes a project of its own. */
export function ImportDialog() {
  const stores = useStores();
  const id = useId();
  const [text, setText] = useState(kept);
  const [problem, setProblem] = useState<string | null>(null);
  const [isOpening, setOpening] = useState(false);
  const [request, setRequest] = useState<AbortController | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => () => request?.abort(), [request]);
  const pasted = readPasted(text);
  const host = pasted.ok && pasted.value.kind === 'address' ? new URL(pasted.value.url).host : null;

  async function open(project: ImportedProject): Promise<void> {
    setOpening(true);
    try {
      await openAsProject(stores, project, 'Imported project');
      kept = '';
    } finally {
      setOpening(false);
    }
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (request || isOpening) return;
    if (!pasted.ok) {
      setProblem(pasted.error.message);
      field.current?.focus();
      return;
    }
    const { value } = pasted;
    if (value.kind === 'project') return open(value.project);
    if (value.kind === 'link') {
      kept = '';
      stores.view.getState().openDialog(null);
      // As if it stood in the page's own address.
      location.hash = value.hash;
      return;
    }
    const controller = new AbortController();
    setRequest(controller);
    setProblem(null);
    const fetched = await fetchOnce(value.url, { maxBytes: LIMITS.importBytes, signal: controller.signal });
    if (controller.signal.aborted) return;
    const read = fetched.ok ? readFetched(fetched.value, value.url) : fetched;
    setRequest(null);
    if (read.ok) await open(read.value);
    else setProblem(typeof read.error === 'string' ? read.error : read.error.message);
  }

  return (
    <Dialog
      title="Import text or an address"
      description="A link of this page, the address of a gist or of a file, a gist as JSON, or the text of one file. It opens as a project of its own; nothing runs before you press Run."
      size="small"
      firstField={field}
    >
      <form className={styles['form']} onSubmit={(event) => void submit(event)}>
        <textarea
          ref={field}
          className={styles['text']}
          aria-label="Text or address"
          aria-invalid={problem !== null}
          aria-describedby={`${id}-said`}
          rows={8}
          spellCheck={false}
          autoCapitalize="off"
          placeholder="https://gist.github.com/…"
          value={text}
          onChange={(event) => {
            kept = event.target.value;
            setText(kept);
            // What comes of the address before is not wanted any more.
            request?.abort();
            setRequest(null);
            setProblem(null);
          }}
        />
        <p id={`${id}-said`} className={styles['said']} data-problem={problem !== null} role="status">
          {problem ??
            (host === null
              ? ''
              : `Asks ${host}, as nobody in particular, when you press the button; another host that it leads to is refused.`)}
        </p>
        <div className={styles['bar']}>
          <button type="submit" className="button primary" aria-disabled={request !== null || isOpening}>
            <Download size={15} aria-hidden="true" />
            {request ? 'Fetching…' : host === null ? 'Open' : 'Fetch and open'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
