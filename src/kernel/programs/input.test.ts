import { expect, it } from 'vitest';
import { Input } from './input.ts';

function reader(input: Input) {
  const got: number[][] = [];
  return { got, read: (max: number) => input.read(max, (bytes) => void got.push([...bytes])) };
}

it('is read in parts, as much at a time as is asked for', () => {
  const input = new Input();
  const { got, read } = reader(input);
  input.push(Uint8Array.of(1, 2, 3));
  read(2);
  read(2);
  expect(got).toEqual([[1, 2], [3]]);
});

it('lets readers wait until something is typed, in order', () => {
  const input = new Input();
  const { got, read } = reader(input);
  read(8);
  read(8);
  input.push(Uint8Array.of(1));
  expect(got).toEqual([[1]]);
  input.push(Uint8Array.of(2));
  expect(got).toEqual([[1], [2]]);
});

it('answers nothing at its end, and takes nothing more', () => {
  const input = new Input();
  const { got, read } = reader(input);
  read(8);
  input.end();
  input.push(Uint8Array.of(1));
  read(8);
  expect(got).toEqual([[], []]);
});

it('tells those that wait without reading once something is there, or has ended, and takes nothing', () => {
  const input = new Input();
  const { got, read } = reader(input);
  const told: string[] = [];
  input.whenReady(() => told.push('gone'))();
  input.whenReady(() => told.push('first'));
  read(8);
  expect(input.isReady).toBe(false);
  input.push(Uint8Array.of(1, 2));
  expect(told).toEqual(['first']);
  expect(got).toEqual([[1, 2]]);
  input.whenReady(() => told.push('end'));
  input.end();
  expect(input.isReady).toBe(true);
  expect(told).toEqual(['first', 'end']);
});

it('gives nothing to a reader that has gone', () => {
  const input = new Input();
  const { got, read } = reader(input);
  read(8)();
  read(8);
  input.push(Uint8Array.of(1));
  expect(got).toEqual([[1]]);
});

it('is read by lines, of which the last needs no end', () => {
  const input = new Input();
  const lines: (string | null)[] = [];
  const read = () => input.readLine((line) => lines.push(line && new TextDecoder().decode(line)));
  read();
  input.push(new TextEncoder().encode('on'));
  expect(lines).toEqual([]);
  input.push(new TextEncoder().encode('e\n\nthree'));
  read();
  read();
  input.end();
  read();
  expect(lines).toEqual(['one', '', 'three', null]);
});
