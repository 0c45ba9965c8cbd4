import { expect, test } from 'vitest';
import { Output } from './output.ts';
import type { Frame } from './scheduler/process.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { RecordingSink } from './testing/test-kernel.ts';
import { NO_CONTEXT } from './security/context.ts';

function setUp() {
  const sink = new RecordingSink();
  const output = new Output(new FakeClock(), sink);
  const frame = (call: number): Frame => ({ call, target: `app:f${call}`, parent: null, context: NO_CONTEXT });
  const write = (call: number, text: string | number[], stream: 'stdout' | 'stderr' = 'stdout') =>
    output.write(frame(call), stream, typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(text));
  const shown = () => sink.entries.map(({ source, text, location }) => `${location} ${source} ${text}`);
  return { output, write, shown, end: (call: number) => output.end(frame(call)) };
}

test('lines are shown as they are complete, the rest at the end of the call', () => {
  const { write, shown, end } = setUp();
  write(1, 'one\ntw');
  expect(shown()).toEqual(['app:f1 stdout one']);
  write(1, 'o\nthree');
  end(1);
  end(1);
  expect(shown()).toEqual(['app:f1 stdout one', 'app:f1 stdout two', 'app:f1 stdout three']);
});

test('calls and streams do not mix', () => {
  const { write, shown, end } = setUp();
  write(1, 'a');
  write(2, 'b');
  write(1, 'c\n', 'stderr');
  write(1, 'd\n');
  end(2);
  expect(shown()).toEqual(['app:f1 stderr c', 'app:f1 stdout ad', 'app:f2 stdout b']);
});

test('a character split between two writes is put together, bad bytes show as U+FFFD', () => {
  const { write, shown, end } = setUp();
  write(1, [0xe2, 0x82]);
  write(1, [0xac, 0x0a, 0xff]);
  end(1);
  expect(shown()).toEqual(['app:f1 stdout €', 'app:f1 stdout \ufffd']);
});

test('a line without end is shown in parts and does not pile up', () => {
  const { write, shown } = setUp();
  for (let part = 0; part < 20; part++) write(1, 'x'.repeat(1_000));
  expect(shown().map((line) => line.length)).toEqual([
    'app:f1 stdout '.length + 8_192,
    'app:f1 stdout '.length + 8_192,
  ]);
});

test('empty lines and byte order marks are kept', () => {
  const { write, shown } = setUp();
  write(1, '\n\ufeffx\n');
  expect(shown()).toEqual(['app:f1 stdout ', 'app:f1 stdout \ufeffx']);
});
