import { describe, expect, it } from 'vitest';
import { requestOf, responseOf } from './http.ts';

describe('requests of the page', () => {
  it('take what fetch takes', async () => {
    const body = new URLSearchParams({ a: 'b c' });
    const request = await requestOf('/x?y', { method: 'post', headers: { 'X-One': '1' }, body });
    expect({ ...request, body: new TextDecoder().decode(request.body) }).toEqual({
      method: 'POST',
      url: '/x?y',
      headers: [
        ['content-type', 'application/x-www-form-urlencoded;charset=UTF-8'],
        ['x-one', '1'],
      ],
      body: 'a=b+c',
    });
  });

  it('are a GET without more', async () => {
    expect(await requestOf('/', {})).toEqual({ method: 'GET', url: '/', headers: [], body: new Uint8Array() });
  });

  it('refuse what fetch refuses', async () => {
    await expect(requestOf('/', { body: 'x' })).rejects.toThrow(TypeError);
    await expect(requestOf('/', { method: 'a b' })).rejects.toThrow(TypeError);
  });
});

describe('responses for the page', () => {
  const body = new TextEncoder().encode('hi');

  it('are those of the browser, whatever their status', async () => {
    const response = responseOf({ status: 404, headers: [['content-type', 'text/plain']], body });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      404,
      'text/plain',
      'hi',
    ]);
  });

  it.each([204, 205, 304])('have no body with the status %d', (status) => {
    expect(responseOf({ status, headers: [], body: new Uint8Array() }).body).toBeNull();
  });

  it('are none of a status that browsers have not', () => {
    expect(() => responseOf({ status: 999, headers: [], body })).toThrow('the server answered with the status 999');
  });

  it('tell why nobody answered', () => {
    const failure = { kind: 'Unavailable', message: 'connection refused', retryable: true, details: null } as const;
    expect(() => responseOf(failure)).toThrow(new TypeError('connection refused', { cause: failure }));
  });
});
