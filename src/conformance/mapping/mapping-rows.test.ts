import { expect, test } from 'vitest';
import { ROWS } from './mapping-rows.ts';
import { buildGuests, formsOfCase, guestsOf, projectOf } from './rows/build.ts';
import { ENUMERATION } from './rows/enumeration.ts';

const sectionOf = (id: string): string => id.split(/[./]/)[0]!;

test('the list of statements covers sections 2 to 10, each with the number of rows it states', () => {
  expect(Object.keys(ENUMERATION)).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', '10']);
  for (const [section, { count, rows }] of Object.entries(ENUMERATION)) {
    expect(rows.length, `section ${section}`).toBe(count);
    expect(rows.filter((id) => sectionOf(id) !== section)).toEqual([]);
  }
});

test('every statement of the list has cases, and no row is outside of the list', () => {
  const listed = Object.values(ENUMERATION).flatMap(({ rows }) => rows);
  expect(new Set(listed).size).toBe(listed.length);
  expect(ROWS.map((row) => row.id).toSorted()).toEqual([...listed].toSorted());
  expect(ROWS.filter((row) => row.cases.length === 0)).toEqual([]);
});

test('every case runs in at least one form, and every type of section 2 in both', () => {
  for (const { id, cases } of ROWS) {
    for (const entry of cases) expect(formsOfCase(entry).length, id).toBeGreaterThan(0);
    if (sectionOf(id) === '2') expect(new Set(cases.flatMap(formsOfCase)).size, id).toBe(2);
  }
});

test('every guest can be built, and stands in the project with its own binary', async () => {
  const guests = guestsOf(ROWS);
  const built = await buildGuests(guests);
  expect(new Set(built.map((entry) => entry.guest.name)).size).toBe(guests.length);
  const files = projectOf(built);
  expect(String(files['_index.yaml']).match(/kind: function\.wasm/g)?.length).toBe(built.length);
  for (const { form, bytes, entry } of built) expect(bytes[4] === 1, entry).toBe(form === 'core');
});
