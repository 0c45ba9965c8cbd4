/** Functions with `transport: wasi-http` (spec/wasm §6.5). Fetched with the first of them. */
import type { Dispose } from '../../base/disposable.ts';
import type { EntryId } from '../../contract/api.ts';
import type { ValueSource } from '../../contract/values.ts';
import { internal, type Failure } from '../../contract/errors.ts';
import { bytesToPlain, PlainReader, PlainWriter } from '../../contract/plain.ts';
import { failed, NIL_SOURCE, type Callable, type CallStart, type Outcome } from '../scheduler/process.ts';
import { BYTES, JSON_TYPE, TEXT, type Exchange } from './exchange.ts';
import type { HttpProject } from './http-project.ts';
import { jsonText } from './json-text.ts';

const NO_REQUEST = 'http request context not found';

/** What has to be known of the function. */
export interface Shape {
  /** One that takes nothing is not given the body either. */
  readonly takes: 'nothing' | 'something';
  /** A list of bytes is no text. */
  readonly result: 'bytes' | 'other';
}

/** Takes the body of the request as its argument, and sends its result. */
export class HttpFunction implements Callable {
  readonly id: EntryId;
  readonly wrapped: Callable;
  readonly #http: Pick<HttpProject, 'exchangeOf'>;
  readonly #shape: Shape;

  /** Owns `inner`. */
  constructor(inner: Callable, http: Pick<HttpProject, 'exchangeOf'>, shape: Shape) {
    this.id = inner.id;
    this.wrapped = inner;
    this.#http = http;
    this.#shape = shape;
  }

  start(call: CallStart): Dispose {
    const exchange = this.#http.exchangeOf(call.frame);
    const done = (outcome: Outcome): void => call.done(this.#sent(outcome, exchange));
    // With arguments it is a call as any, up to its result.
    if (call.args.count > 0) return this.wrapped.start({ ...call, done });
    if (!exchange) {
      call.done(failed(internal(`failed to prepare transport input: ${NO_REQUEST}`)));
      return () => {};
    }
    const { body } = exchange.request;
    return this.wrapped.start({
      ...call,
      args: new PlainReader(this.#shape.takes === 'something' && body.length > 0 ? [bytesToPlain(body)] : []),
      done,
    });
  }

  info(): ReturnType<Callable['info']> {
    return this.wrapped.info();
  }

  close(): void {
    this.wrapped.close();
  }

  #sent(outcome: Outcome, exchange: Exchange | null): Outcome {
    if (outcome.status !== 'returned') return outcome;
    const refusal = exchange
      ? this.#send(outcome.source, exchange)
      : internal(`failed to encode transport result: ${NO_REQUEST}`);
    return refusal ? failed(refusal) : { status: 'returned', source: NIL_SOURCE };
  }

  #send(source: ValueSource, exchange: Exchange): Failure | null {
    const writer = new PlainWriter();
    source.writeTo(writer);
    const [value = null] = writer.values;
    if (value === null) {
      exchange.answer.setStatus(204);
      return null;
    }
    const content = typeof value === 'string' || value instanceof Uint8Array ? value : jsonText(value);
    if (content === null) return internal('failed to encode transport result: json: unsupported value');
    const isBytes = this.#shape.result === 'bytes' || content instanceof Uint8Array;
    exchange.answer.setHeader('content-type', isBytes ? BYTES : typeof value === 'string' ? TEXT : JSON_TYPE);
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
    return exchange.answer.write(bytes) ? null : internal('failed to encode transport result: it is too large');
  }
}
