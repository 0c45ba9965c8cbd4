import { Check, CodeXml, Copy, Download, FileText, QrCode as QrCodeIcon, Share2 } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Result } from '../../base/result.ts';
import { LIMITS } from '../../share/limits.ts';
import { sharedTestsText } from '../../share/shared-tests.ts';
import type { LinkProblem } from '../../share/link-problem.ts';
import { frameHtml } from '../model/frame-html.ts';
import { projectMarkdown } from '../model/project-markdown.ts';
import { copyText } from '../parts/clipboard.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { useCommand } from '../commands/use-commands.ts';
import { useProject, useRun, useView } from '../stores/context.ts';
import { MAX_QR_CHARS } from './qr-limit.ts';
import { currentLink } from './current-link.ts';
import styles from './ShareDialog.module.css';

const QrCode = lazy(async () => ({ default: (await import('./QrCode.tsx')).QrCode }));
/** Chat programs and mail cut longer addresses, though browsers take them. */
const cautiousChars = 8000;

/** The link to the project as it is now. */
export function ShareDialog() {
  const name = useProject((state) => state.name);
  const files = useProject((state) => state.files);
  const main = useProject((state) => state.main);
  const target = useProject((state) => state.target);
  const argumentsText = useProject((state) => state.argumentsText);
  const exampleId = useProject((state) => state.exampleId);
  const examples = useProject((state) => state.examples);
  const typed = useRun((state) => state.typed);
  const activeFile = useView((state) => state.activeFile);
  const tested = useRun((state) => (state.tested?.files === files ? state.tested.tests : null));
  const [isWithTests, setWithTests] = useState(true);
  const tests = isWithTests ? tested : null;
  const [link, setLink] = useState<Result<string, LinkProblem> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const project = { name, files, main, target, argumentsText, exampleId, examples };
    void currentLink({ project, typed, activeFile, tests }).then((made) => (isCurrent ? setLink(made) : undefined));
    return () => {
      isCurrent = false;
    };
  }, [name, files, main, target, argumentsText, exampleId, examples, typed, activeFile, tests]);

  return (
    <Dialog
      title="Share this project"
      description="The link is the project, with the function and the arguments chosen for Run: no server has it. Whoever opens it sees everything, and nothing runs before they press Run."
      size="small"
    >
      {link === null ? null : link.ok ? (
        <Link url={link.value} />
      ) : (
        <Refusal message={link.error.message} isSize={link.error.code === 'limit'} />
      )}
      {tested && (
        <label className={styles['tests']}>
          <input type="checkbox" checked={isWithTests} onChange={(event) => setWithTests(event.target.checked)} />
          With the results of its tests: {sharedTestsText(tested)}
        </label>
      )}
      {link?.ok === true && <OnPhone url={link.value} name={name} />}
      {link !== null && <AsMarkdown link={link.ok ? link.value : null} />}
      {link?.ok === true && <AsFrame link={link.value} />}
    </Dialog>
  );
}

function Link({ url }: { readonly url: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'denied'>('no');
  const field = useRef<HTMLInputElement>(null);
  const long = url.length > cautiousChars;

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  async function copy(): Promise<void> {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(url);
      setCopied('yes');
    } catch {
      setCopied('denied');
    }
  }

  return (
    <>
      <div className={styles['row']}>
        <input
          ref={field}
          className={styles['link']}
          aria-label="Link"
          readOnly
          value={url}
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="button primary" onClick={() => void copy()}>
          {copied === 'yes' ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
          {copied === 'yes' ? 'Copied' : 'Copy'}
        </button>
      </div>
      <p className={styles['length']}>{url.length.toLocaleString('en')} characters</p>
      {copied === 'denied' && (
        <p className={styles['note']} data-tone="warning" role="alert">
          The browser did not let the page copy. The link is selected: copy it by hand.
        </p>
      )}
      <output className="visually-hidden">{copied === 'yes' ? 'The link was copied' : ''}</output>
      {long && (
        <p className={styles['note']} data-tone="warning">
          This link is long. Browsers open it, but chat programs and mail may cut links beyond{' '}
          {cautiousChars.toLocaleString('en')} characters. A zip is safer there.
        </p>
      )}
      {long && <ExportInstead />}
    </>
  );
}

/** Of the files as they are: what others gave says nothing of them. */
function useLastResult(): string | null {
  const files = useProject((state) => state.files);
  return useRun(({ outcome, bootedFiles }) =>
    outcome?.kind === 'called' && bootedFiles === files ? outcome.text : null,
  );
}

/** From a screen to a phone, and from a phone to whatever is installed there. */
function OnPhone({ url, name }: { readonly url: string; readonly name: string }) {
  const notify = useView((state) => state.notify);
  const [isShown, setShown] = useState(false);
  const canShare = typeof navigator.share === 'function';
  const canShow = url.length <= MAX_QR_CHARS;

  async function share(): Promise<void> {
    try {
      await navigator.share({ title: name, url });
    } catch (error) {
      // Whoever closes the sheet of the system knows it.
      if (!(error instanceof DOMException && error.name === 'AbortError')) notify('The system did not share the link');
    }
  }
  if (!canShare && !canShow) return null;
  return (
    <div className={styles['other']}>
      {canShare && (
        <button type="button" className="button compact" onClick={() => void share()}>
          <Share2 size={15} aria-hidden="true" /> Send to…
        </button>
      )}
      {canShow && (
        <button type="button" className="button compact" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          <QrCodeIcon size={15} aria-hidden="true" /> {isShown ? 'Hide QR code' : 'QR code'}
        </button>
      )}
      <span>{canShow ? 'For a phone: its camera opens the link.' : 'To another program.'}</span>
      {isShown && (
        <Suspense fallback={null}>
          <QrCode url={url} />
        </Suspense>
      )}
    </div>
  );
}

/** For a message or a report: what one reads without opening the link. */
function AsMarkdown({ link }: { readonly link: string | null }) {
  const name = useProject((state) => state.name);
  const files = useProject((state) => state.files);
  const outcome = useLastResult();
  const notify = useView((state) => state.notify);
  return (
    <div className={styles['other']}>
      <button
        type="button"
        className="button compact"
        onClick={() =>
          void copyText(
            projectMarkdown({ name, link, files, outcome, engine: navigator.userAgent }),
            notify,
            'Copied as Markdown',
          )
        }
      >
        <FileText size={15} aria-hidden="true" /> Copy as Markdown
      </button>
      <span>Files, last result and browser, for a report.</span>
    </div>
  );
}

/** For a page of one's own; what it may say to the page around it is in the documentation. */
function AsFrame({ link }: { readonly link: string }) {
  const name = useProject((state) => state.name);
  const outcome = useLastResult();
  const notify = useView((state) => state.notify);
  return (
    <div className={styles['other']}>
      <button
        type="button"
        className="button compact"
        onClick={() => void copyText(frameHtml({ link, name, outcome }), notify, 'Copied as a frame')}
      >
        <CodeXml size={15} aria-hidden="true" /> Copy as a frame
      </button>
      <span>For your page: code, live once pressed.</span>
    </div>
  );
}

function Refusal({ message, isSize }: { readonly message: string; readonly isSize: boolean }) {
  return (
    <>
      <p className={styles['note']} data-tone="danger" role="alert">
        {isSize ? `This project is too large for a link. ${message}` : message}
      </p>
      {isSize && (
        <p className={styles['length']}>A link holds up to {LIMITS.linkChars.toLocaleString('en')} characters.</p>
      )}
      <ExportInstead isFirst />
    </>
  );
}

function ExportInstead({ isFirst = false }: { readonly isFirst?: boolean }) {
  const zip = useCommand('project.export');
  const button = useRef<HTMLButtonElement>(null);
  // Where there is no link this is what the dialog is for.
  useEffect(() => {
    if (isFirst) button.current?.focus();
  }, [isFirst]);
  return (
    <button ref={button} type="button" className={isFirst ? 'button primary' : 'button'} onClick={zip.run}>
      <Download size={15} aria-hidden="true" /> Export as zip
    </button>
  );
}
