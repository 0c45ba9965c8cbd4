/** The other end of the messages: answers the page that embeds this one, and nobody else. */
import { errorText } from '../../base/error-text.ts';
import type { Dispose } from '../../base/disposable.ts';
import { assertNever } from '../../base/assert-never.ts';
import type { CallResult } from '../../contract/api.ts';
import type { AppStores } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import { protocolVersion, readMessage, type HostRequest } from './messages.ts';

/** What of a window it takes. */
export interface HostWindow {
  readonly parent: unknown;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

export type Answerer = (request: HostRequest) => Promise<unknown>;

export interface HostOptions {
  readonly page: HostWindow;
  /** The one origin that is heard; null for any that embeds the page. */
  readonly origin: string | null;
  readonly answer: Answerer;
}

type Port = Pick<Window, 'postMessage'>;

/** Answers `{ wippy, id, ok: true, value }` or `{ wippy, id, ok: false, error }`, to the origin that has asked. */
export function listenToHost({ page, origin, answer }: HostOptions): Dispose {
  const hear = (event: MessageEvent<unknown>): void => {
    // Only the page around this one; a page of its own has itself for a parent.
    if (event.source === null || event.source !== page.parent || event.source === page) return;
    if (origin !== null && event.origin !== origin) return;
    const message = readMessage(event.data);
    if (!message) return;
    const { id, request } = message;
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the parent is a window
    const port = event.source as Port;
    // A sandboxed frame has no origin that could be named.
    const target = event.origin === 'null' ? '*' : event.origin;
    const reply = (part: object): void => port.postMessage({ wippy: protocolVersion, id, ...part }, target);
    if (!request.ok) return reply({ ok: false, error: request.error });
    answer(request.value).then(
      (value) => reply({ ok: true, value }),
      (error: unknown) => reply({ ok: false, error: errorText(error) }),
    );
  };
  page.addEventListener('message', hear);
  return () => page.removeEventListener('message', hear);
}

/** Before anybody has pressed the poster. */
export const notStarted: Answerer = () => Promise.reject(new Error('the visitor has not started the page yet'));

/** `link` answers the address of the project as it stands. Projects that the visitor keeps here are nobody else's business. */
export function answerWith(stores: Pick<AppStores, 'project' | 'run'>, link: () => Promise<string>): Answerer {
  const { project, run } = stores;
  /** Projects that came from outside, and go on being told of when the visitor has changed them. */
  const shown = new Set<string>();
  const note = (): void => {
    const { id, origin } = project.getState();
    if (origin === 'link') shown.add(id);
  };
  note();
  project.subscribe(note);
  const ofLink = (): void => {
    if (!shown.has(project.getState().id)) throw new Error('the project on screen is one of the visitor’s own');
  };
  const free = (): void => {
    if (isActive(run.getState())) throw new Error('something is running already');
  };
  return async (request) => {
    switch (request.method) {
      case 'open':
        ofLink();
        free();
        await project.getState().openLink({ name: request.name, files: request.files, main: null });
        return null;
      case 'files':
        ofLink();
        return project.getState().files;
      case 'link':
        ofLink();
        return link();
      case 'run': {
        ofLink();
        free();
        const before = run.getState().outcome;
        await run.getState().run();
        const { outcome, argumentsError } = run.getState();
        if (outcome?.kind === 'called' && outcome !== before) return outcome.result;
        throw new Error(argumentsError ?? 'nothing was called: the project has problems, or was stopped');
      }
      case 'call': {
        ofLink();
        free();
        return callOf(stores, request);
      }
      case 'stop':
        await run.getState().stop();
        return null;
      default:
        return assertNever(request);
    }
  };
}

async function callOf(
  { run }: Pick<AppStores, 'run'>,
  { target, args }: Extract<HostRequest, { method: 'call' }>,
): Promise<CallResult> {
  if (!(await run.getState().boot())) throw new Error('nothing was called: the project has problems, or was stopped');
  return run.getState().running.call(target, ...args);
}
