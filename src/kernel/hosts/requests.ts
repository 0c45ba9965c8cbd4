import type { ResultOf } from '../../contract/hosts/host-interface.ts';
import type { requests as spec } from '../../contract/hosts/requests.ts';
import type { HttpErrorCode } from '../../contract/hosts/wasi-http.ts';
import { HostAnswer } from '../commands/host-answer.ts';
import type { NetworkWork } from '../commands/network.ts';
import { CallRequest, thingsOf } from '../network/call-things.ts';
import type { NetworkHost } from '../network/network-host.ts';
import type { RequestFailure } from '../network/request-failure.ts';
import type { Completion, Frame } from '../scheduler/process.ts';
import { fetchedCode } from './fetched-code.ts';
import type { KernelHalf } from './kernel-half.ts';

type Functions = (typeof spec)['functions'];
type Answer = ResultOf<Functions['answer']>;
type Read = ResultOf<Functions['read']>;

/** What a number is that stands for nothing: the kernel could not even begin. */
const UNKNOWN = 'there is no such request';
/** Of number 0, which `begin` answers where it could not. */
const UNSENT = 'the request was not sent: too many are open, or what sends them could not be fetched';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const withCode = fetchedCode(() => import('../network/guest-request.ts'));

function tell(reply: (completion: Completion) => void, value: unknown): null {
  reply({ status: 'returned', source: new HostAnswer(value) });
  return null;
}

function requestOf(host: NetworkHost, frame: Frame, number: number): CallRequest | null {
  return thingsOf(frame, host.ownedBy).get(CallRequest, number);
}

/** spec/hosts §8.4 */
function codeOf({ reason, failure: { message } }: RequestFailure): HttpErrorCode {
  switch (reason) {
    case 'denied':
      return { tag: 'HTTP-request-denied', val: null };
    case 'refused':
      return { tag: 'connection-refused', val: null };
    case 'timeout':
      return { tag: 'connection-timeout', val: null };
    case 'too large':
      return { tag: 'HTTP-response-body-size', val: null };
    case 'loop':
      return { tag: 'loop-detected', val: null };
    case 'invalid':
    case 'unreachable':
    case 'closed':
      return { tag: 'internal-error', val: message };
  }
}

export const requests: KernelHalf<typeof spec> = {
  begin: {
    command: ({ method, url, headers, body }): NetworkWork<'http request'> => ({
      type: 'http request',
      work: (host, frame, reply) =>
        withCode(
          host,
          ({ GuestRequest }) => {
            const request = {
              method,
              url,
              headers: headers.map(([name, value]) => [name, decoder.decode(value)] as const),
              body: body && body.slice(),
            };
            return tell(
              reply,
              thingsOf(frame, host.ownedBy).add(() => new GuestRequest(host, frame, request)),
            );
          },
          () => tell(reply, 0),
        ),
    }),
    answer: (completion) => HostAnswer.of(completion) as number,
  },
  answer: {
    command: ({ of }): NetworkWork<'http request'> => ({
      type: 'http request',
      work: (host, frame, reply) => tell(reply, of === 0 ? unsent(UNSENT) : answerOf(requestOf(host, frame, of))),
    }),
    answer: (completion) => HostAnswer.of(completion) as Answer,
  },
  read: {
    command: ({ of, 'max-bytes': maxBytes, waits }): NetworkWork<'http read'> => ({
      type: 'http read',
      work: (host, frame, reply) => {
        const request = requestOf(host, frame, of);
        if (!request) return tell(reply, { err: UNKNOWN } satisfies Read);
        return request.read(Number(maxBytes), waits ? 'waiting' : 'now', (piece) => {
          const read: Read =
            piece === 'nothing yet'
              ? { ok: null }
              : piece.ok
                ? { ok: piece.value ?? new Uint8Array() }
                : { err: piece.error.failure.message };
          tell(reply, read);
        });
      },
    }),
    answer: (completion) => HostAnswer.of(completion) as Read,
  },
  close: {
    command: ({ of }): NetworkWork<'http request'> => ({
      type: 'http request',
      work: ({ ownedBy }, frame, reply) => {
        thingsOf(frame, ownedBy).close(of);
        return tell(reply, undefined);
      },
    }),
  },
};

function answerOf(request: CallRequest | null): Answer {
  if (!request) return unsent(UNKNOWN);
  const answer = request.answer();
  if (!answer) return null;
  if ('reason' in answer) return { err: codeOf(answer) };
  return {
    ok: {
      status: answer.status,
      headers: answer.headers.map(([name, value]) => [name, encoder.encode(value)] as const),
    },
  };
}

function unsent(why: string): Answer {
  return { err: { tag: 'internal-error', val: why } };
}
