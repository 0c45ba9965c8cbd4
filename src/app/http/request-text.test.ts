import { describe, expect, test } from 'vitest';
import { curlText, parseHeaders, shownBody, statusText } from './request-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('headers are a line each, and what is no header says where it stands', () => {
  expect(parseHeaders('A: 1\n\n  X-B :  two words \nC:')).toEqual({
    ok: true,
    value: [
      ['A', '1'],
      ['X-B', 'two words'],
      ['C', ''],
    ],
  });
  expect(parseHeaders('A: 1\nno header')).toEqual({
    ok: false,
    error: 'Line 2 of the headers is not of the form “Name: value”.',
  });
});

test.each([
  [{ method: 'GET', path: '/a?b=c', headers: '', body: 'not sent' }, "curl 'http://localhost:8080/a?b=c'"],
  [{ method: 'HEAD', path: '/', headers: '', body: '' }, "curl --head 'http://localhost:8080/'"],
  [
    { method: 'POST', path: '/a', headers: 'X-A: it’s', body: "it's" },
    String.raw`curl -X POST 'http://localhost:8080/a' -H 'X-A: it’s' --data-raw 'it'\''s'`,
  ],
])('%o is copied as a line for a shell', (request, line) => {
  expect(curlText(request, 'localhost:8080')).toBe(line);
});

describe('the body of an answer', () => {
  test('of JSON is set in, any other text stays as it is', () => {
    expect(shownBody(bytes('{"a":[1]}'), 'application/json')).toMatchObject({ text: '{\n  "a": [\n    1\n  ]\n}' });
    expect(shownBody(bytes('{"a":'), 'application/json')).toMatchObject({ text: '{"a":' });
    expect(shownBody(bytes('{"a":1}'), 'text/plain')).toMatchObject({ text: '{"a":1}' });
  });

  test('that is none, no text, or long', () => {
    expect(shownBody(bytes(''), '')).toEqual({ kind: 'none' });
    expect(shownBody(Uint8Array.of(0xff), '')).toEqual({ kind: 'binary' });
    expect(shownBody(Uint8Array.of(0), '')).toEqual({ kind: 'binary' });
    expect(shownBody(bytes('x'.repeat(300_000)), '')).toMatchObject({ isCut: true });
  });
});

test('a status has its name where it has one', () => {
  expect([404, 299].map(statusText)).toEqual(['404 Not Found', '299']);
});
