/** The `http` module (spec/lua-modules §14): the request that an endpoint's function answers. */
import { spend, spendBytes } from '../../../base/effort.ts';
import { ErrorKind, failure, internal, invalid, type Failure } from '../../../contract/errors.ts';
import { httpSpec } from '../../../contract/lua-modules/http.ts';
import { MAX_RESPONSE_BYTES, type Answer, type Exchange } from '../../http/exchange.ts';
import { parseMultipart, type FormFile } from '../../http/multipart.ts';
import { parseQuery } from '../../http/text.ts';
import { ResponseBody } from '../../network/response-body.ts';
import { pushFailure, returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import type { Cell } from '../vm/cells.ts';
import { makeRoom } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import { JsonDecoder } from './json-decoder.ts';
import { DecodeError } from './json-mistakes.ts';
import { EncodeError, JsonEncoder } from './json-encoder.ts';
import { streamClass } from './http-stream.ts';
import { defineModule } from './module.ts';
import { isNothing, selfOf, textAt } from './process-arguments.ts';

const BYTES = 100;
const [MIN_STATUS, MAX_STATUS] = [100, 999];
const NEWLINE = /[\r\n]/;
const SSE = 'text/event-stream';

/* ---------------------------------------------------------------- requests */

interface RequestView {
  readonly exchange: Exchange;
  /** Bytes that a body may have; null where nobody said. */
  readonly maxBody: number | null;
}

/** What handles to a request hold, however many there are of one: its body counts once. */
const bodyClass: UserdataType<Exchange> = defineUserdata<Exchange>('http.body', {
  sizeBytes: ({ request }) => request.body.length,
});
const bodies = new WeakMap<Exchange, Cell>();

function pushBody(L: LuaState, exchange: Exchange): void {
  const known = bodies.get(exchange);
  if (!known) {
    bodyClass.push(L, exchange);
    bodies.set(exchange, stack.keepCell(L, -1));
    return;
  }
  // Nothing may have held it meanwhile, and then it is counted no more. Counted twice it is put right by the next count.
  const { length } = exchange.request.body;
  makeRoom(L, length);
  stack.chargeBytes(length);
  stack.pushCell(L, known);
}

export const requestClass: UserdataType<RequestView> = defineUserdata<RequestView>('http.request', {
  sizeBytes: () => BYTES,
  methods: {
    method: (L, { exchange }) => found(L, exchange.request.method),
    path: (L, { exchange }) => found(L, exchange.request.path),
    host: (L, { exchange }) => found(L, exchange.header('host') ?? exchange.request.host),
    remote_addr: (L, { exchange }) => found(L, exchange.request.remoteAddress),
    content_type: (L, { exchange }) => found(L, exchange.header('content-type')),
    content_length: (L, { exchange }) => {
      stack.pushInteger(L, exchange.request.body.length);
      return good(L);
    },
    header: (L, { exchange }) => found(L, exchange.header(textAt(L, 2, 'header'))),
    query: (L, { exchange }) => {
      const name = textAt(L, 2, 'query');
      return found(L, queryOf(exchange).find(([one]) => one === name)?.[1] ?? null);
    },
    param: (L, { exchange }) => found(L, exchange.request.parameters.get(textAt(L, 2, 'param')) ?? null),
    query_params: (L, { exchange }) => {
      pushJoined(L, grouped(queryOf(exchange)));
      return good(L);
    },
    params: (L, { exchange }) => {
      pushJoined(
        L,
        [...exchange.request.parameters].map(([name, value]) => [name, [value]] as const),
      );
      return good(L);
    },
    body: (L, view) => {
      const refused = bodyRefusal(view);
      if (refused) return returnFailure(L, refused);
      pushBytes(L, view.exchange.request.body);
      return good(L);
    },
    body_json: (L, view) => {
      const refused = bodyRefusal(view);
      if (refused) return returnFailure(L, refused);
      const { body } = view.exchange.request;
      if (body.length === 0) return returnFailure(L, invalid('request body is empty'));
      const decoder = new JsonDecoder(L, body);
      return call.inPieces(L, () => {
        try {
          return decoder.work() ? good(L) : null;
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          return returnFailure(L, invalid(`failed to parse JSON: ${error.message}`));
        }
      });
    },
    has_body: (L, { exchange }) => is(L, exchange.request.body.length > 0),
    is_content_type: (L, { exchange }) =>
      is(L, essenceOf(exchange.header('content-type') ?? '') === essenceOf(textAt(L, 2, 'is_content_type'))),
    parse_multipart: (L, view) => {
      // How much of a form Wippy keeps in memory; here it is there anyway.
      if (!isNothing(L, 2)) call.checkNumber(L, 2, 'parse_multipart');
      const refused = bodyRefusal(view);
      if (refused) return returnFailure(L, refused);
      const { exchange } = view;
      const form = parseMultipart(exchange.header('content-type'), exchange.request.body);
      if (!form.ok) return returnFailure(L, invalid(`failed to parse multipart form: ${form.error}`));
      stack.createTable(L, 0, 2);
      pushJoined(
        L,
        [...form.value.values].map(([name, values]) => [name, values] as const),
      );
      stack.rawSetField(L, -2, 'values');
      stack.createTable(L, 0, form.value.files.size);
      for (const [name, files] of form.value.files) {
        stack.createTable(L, files.length, 0);
        for (const [index, file] of files.entries()) {
          fileClass.push(L, file, { holds: 1 });
          stack.rawSetIndex(L, -2, index + 1);
        }
        stack.rawSetField(L, -2, name);
      }
      stack.rawSetField(L, -2, 'files');
      return good(L);
    },
    stream: (L, view) => {
      const refused = bodyRefusal(view);
      if (refused) return returnFailure(L, refused);
      return pushStream(L, view.exchange.request.body);
    },
    accepts: (L, { exchange }) => is(L, accepts(exchange.header('accept'), essenceOf(textAt(L, 2, 'accepts')))),
  } satisfies Methods<typeof httpSpec.types.request, RequestView>,
});

const fileClass: UserdataType<FormFile> = defineUserdata<FormFile>('form_file', {
  // Its bytes are the request's, which it keeps.
  sizeBytes: () => BYTES,
  methods: {
    name: (L, { name }) => {
      pushBytes(L, new TextEncoder().encode(name));
      return 1;
    },
    size: (L, { bytes }) => {
      stack.pushInteger(L, bytes.length);
      return 1;
    },
    header: (L, { headers }) => {
      const value = headers.get(textAt(L, 2, 'header').toLowerCase());
      if (value === undefined) stack.pushNil(L);
      else pushBytes(L, new TextEncoder().encode(value));
      return 1;
    },
    stream: (L, { bytes }) => pushStream(L, bytes),
  } satisfies Methods<typeof httpSpec.types.form_file, FormFile>,
});

/** Of bytes that argument 1 holds: the request, or a file of one. */
function pushStream(L: LuaState, bytes: Uint8Array): number {
  streamClass.push(L, ResponseBody.of(bytes, Infinity), { holds: 1 });
  return good(L);
}

function queryOf(exchange: Exchange): ReturnType<typeof parseQuery> {
  return parseQuery(exchange.request.query);
}

function bodyRefusal({ exchange, maxBody }: RequestView): Failure | null {
  if (maxBody === null || exchange.request.body.length <= maxBody) return null;
  return invalid(`request body too large (max ${maxBody} bytes)`);
}

/** A media type without its parameters. */
function essenceOf(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}

/** Without the header, and with none of its ranges readable, anything is welcome. */
function accepts(header: string | null, type: string): boolean {
  if (header === null || header.trim() === '') return true;
  const family = type.split('/')[0] ?? '';
  return header.split(',').some((range) => {
    const essence = essenceOf(range);
    if (/;\s*q=0(\.0*)?\s*(;|$)/.test(range)) return false;
    return essence === '*/*' || essence === type || essence === `${family}/*`;
  });
}

/* ---------------------------------------------------------------- answers */

const responseClass: UserdataType<Answer> = defineUserdata<Answer>('http.response', {
  sizeBytes: () => BYTES,
  methods: {
    set_status: (L, answer) => {
      const status = Number(call.checkInteger(L, 2, 'set_status'));
      if (status < MIN_STATUS || status > MAX_STATUS) return told(L, invalid(`invalid status code: ${status}`));
      return told(L, late(answer.setStatus(status)));
    },
    set_header: (L, answer) => {
      const name = textAt(L, 2, 'set_header');
      return told(L, setHeader(answer, name, textAt(L, 3, 'set_header')));
    },
    set_content_type: (L, answer) => told(L, setHeader(answer, 'content-type', textAt(L, 2, 'set_content_type'))),
    set_transfer: (L, answer) => {
      const transfer = textAt(L, 2, 'set_transfer');
      if (transfer === 'sse') return told(L, setHeader(answer, 'content-type', SSE));
      return told(L, transfer === 'chunked' ? null : invalid(`invalid transfer type: ${transfer}`));
    },
    write: (L, answer) => told(L, written(L, answer, call.checkBytes(L, 2, 'write').slice())),
    write_json: (L, answer) => {
      if (answer.header('content-type') === null) answer.setHeader('content-type', 'application/json');
      return json(L, 2, (text) => told(L, written(L, answer, text)));
    },
    write_event: (L, answer) => {
      call.checkTable(L, 2, 'write_event');
      stack.rawGetField(L, 2, 'name');
      const name = isNothing(L, -1) ? '' : textAt(L, stack.absoluteIndex(L, -1), 'write_event');
      stack.pop(L, 1);
      if (NEWLINE.test(name)) return told(L, invalid('an event has a line break in its name'));
      if (answer.header('content-type') === null) answer.setHeader('content-type', SSE);
      stack.rawGetField(L, 2, 'data');
      const write = (data: Uint8Array): number => {
        const lines = new TextDecoder().decode(data).split(/\r\n|\r|\n/);
        const event = `${name === '' ? '' : `event: ${name}\n`}${lines.map((line) => `data: ${line}\n`).join('')}\n`;
        return told(L, written(L, answer, new TextEncoder().encode(event)));
      };
      return stack.typeName(L, -1) === 'string'
        ? write(stack.toBytes(L, -1))
        : json(L, stack.absoluteIndex(L, -1), write);
    },
    flush: (L) => told(L, null),
  } satisfies Methods<typeof httpSpec.types.response, Answer>,
});

/** A header's name, RFC 9110 §5.1. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function setHeader(answer: Answer, name: string, value: string): Failure | null {
  if (!TOKEN.test(name)) return invalid(`invalid header name: ${JSON.stringify(name)}`);
  if (NEWLINE.test(value) || value.includes('\0')) return invalid(`invalid value of header ${name}`);
  return late(answer.setHeader(name, value));
}

function late(message: string | null): Failure | null {
  return message === null ? null : invalid(message);
}

function written(L: LuaState, answer: Answer, bytes: Uint8Array): Failure | null {
  spendBytes(bytes.length);
  makeRoom(L, bytes.length);
  if (answer.write(bytes)) return null;
  if (answer.isSent) return invalid('cannot write after the response is sent');
  return failure(ErrorKind.internal, `response body too large (max ${MAX_RESPONSE_BYTES} bytes)`, { retryable: false });
}

/** The JSON of the value at `index`, in pieces; what has no such form is told as an error. */
function json(L: LuaState, index: number, then: (text: Uint8Array) => number): number {
  const attempt = <T>(work: () => T): T | number => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof EncodeError)) throw error;
      return told(L, failure(ErrorKind.internal, error.message, { retryable: false }));
    }
  };
  return attempt(() => {
    const encoder = new JsonEncoder(L, index);
    let isPushed = false;
    return call.inPieces(L, () =>
      attempt(() => {
        if (!isPushed) {
          if (!encoder.work()) return null;
          encoder.push();
          isPushed = true;
        }
        return then(stack.toBytes(L, -1).slice());
      }),
    );
  });
}

/* ---------------------------------------------------------------- results */

/** nil, or one error: how answers tell. */
function told(L: LuaState, refusal: Failure | null): number {
  if (refusal) pushFailure(L, refusal);
  else stack.pushNil(L);
  return 1;
}

/** The value on top, and no error. */
function good(L: LuaState): number {
  stack.pushNil(L);
  return 2;
}

function is(L: LuaState, value: boolean): number {
  stack.pushBoolean(L, value);
  return good(L);
}

function found(L: LuaState, text: string | null): number {
  if (text === null) stack.pushNil(L);
  else pushBytes(L, new TextEncoder().encode(text));
  return good(L);
}

function pushBytes(L: LuaState, bytes: Uint8Array): void {
  makeRoom(L, bytes.length);
  spendBytes(bytes.length);
  stack.pushBytes(L, bytes);
}

/** For a short string that becomes bytes, and its place in a table: about 2 µs. */
const UNITS_PER_PAIR = 12;

/** Values of one name are one text, with commas between them. */
function pushJoined(L: LuaState, pairs: readonly (readonly [name: string, values: readonly string[]])[]): void {
  stack.createTable(L, 0, pairs.length);
  for (const [name, values] of pairs) {
    spend(UNITS_PER_PAIR);
    pushBytes(L, new TextEncoder().encode(values.join(',')));
    stack.rawSetField(L, -2, name);
  }
}

function grouped(pairs: readonly (readonly [name: string, value: string])[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    spend(UNITS_PER_PAIR);
    const there = groups.get(name);
    if (there) there.push(value);
    else groups.set(name, [value]);
  }
  return [...groups];
}

export const httpModule = defineModule(httpSpec, ({ running, exchangeOf }) => {
  const current = (): Exchange | null => exchangeOf(selfOf(running).frame);
  return {
    request: (L) => {
      const exchange = current();
      if (!exchange) return returnFailure(L, NO_REQUEST);
      const maxBody = maxBodyAt(L, 1);
      pushBody(L, exchange);
      requestClass.push(L, { exchange, maxBody }, { holds: -1 });
      return good(L);
    },
    response: (L) => {
      const exchange = current();
      if (!exchange) return returnFailure(L, NO_REQUEST);
      responseClass.push(L, exchange.answer);
      return good(L);
    },
  };
});

const NO_REQUEST = internal('no HTTP request context found');

function maxBodyAt(L: LuaState, index: number): number | null {
  if (isNothing(L, index)) return null;
  call.checkTable(L, index, 'request');
  stack.rawGetField(L, index, 'max_body');
  const size = isNothing(L, -1) ? null : call.checkNumber(L, stack.absoluteIndex(L, -1), 'request');
  stack.pop(L, 1);
  return size;
}
