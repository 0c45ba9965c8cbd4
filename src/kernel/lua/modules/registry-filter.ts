/** What `registry.find` asks of an entry (spec/lua-modules §12). */
import { spend, spendBytes } from '../../../base/effort.ts';
import { ownValue } from '../../../base/own.ts';
import { compileTextPattern } from '../../../base/text-pattern.ts';
import type { PlainValue } from '../../../contract/api.ts';
import type { RegistryEntry } from './module.ts';

export type Condition = (entry: RegistryEntry) => boolean;

/** The filter cannot be used; the user's mistake. */
export class FilterError extends Error {}

const FIELDS: Readonly<Record<string, (entry: RegistryEntry) => string>> = {
  '.kind': ({ kind }) => kind,
  '.id': ({ id }) => id,
  '.ns': ({ id }) => parseId(id).ns,
  '.name': ({ id }) => parseId(id).name,
};
const META = /^([~*^$]?)meta\.(.+)$/s;

export function parseId(id: string): { readonly ns: string; readonly name: string } {
  const colon = id.indexOf(':');
  return colon < 0 ? { ns: '', name: id } : { ns: id.slice(0, colon), name: id.slice(colon + 1) };
}

/** Null for a key that nobody knows: it is ignored. Throws {@link FilterError}. */
export function conditionOf(key: string, wanted: PlainValue): Condition | null {
  const field = ownValue(FIELDS, key);
  if (field) {
    if (typeof wanted !== 'string') return null;
    return (entry) => matchesGlob(field(entry), wanted);
  }
  const [, test = '', name = ''] = META.exec(key) ?? [];
  if (name === '') return null;
  if (test === '') return (entry) => isEqual(metaOf(entry, name), wanted);
  if (typeof wanted !== 'string') return null;
  const holds = textTest(test, wanted);
  return (entry) => {
    const value = metaOf(entry, name);
    return typeof value === 'string' && holds(value);
  };
}

function textTest(test: string, wanted: string): (value: string) => boolean {
  if (test === '*') return (value) => value.includes(wanted);
  if (test === '^') return (value) => value.startsWith(wanted);
  if (test === '$') return (value) => value.endsWith(wanted);
  const pattern = compileTextPattern(wanted);
  if (!pattern.ok) throw new FilterError(`find failed: pattern ${JSON.stringify(wanted)}: ${pattern.error}`);
  return pattern.value;
}

/** `a.b` is the field of that name, or the field `b` of the field `a`. */
function metaOf({ meta }: RegistryEntry, name: string): PlainValue | undefined {
  const own = ownValue(meta, name);
  if (own !== undefined) return own;
  let value: PlainValue | undefined = meta;
  for (const part of name.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    value = ownValue(value as { readonly [key: string]: PlainValue }, part);
    if (value === undefined) return undefined;
  }
  return value;
}

/** A list of texts asks for each of them in a list. */
function isEqual(value: PlainValue | undefined, wanted: PlainValue): boolean {
  if (Array.isArray(wanted))
    return wanted.every((one: PlainValue) => Array.isArray(value) && value.some((item: PlainValue) => item === one));
  if (typeof wanted === 'number' || typeof wanted === 'bigint')
    return (typeof value === 'number' || typeof value === 'bigint') && Number(value) === Number(wanted);
  return value === wanted;
}

/** `*` stands for any text. */
export function matchesGlob(text: string, glob: string): boolean {
  spend(1);
  spendBytes(text.length + glob.length);
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return text === glob;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
