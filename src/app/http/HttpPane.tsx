import { Copy, Plus } from 'lucide-react';
import { useState } from 'react';
import { narrowQuery } from '../commands/actions.ts';
import { httpSiteOf, type HttpSite } from '../model/http-routes.ts';
import { prepareUndo } from '../monaco/loader.ts';
import { copyText } from '../parts/clipboard.ts';
import { useProject, useStores } from '../stores/context.ts';
import type { HttpAnswer } from '../stores/run-answers.ts';
import { planEndpoint } from './add-endpoint.ts';
import { AnswerView } from './AnswerView.tsx';
import styles from './HttpPane.module.css';
import { RequestForm } from './RequestForm.tsx';
import { curlText, hasBody, parseHeaders, type RequestText } from './request-text.ts';
import type { Sent } from './sent.ts';

const MAX_SENT = 50;
const FIRST: RequestText = { method: 'GET', path: '/', headers: '', body: '' };

/** Requests to the project's own servers: what they answer, and what was asked before. */
export function HttpPane() {
  const id = useProject((state) => state.id);
  // Another project has other routes, and nothing that was asked of this one.
  return <Requests key={id} />;
}

function Requests() {
  const stores = useStores();
  const files = useProject((state) => state.files);
  const site = httpSiteOf(files);
  const [request, setRequest] = useState<RequestText>(FIRST);
  // The newest first.
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const [shownId, setShownId] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const shown = sent.find((one) => one.id === shownId) ?? null;
  const isWaiting = sent.some(({ answer }) => answer === null);

  async function send(): Promise<void> {
    const headers = parseHeaders(request.headers);
    if (!headers.ok) return setProblem(headers.error);
    if (!request.path.startsWith('/')) return setProblem('The path begins with a slash.');
    setProblem(null);
    const number = (sent[0]?.id ?? 0) + 1;
    setSent((all) => [{ id: number, request, answer: null }, ...all].slice(0, MAX_SENT));
    setShownId(number);
    const answer = await stores.run.getState().request(request.path, {
      method: request.method,
      headers: headers.value.map(([name, value]): [string, string] => [name, value]),
      ...(hasBody(request.method) && request.body !== '' ? { body: request.body } : {}),
    });
    setSent((all) => all.map((one) => (one.id === number ? { ...one, answer } : one)));
  }

  function again(one: Sent): void {
    setRequest(one.request);
    setShownId(one.id);
    setProblem(null);
  }

  return (
    <section className={`pane ${styles['pane']}`} aria-label="HTTP">
      <RequestForm
        request={request}
        problem={problem}
        isWaiting={isWaiting}
        onChange={setRequest}
        onSend={() => void send()}
        onStop={() => void stores.run.getState().stop()}
      >
        <button
          type="button"
          className="icon-button"
          aria-label="Copy as curl"
          data-tip="Copy as curl"
          onClick={() => void copyText(curlText(request, site.host), stores.view.getState().notify)}
        >
          <Copy size={15} aria-hidden="true" />
        </button>
      </RequestForm>
      <div className={styles['columns']}>
        <aside className={styles['aside']}>
          <Routes site={site} onChoose={(chosen) => setRequest({ ...request, ...chosen })} />
          {sent.length > 0 && <History sent={sent} shownId={shownId} onChoose={again} />}
        </aside>
        <div className={styles['main']}>
          {shown ? (
            <AnswerView sent={shown} />
          ) : (
            <EmptyAnswer site={site} onAdded={(added) => setRequest({ ...request, ...added })} />
          )}
        </div>
      </div>
    </section>
  );
}

interface RoutesProps {
  readonly site: HttpSite;
  readonly onChoose: (request: Pick<RequestText, 'method' | 'path'>) => void;
}

function Routes({ site: { routes }, onChoose }: RoutesProps) {
  if (routes.length === 0) return null;
  return (
    <>
      <h3 className={styles['title']}>Routes</h3>
      <ul className={styles['list']} aria-label="Routes">
        {routes.map(({ id, method, path }) => (
          <li key={id}>
            <button type="button" className={styles['row']} title={id} onClick={() => onChoose({ method, path })}>
              <span className={styles['method']}>{method}</span>
              <span className={styles['path']}>{path}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface HistoryProps {
  readonly sent: readonly Sent[];
  readonly shownId: number | null;
  readonly onChoose: (one: Sent) => void;
}

function History({ sent, shownId, onChoose }: HistoryProps) {
  return (
    <>
      <h3 className={styles['title']}>Sent</h3>
      <ul className={styles['list']} aria-label="Sent requests">
        {sent.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={styles['row']}
              aria-current={one.id === shownId ? 'true' : undefined}
              onClick={() => onChoose(one)}
            >
              <span className={styles['method']}>{one.request.method}</span>
              <span className={styles['path']}>{one.request.path}</span>
              <span className={styles['status']} data-look={lookOf(one.answer)}>
                {one.answer === null ? '…' : one.answer.kind === 'answered' ? one.answer.status : 'failed'}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Which colour an answer has. */
function lookOf(answer: HttpAnswer | null): 'good' | 'bad' | 'waiting' {
  if (answer === null) return 'waiting';
  return answer.kind === 'answered' && answer.status < 400 ? 'good' : 'bad';
}

interface EmptyAnswerProps {
  readonly site: HttpSite;
  /** There is a first route, to be asked at once. */
  readonly onAdded: (request: Pick<RequestText, 'method' | 'path'>) => void;
}

function EmptyAnswer({ site, onAdded }: EmptyAnswerProps) {
  const stores = useStores();
  const readOnly = useProject((state) => state.access === 'read');
  const [problem, setProblem] = useState<string | null>(null);

  function add(): void {
    const { project, view } = stores;
    const planned = planEndpoint(project.getState());
    if (!planned.ok) return setProblem(planned.error);
    prepareUndo([planned.value.registry]);
    project.getState().addFiles(planned.value.files);
    const [added] = httpSiteOf(project.getState().files).routes;
    if (added) onAdded({ method: added.method, path: added.path });
    if (!matchMedia(narrowQuery).matches) view.getState().openFile(planned.value.source);
    view.getState().notify(`Added an endpoint and ${planned.value.source}`);
  }

  return (
    <div className="guide">
      <p className="lead">
        {site.routes.length > 0
          ? 'Choose a route, or type a path, and send a request.'
          : 'The project’s own HTTP servers answer here, in the page.'}
      </p>
      <p>
        A server is an <code>http.service</code>, its routes are <code>http.router</code> and <code>http.endpoint</code>{' '}
        entries, and a function answers: in Lua by <code>http.response()</code>, in WebAssembly with{' '}
        <code>transport: wasi-http</code>. Nothing leaves the page.
      </p>
      {site.routes.length === 0 && (
        <p>
          <button type="button" className="button compact" disabled={readOnly} onClick={add}>
            <Plus size={14} aria-hidden="true" /> Add an endpoint
          </button>
        </p>
      )}
      {problem !== null && <p role="alert">{problem}</p>}
    </div>
  );
}
