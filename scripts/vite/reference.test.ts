import { describe, expect, test } from 'vitest';
import { codeParts, searchReference } from '../../src/app/model/reference.ts';
import { WIPPY_KINDS } from '../../src/contract/kinds.ts';
import { LUA_MODULES } from '../../src/contract/lua-modules/index.ts';
import { PROFILES } from '../../src/contract/profile-table.ts';
import { referenceTopics } from './reference.ts';

const topics = referenceTopics();
const namesOf = (id: string): readonly string[] =>
  topics.find((topic) => topic.id === id)?.items.map(({ name }) => name) ?? [];

describe('the reference', () => {
  test('has every kind, module and profile', () => {
    for (const { name } of WIPPY_KINDS) expect(namesOf('kinds')).toContain(name);
    for (const name of Object.keys(LUA_MODULES)) expect(namesOf('lua')).toContain(name);
    expect(namesOf('imports')).toEqual(Object.keys(PROFILES));
  });

  test('has the tables of the documents, row by row', () => {
    expect(namesOf('types')).toContain('list<u8>');
    expect(namesOf('limits')).toContain('calls nested in calls');
    expect(namesOf('differences')).toContain('mailboxes');
    for (const id of ['types', 'limits', 'differences']) expect(namesOf(id).length).toBeGreaterThan(10);
  });

  test('says something of everything, on whole code marks', () => {
    for (const { title, doc, items } of topics) {
      const texts = [title, doc];
      for (const item of items) {
        expect(item.name).not.toBe('');
        expect(`${item.name}: ${item.doc}${item.rows.map((row) => row.doc).join('')}`).not.toMatch(/: $/);
        texts.push(item.doc, ...item.rows.map((row) => row.doc));
      }
      for (const text of texts) expect(codeParts(text).length % 2, text).toBe(1);
    }
  });

  test('fields of a kind are there with what they take', () => {
    const wat = topics[0]?.items.find(({ name }) => name === 'function.wat');
    expect(wat?.rows.find(({ name }) => name === 'source')).toMatchObject({ type: 'text' });
    expect(wat?.rows.some(({ name }) => name.startsWith('pool.'))).toBe(true);
  });
});

describe('the search', () => {
  test('finds a function of a module by its whole name, and nothing beside it', () => {
    const [topic, ...others] = searchReference(topics, 'uuid.v7');
    expect(others).toEqual([]);
    expect(topic?.items.map(({ name, rows }) => [name, rows.map((row) => row.name)])).toEqual([['uuid', ['v7']]]);
  });

  test('keeps what fits all words, in any order and case', () => {
    const found = searchReference(topics, 'LIST bytes');
    expect(found.length).toBeGreaterThan(0);
    expect(searchReference(topics, 'bytes list')).toEqual(found);
  });

  test('gives everything for nothing, and nothing for what is not there', () => {
    expect(searchReference(topics, '  ')).toBe(topics);
    expect(searchReference(topics, 'no such thing anywhere')).toEqual([]);
  });
});
