import { Check, CircleAlert, Copy, Download, FileQuestion, FileBraces, RefreshCw, TriangleAlert } from 'lucide-react';
import { useCallback, useId, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { BinaryDescription, ProblemKind } from '../../contract/binaries.ts';
import { formatBytes } from '../model/format-bytes.ts';
import { download } from '../parts/download.ts';
import { useProject, useStores, useTools, useView } from '../stores/context.ts';
import { baseName } from '../model/project-files.ts';
import { ToolsProgress } from '../parts/ToolsProgress.tsx';
import { CodeView } from './CodeView.tsx';
import { Overview } from './Overview.tsx';
import { replaceBinary } from './replace-binary.ts';
import { TextView } from './TextView.tsx';
import { useAsked } from './use-asked.ts';
import { useJavaScriptModule, type JavaScriptModuleMaker } from './use-javascript-module.ts';
import styles from './WasmTab.module.css';

export interface WasmTabProps {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** What a binary is, what it needs and what it gives. */
export function WasmTab({ path, content }: WasmTabProps) {
  const bytes = useMemo(() => (content instanceof Uint8Array ? content : new TextEncoder().encode(content)), [content]);
  const describe = useTools((state) => state.describe);
  const asked = useAsked(useCallback(() => describe(bytes), [describe, bytes]));
  return (
    <div className={styles['tab']}>
      {bytes.length === 0 ? (
        <State
          path={path}
          bytes={bytes}
          icon={<FileQuestion size={22} aria-hidden="true" />}
          title="This file is empty"
        >
          Put a binary in its place, or build one from text.
        </State>
      ) : asked.state === 'waiting' ? (
        <div className={styles['waiting']}>
          <ToolsProgress idleText="Reading the binary…" />
        </div>
      ) : asked.state === 'failed' ? (
        <State
          path={path}
          bytes={bytes}
          icon={<TriangleAlert size={22} aria-hidden="true" />}
          title="The binary could not be read"
        >
          {asked.message}
        </State>
      ) : asked.value.digest === '' ? (
        <State
          path={path}
          bytes={bytes}
          icon={<TriangleAlert size={22} aria-hidden="true" />}
          title="The binary could not be read"
        >
          {asked.value.problem}
        </State>
      ) : asked.value.form === null ? (
        <State
          path={path}
          bytes={bytes}
          icon={<FileQuestion size={22} aria-hidden="true" />}
          title="This is not WebAssembly"
        >
          A WebAssembly binary begins with the bytes <code>00 61 73 6d</code>, this file with{' '}
          <code>{hexOf(bytes.subarray(0, 4))}</code>.{asked.value.problem !== null && <> {asked.value.problem}</>}
        </State>
      ) : (
        <Described path={path} bytes={bytes} description={asked.value} />
      )}
    </div>
  );
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

interface StateProps {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}

/** Instead of a description. */
function State({ path, bytes, icon, title, children }: StateProps) {
  return (
    <div className={styles['state']}>
      {icon}
      <p className={styles['stateTitle']}>{title}</p>
      <p>{children}</p>
      <p className={styles['stateSize']}>
        {baseName(path)}, {bytes.length.toLocaleString('en')} {bytes.length === 1 ? 'byte' : 'bytes'}
      </p>
      <div className={styles['actions']}>
        <Actions path={path} bytes={bytes} />
      </div>
    </div>
  );
}

interface ActionsProps {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Of a component. */
  readonly maker?: JavaScriptModuleMaker;
}

function Actions({ path, bytes, maker }: ActionsProps) {
  const stores = useStores();
  const readOnly = useProject((state) => state.access === 'read');
  return (
    <>
      <button
        type="button"
        className="button compact"
        disabled={bytes.length === 0}
        onClick={() => download(baseName(path), bytes)}
      >
        <Download size={14} aria-hidden="true" /> Download
      </button>
      {maker && (
        <button
          type="button"
          className="button compact"
          disabled={maker.made.state === 'making'}
          aria-label="Download as a JavaScript module"
          data-tip="A zip with a JavaScript module and its types, for a page of your own"
          onClick={maker.make}
        >
          <FileBraces size={14} aria-hidden="true" /> As JavaScript
        </button>
      )}
      <button
        type="button"
        className="button compact"
        disabled={readOnly}
        onClick={() => void replaceBinary(stores, path)}
      >
        <RefreshCw size={14} aria-hidden="true" /> Replace…
      </button>
    </>
  );
}

type Part = 'overview' | 'wit' | 'wat';
const partTitles: Readonly<Record<Part, string>> = { overview: 'Overview', wit: 'WIT', wat: 'WAT' };

interface DescribedProps {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly description: BinaryDescription;
}

function Described({ path, bytes, description }: DescribedProps) {
  const id = useId();
  const [wanted, setPart] = useState<Part>('overview');
  const parts: readonly Part[] = description.wit === null ? ['overview', 'wat'] : ['overview', 'wit', 'wat'];
  const part = parts.includes(wanted) ? wanted : 'overview';
  const disassemble = useTools((state) => state.disassemble);
  const askText = useCallback(() => disassemble(bytes), [disassemble, bytes]);
  const maker = useJavaScriptModule(path, bytes);
  const canBeModule = description.form === 'component' && description.problemKind !== 'invalid';

  function press(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = parts[(parts.indexOf(part) + step + parts.length) % parts.length] ?? 'overview';
    setPart(next);
    document.querySelector<HTMLElement>(`[id="${id}-${next}"]`)?.focus();
  }

  return (
    <>
      <header className={styles['header']}>
        <div className={styles['what']}>
          <span className={styles['form']} data-form={description.form}>
            {description.form === 'component' ? 'Component' : 'Core module'}
          </span>
          <span className={styles['size']} title={`${description.sizeBytes.toLocaleString('en')} bytes`}>
            {formatBytes(description.sizeBytes)}
          </span>
          <span className={styles['actions']}>
            <Actions path={path} bytes={bytes} {...(canBeModule ? { maker } : {})} />
          </span>
        </div>
        <Digest digest={description.digest} />
        <Making maker={maker} />
        {description.problem !== null && (
          <Problem kind={description.problemKind ?? 'invalid'} text={description.problem} />
        )}
        {description.unchecked !== undefined && (
          <p className={styles['problem']} data-tone="warning" role="note">
            <TriangleAlert size={14} aria-hidden="true" />
            <span>
              <strong>Not checked as a whole:</strong> {description.unchecked}.
            </span>
          </p>
        )}
      </header>
      <div className={styles['parts']} role="tablist" aria-label="Views of the binary">
        {parts.map((item) => (
          <button
            key={item}
            type="button"
            role="tab"
            id={`${id}-${item}`}
            className={styles['part']}
            aria-selected={item === part}
            aria-controls={`${id}-panel`}
            tabIndex={item === part ? 0 : -1}
            onClick={() => setPart(item)}
            onKeyDown={press}
          >
            {partTitles[item]}
          </button>
        ))}
      </div>
      <div
        className={styles['panel']}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${part}`}
        data-scrolls={part === 'overview'}
      >
        {part === 'overview' ? (
          <Overview path={path} description={description} />
        ) : part === 'wit' ? (
          <TextView language="wit" label={`WIT of ${path}`} text={description.wit ?? ''} isCut={false} />
        ) : (
          <Disassembled path={path} bytes={bytes} ask={askText} />
        )}
      </div>
    </>
  );
}

const PROBLEMS: Readonly<Record<ProblemKind, { readonly title: string; readonly means: string }>> = {
  invalid: { title: 'Not valid', means: 'It does not run. What could be read is below.' },
  unsupported: { title: 'Not runnable here', means: 'It is valid, but this runtime cannot link it: its calls fail.' },
  tolerated: { title: 'Not valid, but it runs here', means: 'Other runtimes may refuse it.' },
};

function Problem({ kind, text }: { readonly kind: ProblemKind; readonly text: string }) {
  const { title, means } = PROBLEMS[kind];
  const isDanger = kind !== 'tolerated';
  return (
    <div className={styles['problem']} data-tone={isDanger ? 'danger' : 'warning'} role={isDanger ? 'alert' : 'note'}>
      {isDanger ? <CircleAlert size={14} aria-hidden="true" /> : <TriangleAlert size={14} aria-hidden="true" />}
      <div>
        <p>
          <strong>{title}.</strong> {means}
        </p>
        <p className={styles['problemText']}>{text}</p>
      </div>
    </div>
  );
}

/** How far the module is, or why there is none. */
function Making({ maker: { made, cancel } }: { readonly maker: JavaScriptModuleMaker }) {
  if (made.state === 'idle') return null;
  if (made.state === 'failed')
    return (
      <div className={styles['problem']} data-tone="danger" role="alert">
        <CircleAlert size={14} aria-hidden="true" />
        <div>
          <p>
            <strong>No JavaScript module was made.</strong>
          </p>
          <p className={styles['problemText']}>{made.message}</p>
        </div>
      </div>
    );
  return (
    <div className={styles['making']}>
      <ToolsProgress idleText="Making a JavaScript module…" />
      <button type="button" className="button compact" onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}

function Digest({ digest }: { readonly digest: string }) {
  const notify = useView((state) => state.notify);
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(digest);
      setCopied(true);
    } catch {
      notify('The browser did not allow copying');
    }
  }
  return (
    <div className={styles['digest']}>
      <span className={styles['digestName']}>SHA-256</span>
      <code className={styles['digestText']} title={digest}>
        {digest.replace(/^sha256:/, '')}
      </code>
      <button
        type="button"
        className="icon-button"
        aria-label="Copy the digest as a hash field has it"
        data-tip={copied ? 'Copied' : 'Copy as “sha256:…”'}
        onClick={() => void copy()}
      >
        {copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      </button>
      <output className="visually-hidden">{copied ? 'The digest was copied' : ''}</output>
    </div>
  );
}

type Text =
  | { readonly ok: true; readonly text: string; readonly isCut: boolean; readonly places: Uint32Array }
  | { readonly ok: false; readonly message: string };

/** Made when it is looked at. */
function Disassembled({
  path,
  bytes,
  ask,
}: Pick<ActionsProps, 'path' | 'bytes'> & { readonly ask: () => Promise<Text> }) {
  const asked = useAsked(ask);
  if (asked.state === 'waiting') {
    return (
      <div className={styles['waiting']}>
        <ToolsProgress idleText="Taking the binary apart…" />
      </div>
    );
  }
  const message = asked.state === 'failed' ? asked.message : asked.value.ok ? null : asked.value.message;
  if (message !== null) {
    return (
      <div className={styles['state']}>
        <TriangleAlert size={22} aria-hidden="true" />
        <p className={styles['stateTitle']}>There is no text of this binary</p>
        <p>{message}</p>
      </div>
    );
  }
  return asked.state === 'there' && asked.value.ok ? <CodeView path={path} bytes={bytes} {...asked.value} /> : null;
}
