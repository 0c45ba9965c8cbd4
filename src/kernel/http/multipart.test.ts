import { afterEach, expect, test } from 'vitest';
import { replaceOverseer, UNITS_PER_LOOK, type Overseer } from '../../base/effort.ts';
import { parseMultipart } from './multipart.ts';

const TYPE = 'multipart/form-data; boundary=B';
let overseer: Overseer | null = null;

afterEach(() => void (overseer && replaceOverseer(overseer)));

test('a form is searched line by line, whatever is in the lines', () => {
  let searches = 0;
  const body = new TextEncoder().encode(`${'-'.repeat(100_000)}\n--B\r\n\r\nx\r\n--B--`);
  const indexOf = body.indexOf.bind(body);
  body.indexOf = (...args) => {
    searches++;
    return indexOf(...args);
  };
  expect(parseMultipart(TYPE, body).ok).toBe(true);
  expect(searches).toBeLessThan(10);
});

test('a form is paid for by its lines, of which each may be empty', () => {
  class Ended extends Error {}
  overseer = replaceOverseer(() => {
    throw new Ended();
  });
  const lines = (count: number) => () => parseMultipart(TYPE, new Uint8Array(count).fill(10));
  expect(lines(UNITS_PER_LOOK * 5)).toThrow(Ended);
});
