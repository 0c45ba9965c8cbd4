import { describe, expect, it } from 'vitest';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import { PlainReader, writePlain } from '../../contract/plain.ts';
import type { Callable, CallStart, Frame, Outcome } from '../scheduler/process.ts';
import { NO_CONTEXT } from '../security/context.ts';
import { Exchange } from './exchange.ts';
import { HttpFunction, type Shape } from './wasi-transport.ts';

interface Called {
  readonly outcome: Outcome | null;
  readonly args: readonly PlainValue[] | null;
  readonly exchange: Exchange;
}

const FRAME: Frame = { call: 1, target: 'app:f', parent: null, context: NO_CONTEXT };

function call(
  result: PlainValue,
  {
    args = [],
    body = '',
    shape = {},
    isAsked = true,
  }: {
    readonly args?: readonly PlainValue[];
    readonly body?: string;
    readonly shape?: Partial<Shape>;
    readonly isAsked?: boolean;
  } = {},
): Called {
  let taken: PlainValue[] | null = null;
  const inner: Callable = {
    id: 'app:f' as EntryId,
    start({ args: given, done }: CallStart) {
      taken = Array.from({ length: given.count }, (_, index) => {
        given.select(index);
        return given.plain();
      });
      const source = { writeTo: (writer: Parameters<typeof writePlain>[1]) => (writePlain(result, writer), 1) };
      done({ status: 'returned', source });
      return () => {};
    },
    info: () => ({ type: 'inline', workers: 1, max: 1, active: 0, queued: 0 }),
    close() {},
  };
  const request = { method: 'POST', url: '/x', headers: [], body: new TextEncoder().encode(body) };
  const exchange = new Exchange(request, {
    host: '',
    path: '/x',
    query: '',
    parameters: new Map(),
    remoteAddress: '127.0.0.1',
  });
  const wrapped = new HttpFunction(
    inner,
    { exchangeOf: () => (isAsked ? exchange : null) },
    { takes: 'something', result: 'other', ...shape },
  );
  let outcome: Outcome | null = null;
  wrapped.start({ frame: FRAME, args: new PlainReader(args), done: (ended) => void (outcome = ended) });
  return { outcome, args: taken, exchange };
}

describe('a function with the transport wasi-http', () => {
  it('takes the body as one text, and nothing of an empty one', () => {
    expect(call(1, { body: 'hi' }).args).toEqual(['hi']);
    expect(call(1).args).toEqual([]);
  });

  it('is given no body where it takes nothing', () => {
    expect(call(1, { body: 'hi', shape: { takes: 'nothing' } }).args).toEqual([]);
  });

  it.each<[PlainValue, Partial<Shape>, number, string | undefined, string]>([
    [null, {}, 204, undefined, ''],
    ['é<', {}, 200, 'text/plain; charset=utf-8', 'é<'],
    ['abc', { result: 'bytes' }, 200, 'application/octet-stream', 'abc'],
    [2n ** 63n, {}, 200, 'application/json', '9223372036854775808'],
    [
      { b: [1, null, true], a: '<&>\u2028"' },
      {},
      200,
      'application/json',
      '{"a":"\\u003c\\u0026\\u003e\\u2028\\"","b":[1,null,true]}',
    ],
  ])('answers with what was returned, row %#', (result, shape, status, type, text) => {
    const response = call(result, { shape }).exchange.answer.send();
    expect(response.status).toBe(status);
    expect(response.headers.find(([name]) => name === 'content-type')?.[1]).toBe(type);
    expect(new TextDecoder().decode(response.body)).toBe(text);
  });

  it('fails where JSON has no form for its result', () => {
    expect(call([NaN]).outcome).toMatchObject({
      failure: { message: 'failed to encode transport result: json: unsupported value' },
    });
  });

  it('takes arguments as they are, and fails after it where nobody asked', () => {
    expect(call(1, { args: [7], body: 'no' }).args).toEqual([7]);
    const { args, outcome } = call(1, { args: [7], isAsked: false });
    expect(args).toEqual([7]);
    expect(outcome).toMatchObject({
      failure: { kind: 'Internal', message: 'failed to encode transport result: http request context not found' },
    });
  });

  it('is not called without arguments where nobody asked', () => {
    const { args, outcome } = call(1, { isAsked: false });
    expect(args).toBeNull();
    expect(outcome).toMatchObject({
      failure: { message: 'failed to prepare transport input: http request context not found' },
    });
  });
});
