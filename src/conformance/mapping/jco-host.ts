/** Runs a component as jco's own documentation has it, values in jco's own form: a second host, for tests of test guests. Node only. */
import { generate } from '@bytecodealliance/jco/component';
import type { WitType } from '../../wit/types.ts';
import { casesOf, type CaseValue, type WitValue } from './wit-value.ts';

type Exports = Readonly<Record<string, unknown>>;

/** A component without imports, instantiated. */
export async function runComponent(bytes: Uint8Array): Promise<Exports> {
  const made = await generate(bytes, {
    name: 'guest',
    instantiation: { tag: 'sync' },
    noTypescript: true,
    strict: true,
  });
  const files = new Map(made.files);
  // Its decoder drops a byte order mark and repairs what is wrong (spec/wit-mapping §11).
  const source = new TextDecoder()
    .decode(files.get('guest.js'))
    .replace('new TextDecoder()', "new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })");
  const module = (await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`)) as {
    instantiate(getModule: (name: string) => WebAssembly.Module, imports: object): Exports;
  };
  return module.instantiate((name) => new WebAssembly.Module(files.get(name) as Uint8Array<ArrayBuffer>), {});
}

function camel(label: string): string {
  return label
    .split('-')
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join('');
}

/** An option is `undefined` or the value, unless the value can be `undefined` itself; so of three levels the middle one has a tag. */
function isChoiceWithoutTag(type: WitType): boolean {
  return type.kind === 'option' && !isChoiceWithoutTag(type.some);
}

export function toJs(type: WitType, value: WitValue): unknown {
  switch (type.kind) {
    case 'scalar':
      return typeof value === 'bigint' && !type.name.endsWith('64') ? Number(value) : value;
    case 'list': {
      const items = (value as readonly WitValue[]).map((item) => toJs(type.element, item));
      return type.element.kind === 'scalar' && type.element.name === 'u8' ? Uint8Array.from(items as number[]) : items;
    }
    case 'tuple':
      return type.items.map((item, index) => toJs(item, (value as readonly WitValue[])[index]!));
    case 'record':
      return Object.fromEntries(
        type.fields.map((field, index) => [
          camel(field.name),
          toJs(field.type, (value as readonly WitValue[])[index]!),
        ]),
      );
    case 'flags':
      return Object.fromEntries(
        type.labels.map((label, index) => [camel(label), (value as readonly boolean[])[index]]),
      );
    case 'enum':
      return type.cases[(value as CaseValue).case];
    case 'option':
    case 'result':
    case 'variant': {
      const { case: index, payload } = value as CaseValue;
      const chosen = casesOf(type)[index]!;
      const inner = chosen.type === null ? undefined : toJs(chosen.type, payload!);
      return isChoiceWithoutTag(type) ? inner : { tag: chosen.name, val: inner };
    }
    default:
      return value;
  }
}

export function fromJs(type: WitType, js: unknown): WitValue {
  switch (type.kind) {
    case 'scalar':
      return typeof js === 'number' && type.name !== 'f32' && type.name !== 'f64' ? BigInt(js) : (js as WitValue);
    case 'list':
      return Array.from(js as Iterable<unknown>, (item) => fromJs(type.element, item));
    case 'tuple':
      return type.items.map((item, index) => fromJs(item, (js as unknown[])[index]));
    case 'record':
      return type.fields.map((field) => fromJs(field.type, (js as Record<string, unknown>)[camel(field.name)]));
    case 'flags':
      return type.labels.map((label) => (js as Record<string, boolean>)[camel(label)]!);
    case 'enum':
      return { case: type.cases.indexOf(js as string), payload: null };
    case 'option':
    case 'result':
    case 'variant': {
      if (isChoiceWithoutTag(type))
        return js === undefined
          ? { case: 0, payload: null }
          : { case: 1, payload: fromJs((type as { some: WitType }).some, js) };
      const { tag, val } = js as { readonly tag: string; readonly val: unknown };
      const index = casesOf(type).findIndex((entry) => entry.name === tag);
      const inner = casesOf(type)[index]!.type;
      return { case: index, payload: inner === null ? null : fromJs(inner, val) };
    }
    default:
      return js as WitValue;
  }
}
