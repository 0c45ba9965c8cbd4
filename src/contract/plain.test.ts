import { describe, expect, it } from 'vitest';
import type { PlainValue } from './api.ts';
import { MAX_PLAIN_VALUES, PlainReader, PlainWriter } from './plain.ts';

function read(value: PlainValue): PlainReader {
  const reader = new PlainReader([value]);
  reader.select(0);
  return reader;
}

describe('reading plain tables', () => {
  it('an array is a table with keys 1..n', () => {
    const reader = read(['a', 'b']);
    expect([reader.typeName(), reader.keyCount(), [...reader.keys()]]).toEqual(['table', 2, [1, 2]]);
    expect([reader.enterIndex(0), reader.enterIndex(3), reader.enterField('length'), reader.enterField('n')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(reader.enterIndex(2)).toBe(true);
    expect(reader.plain()).toBe('b');
    reader.leave();
    expect(reader.typeName()).toBe('table');
  });

  it('an array with null has holes and a length', () => {
    const reader = read([null, 'b', undefined as unknown as null]);
    expect([reader.keyCount(), [...reader.keys()], reader.enterIndex(1)]).toEqual([2, [2, 'n'], false]);
    expect(reader.enterField('n')).toBe(true);
    expect([reader.isInteger(), reader.integer()]).toEqual([true, 3]);
  });

  it('an object has its own keys only, whatever they are called', () => {
    const hostile = JSON.parse('{"__proto__": 1, "constructor": 2, "gone": null}') as PlainValue;
    const reader = read(hostile);
    expect([reader.keyCount(), [...reader.keys()]]).toEqual([2, ['__proto__', 'constructor']]);
    expect([reader.enterField('toString'), reader.enterField('gone'), reader.enterField('__proto__')]).toEqual([
      false,
      false,
      true,
    ]);
    expect(reader.integer()).toBe(1);
  });

  it('keys that are the text of an integer are that integer', () => {
    const reader = read({ 1: 'a', 0: 'z', '-3': 'x', '01': 'text', n: 2 });
    expect(new Set(reader.keys())).toEqual(new Set([-3, 0, '01', 1, 'n']));
    expect([reader.enterField('1'), reader.enterIndex(1)]).toEqual([false, true]);
  });

  it('a selection forgets the tables that were entered', () => {
    const reader = new PlainReader([[[1]], 'x']);
    reader.select(0);
    reader.enterIndex(1);
    reader.select(1);
    reader.leave();
    expect(reader.typeName()).toBe('nil');
  });

  it('strings that UTF-8 cannot say are not turned into others', () => {
    expect([...read('a\ud800b').bytes()]).toEqual([97, 0xed, 0xa0, 0x80, 98]);
    expect(new TextDecoder().decode(read('ß🦊'.repeat(2000)).bytes())).toBe('ß🦊'.repeat(2000));
    expect(read('').bytes().length).toBe(0);
  });
});

describe('writing plain tables', () => {
  it('a list becomes an array, with null for positions left out and without its length field', () => {
    const writer = new PlainWriter();
    writer.list(4);
    writer.integer(1);
    writer.setIndex(1);
    writer.nil();
    writer.setIndex(2);
    writer.integer(4);
    writer.setIndex(4);
    writer.integer(4);
    writer.setField('n');
    expect(writer.values).toEqual([[1, null, null, 4]]);
  });

  it('a map becomes an object with own properties, and nil is left out', () => {
    const writer = new PlainWriter();
    writer.map();
    for (const key of ['__proto__', 'constructor', 'hasOwnProperty']) {
      writer.string(key);
      writer.setField(key);
    }
    writer.nil();
    writer.setField('gone');
    const object = writer.values[0] as Record<string, PlainValue>;
    expect(Object.keys(object)).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  });

  it('tables nest', () => {
    const writer = new PlainWriter();
    writer.map();
    writer.list(1);
    writer.map();
    writer.boolean(true);
    writer.setField('b');
    writer.setIndex(1);
    writer.setField('a');
    expect(writer.values).toEqual([{ a: [{ b: true }] }]);
  });

  it('is full with more values than the page can take', () => {
    const writer = new PlainWriter();
    writer.list(MAX_PLAIN_VALUES);
    expect(writer.isFull).toBe(false);
    writer.list(1);
    expect(writer.isFull).toBe(true);
  });
});
