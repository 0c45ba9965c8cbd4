/** The `http_client` module (spec/lua-modules §13). */
import { err, ok, type Result } from '../../../base/result.ts';
import type { Dispose } from '../../../base/disposable.ts';
import type { ValueSource, ValueWriter } from '../../../contract/values.ts';
import { invalid, limitExceeded, type Failure } from '../../../contract/errors.ts';
import type { HttpHeaders } from '../../../contract/http.ts';
import { httpClientSpec } from '../../../contract/lua-modules/http-client.ts';
import type { Random } from '../../../contract/ports.ts';
import { isDue, spendBytes } from '../../../base/effort.ts';
import { httpRequest, type NetworkWork } from '../../commands/network.ts';
import { HostAnswer } from '../../commands/host-answer.ts';
import { startRequest, type ClientRequest, type ClientResponse } from '../../network/http-client.ts';
import type { NetworkHost } from '../../network/network-host.ts';
import { readAll, type ResponseBody } from '../../network/response-body.ts';
import { failed, type Completion, type Frame } from '../../scheduler/process.ts';
import { pushAnswer, pushRefusal } from '../answers.ts';
import { issue, request as local } from '../commands.ts';
import { returnFailure } from '../error-object.ts';
import * as call from '../vm/call.ts';
import { TextBuilder } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { requestAt, type AskedRequest } from './http-client-options.ts';
import { streamClass } from './http-stream.ts';
import { defineModule } from './module.ts';
import { textAt } from './process-arguments.ts';
import { escapeQuery, pieceEnd, unescapeQuery } from './uri-text.ts';

const MAX_BATCH = 100;

/* ---------------------------------------------------------------- answers as values */

/** Names as Go writes them: `Content-Type`. */
function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function writeMap(writer: ValueWriter, field: string, entries: ReadonlyMap<string, string>): void {
  if (entries.size === 0) return;
  writer.map();
  for (const [name, value] of entries) {
    writer.string(value);
    writer.setField(name);
  }
  writer.setField(field);
}

/** The first value of each name. */
function firstValues(headers: HttpHeaders): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of headers) {
    const canonical = canonicalName(name);
    if (!found.has(canonical)) found.set(canonical, value);
  }
  return found;
}

/** Of what the project's own servers set; browsers keep those of others from pages. */
function cookiesOf(headers: HttpHeaders): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    const [, key, text = ''] = /^\s*([^=;\s]+)=([^;]*)/.exec(value) ?? [];
    if (key !== undefined) cookies.set(key, text.trim());
  }
  return cookies;
}

/** `body`: null where it is read as a stream. */
function writeResponse(writer: ValueWriter, response: ClientResponse, body: Uint8Array | null): void {
  writer.map();
  writer.integer(response.status);
  writer.setField('status_code');
  if (body && body.length > 0) {
    writer.bytes(body);
    writer.setField('body');
  }
  if (body) {
    writer.integer(body.length);
    writer.setField('body_size');
  }
  writer.string(response.url);
  writer.setField('url');
  writeMap(writer, 'headers', firstValues(response.headers));
  writeMap(writer, 'cookies', cookiesOf(response.headers));
}

function sourceOf(write: (writer: ValueWriter) => void): ValueSource {
  return {
    writeTo(writer) {
      write(writer);
      return 1;
    },
  };
}

/* ---------------------------------------------------------------- requests */

interface Whole {
  readonly response: ClientResponse;
  readonly body: Uint8Array;
}

/** A request up to the end of its answer. */
function wholeAnswer(
  host: NetworkHost,
  frame: Frame,
  request: ClientRequest,
  done: (whole: Result<Whole, Failure>) => void,
): Dispose {
  let undo: Dispose = () => {};
  const cancel = startRequest(host, frame, request, (answered) => {
    if (!answered.ok) return done(err(answered.error.failure));
    const response = answered.value;
    undo = readAll(response.body, host.held, (all) =>
      done(all.ok ? ok({ response, body: all.value }) : err(all.error.failure)),
    );
  });
  return () => {
    cancel();
    undo();
  };
}

function askWhole(L: LuaState, request: ClientRequest): number {
  const command: NetworkWork<'http request'> = {
    type: 'http request',
    work: (host, frame, reply) =>
      wholeAnswer(host, frame, request, (whole) =>
        reply(
          whole.ok
            ? {
                status: 'returned',
                source: sourceOf((writer) => writeResponse(writer, whole.value.response, whole.value.body)),
              }
            : failed(whole.error),
        ),
      ),
  };
  return issue(L, httpRequest, command);
}

const beginning = (request: ClientRequest): NetworkWork<'http request'> => ({
  type: 'http request',
  work: (host, frame, reply) =>
    startRequest(host, frame, request, (answered) =>
      reply(
        answered.ok ? { status: 'returned', source: new HostAnswer(answered.value) } : failed(answered.error.failure),
      ),
    ),
});

/** Unanswered for as long as more of the body may come: it goes with the process that reads it. */
const reading = (body: ResponseBody): NetworkWork<'http stream'> => ({
  type: 'http stream',
  work: (_host, _frame, reply) => {
    body.whenOver(() => reply({ status: 'returned', source: sourceOf((writer) => writer.nil()) }));
    return () => body.close();
  },
});

const TOO_MANY = limitExceeded('too many requests of one process');

/** Goes on with the head of the answer, and a stream for its body. */
function askStream(L: LuaState, request: ClientRequest): number {
  return local(L, (inside) => {
    const { asker } = inside;
    const undo = inside.begin(beginning(request), (completion) => {
      if (completion.status === 'failed') return asker.wake((to) => pushAnswer(to, completion));
      const response = HostAnswer.of(completion) as ClientResponse;
      if (!inside.begin(reading(response.body), () => {})) {
        response.body.close();
        return asker.wake((to) => pushRefusal(to, TOO_MANY));
      }
      asker.wake((to) => {
        const count = pushAnswer(to, {
          status: 'returned',
          source: sourceOf((writer) => writeResponse(writer, response, null)),
        });
        if (stack.typeName(to, -2) === 'table') {
          streamClass.push(to, response.body);
          stack.rawSetField(to, -3, 'stream');
        }
        return count;
      });
    });
    if (!undo) asker.wake((to) => pushRefusal(to, TOO_MANY));
  });
}

function ask(L: LuaState, asked: Result<AskedRequest, Failure>): number {
  if (!asked.ok) return returnFailure(L, asked.error);
  const { request, isStream } = asked.value;
  return isStream ? askStream(L, request) : askWhole(L, request);
}

/* ---------------------------------------------------------------- several at once */

/** Requests that cannot be made are failures at their places. */
function askAll(L: LuaState, requests: readonly Result<AskedRequest, Failure>[]): number {
  const work: NetworkWork<'http request'>['work'] = (host, frame, reply) => {
    const answers: Result<Whole, Failure>[] = [];
    let left = requests.length;
    const undos = requests.map((asked, index) => {
      const settle = (whole: Result<Whole, Failure>): void => {
        answers[index] = whole;
        if (--left === 0) reply(batchOf(answers));
      };
      if (asked.ok) return wholeAnswer(host, frame, asked.value.request, settle);
      settle(asked);
      return () => {};
    });
    return () => {
      for (const undo of undos) undo();
    };
  };
  return local(L, (inside) => {
    const { asker } = inside;
    const undo = inside.begin({ type: 'http request', work } as NetworkWork, (completion) =>
      asker.wake((to) => {
        const count = pushAnswer(to, completion);
        if (stack.typeName(to, -2) !== 'table') return count;
        stack.rawGetIndex(to, -2, 1);
        stack.rawGetIndex(to, -3, 2);
        return 2;
      }),
    );
    if (!undo) asker.wake((to) => pushRefusal(to, TOO_MANY));
  });
}

/** A pair: the answers, and nil or errors by place. */
function batchOf(answers: readonly Result<Whole, Failure>[]): Completion {
  const each = (writer: ValueWriter, write: (answer: Result<Whole, Failure>) => void): void => {
    writer.list(answers.length);
    for (const [index, answer] of answers.entries()) {
      write(answer);
      writer.setIndex(index + 1);
    }
  };
  const source = sourceOf((writer) => {
    writer.list(2);
    each(writer, (answer) => {
      if (answer.ok) writeResponse(writer, answer.value.response, answer.value.body);
      else writer.nil();
    });
    writer.setIndex(1);
    if (answers.every(({ ok: isOk }) => isOk)) writer.nil();
    else
      each(writer, (answer) => {
        if (answer.ok) writer.nil();
        else writer.failure(answer.error);
      });
    writer.setIndex(2);
  });
  return { status: 'returned', source };
}

/** The places of one request, in a table of a batch: `{method, url, options}`. */
function batchAt(L: LuaState, random: Random): Result<AskedRequest, Failure>[] {
  call.checkTable(L, 1, 'request_batch');
  const count = stack.rawLength(L, 1);
  return Array.from({ length: count }, (_, index) => {
    const top = stack.getTop(L);
    stack.rawGetIndex(L, 1, index + 1);
    if (stack.typeName(L, -1) !== 'table')
      return call.argumentError(L, 1, 'request_batch', `table expected at ${index + 1}`);
    for (const place of [1, 2, 3]) stack.rawGetIndex(L, top + 1, place);
    if (stack.typeName(L, top + 2) !== 'string' || stack.typeName(L, top + 3) !== 'string')
      return call.argumentError(L, 1, 'request_batch', `method and url expected at ${index + 1}`);
    const asked = requestAt(L, {
      method: textAt(L, top + 2, 'request_batch').toUpperCase(),
      url: top + 3,
      options: top + 4,
      name: 'request_batch',
      random,
    });
    stack.setTop(L, top);
    return asked.ok && asked.value.isStream ? err(invalid('stream: not in a batch')) : asked;
  });
}

const PIECE_BYTES = 16 * 1024;

/** The text that `work` makes of pieces of another one, and no error; or the error. */
function inPieces(
  L: LuaState,
  bytes: Uint8Array,
  work: (piece: Uint8Array) => Uint8Array | { readonly malformed: string },
): number {
  const out = new TextBuilder(L);
  let at = 0;
  return call.inPieces(L, () => {
    while (at < bytes.length) {
      if (isDue()) return null;
      const end = pieceEnd(bytes, at, PIECE_BYTES);
      spendBytes(4 * (end - at));
      const made = work(bytes.subarray(at, end));
      if (!(made instanceof Uint8Array))
        return returnFailure(L, invalid(`invalid URL escape ${JSON.stringify(made.malformed)}`));
      out.bytes(made);
      at = end;
    }
    return out.push();
  });
}

export const httpClientModule = defineModule(httpClientSpec, ({ random }) => {
  const withMethod =
    (method: string): NativeFunction =>
    (L) =>
      ask(L, requestAt(L, { method, url: 1, options: 2, name: method.toLowerCase(), random }));
  return {
    get: withMethod('GET'),
    post: withMethod('POST'),
    put: withMethod('PUT'),
    delete: withMethod('DELETE'),
    head: withMethod('HEAD'),
    patch: withMethod('PATCH'),
    request: (L) => {
      const method = textAt(L, 1, 'request').toUpperCase();
      return ask(L, requestAt(L, { method, url: 2, options: 3, name: 'request', random }));
    },
    request_batch: (L) => {
      call.checkTable(L, 1, 'request_batch');
      if (stack.rawLength(L, 1) > MAX_BATCH)
        return returnFailure(L, invalid(`more than ${MAX_BATCH} requests in one batch`));
      if (stack.rawLength(L, 1) === 0) {
        stack.createTable(L);
        stack.pushNil(L);
        return 2;
      }
      return askAll(L, batchAt(L, random));
    },
    encode_uri: (L) => {
      const bytes = call.checkBytes(L, 1, 'encode_uri');
      return inPieces(L, bytes, escapeQuery);
    },
    decode_uri: (L) => {
      const bytes = call.checkBytes(L, 1, 'decode_uri');
      return inPieces(L, bytes, unescapeQuery);
    },
  };
});
