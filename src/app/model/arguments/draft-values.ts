/** Between drafts and values: what a call takes (spec/wit-mapping §2, §6), and a form for values that are there already. */
import { ownValue } from '../../../base/own.ts';
import type { PlainValue } from '../../../contract/api.ts';
import type { FunctionType, ScalarName, WitType } from '../../../wit/types.ts';
import { bytesToText, formatHex, parseHex, textToBytes } from './bytes.ts';
import { defaultDraft, itemsOf, type Draft } from './draft.ts';
import { parseScalar, scalarText } from './scalar-text.ts';
import { choicesOf, isBytes } from './types.ts';

/** Only for drafts that `checkArguments` finds nothing wrong with. */
export function toArguments(type: FunctionType, drafts: readonly Draft[]): readonly PlainValue[] {
  return type.parameters.map((parameter, index) =>
    toPlain(parameter.type, drafts[index] ?? defaultDraft(parameter.type)),
  );
}

/** One value; what is not right in it comes as nil. */
export function toPlain(type: WitType, draft: Draft): PlainValue {
  switch (draft.kind) {
    case 'text':
      return type.kind === 'scalar' ? scalarValue(type.name, draft.text) : draft.text;
    case 'bool':
      return draft.on;
    case 'bytes': {
      if (draft.form === 'text') return draft.text;
      const bytes = parseHex(draft.text);
      return bytes.ok ? bytes.value : new Uint8Array();
    }
    case 'items':
      return type.kind === 'list' ? draft.items.map((item) => toPlain(type.element, item.draft)) : [];
    case 'parts':
      if (type.kind === 'tuple')
        return type.items.map((item, index) => toPlain(item, draft.parts[index] ?? defaultDraft(item)));
      return type.kind === 'record' ? recordValue(type.fields, draft.parts) : null;
    case 'option':
      return type.kind === 'option' && draft.isSome
        ? someValue(type.some, draft.some ?? defaultDraft(type.some))
        : null;
    case 'choice':
      return choiceValue(type, draft);
    case 'flags':
      return type.kind === 'flags'
        ? Object.fromEntries(type.labels.map((label, index) => [label, draft.on[index] === true]))
        : null;
    case 'none':
      return null;
    default:
      return draft satisfies never;
  }
}

/** Where nil has no room the option is boxed: `{}` and `{some = v}`. */
function payloadValue(type: WitType, draft: Draft): PlainValue {
  const value = toPlain(type, draft);
  if (type.kind !== 'option') return value;
  return draft.kind === 'option' && draft.isSome ? { some: value } : {};
}
const someValue = payloadValue;

function recordValue(
  fields: readonly { readonly name: string; readonly type: WitType }[],
  parts: readonly Draft[],
): PlainValue {
  const values = fields.map(({ name, type }, index): readonly [string, PlainValue] => [
    name,
    toPlain(type, parts[index] ?? defaultDraft(type)),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== null));
}

function choiceValue(type: WitType, draft: Draft & { readonly kind: 'choice' }): PlainValue {
  const choice = choicesOf(type)[draft.index];
  if (!choice) return null;
  if (type.kind === 'enum') return choice.name;
  const payload = choice.payload;
  return {
    [choice.name]:
      payload === null ? true : payloadValue(payload, draft.payloads[draft.index] ?? defaultDraft(payload)),
  };
}

function scalarValue(name: ScalarName, text: string): PlainValue {
  if (name === 'char') return text;
  const parsed = parseScalar(name, text);
  return parsed.ok ? parsed.value : null;
}

/** A form that shows `values` as far as they fit their types; the rest is as in a new form. */
export function fromArguments(type: FunctionType, values: readonly PlainValue[]): readonly Draft[] {
  return type.parameters.map((parameter, index) =>
    index < values.length ? fromPlain(parameter.type, values[index] ?? null) : defaultDraft(parameter.type),
  );
}

function fromPlain(type: WitType, value: PlainValue): Draft {
  switch (type.kind) {
    case 'scalar':
      return scalarDraft(type.name, value) ?? defaultDraft(type);
    case 'string':
      return typeof value === 'string' ? { kind: 'text', text: value } : defaultDraft(type);
    case 'list':
      if (isBytes(type)) return bytesDraft(value) ?? defaultDraft(type);
      return Array.isArray(value)
        ? itemsOf((value as readonly PlainValue[]).map((item) => fromPlain(type.element, item)))
        : defaultDraft(type);
    case 'tuple': {
      const items = Array.isArray(value) ? (value as readonly PlainValue[]) : [];
      return {
        kind: 'parts',
        parts: type.items.map((item, index) =>
          index < items.length ? fromPlain(item, items[index] ?? null) : defaultDraft(item),
        ),
      };
    }
    case 'record': {
      const fields = tableOf(value) ?? {};
      return { kind: 'parts', parts: type.fields.map((field) => fieldDraft(field.type, fieldOf(fields, field.name))) };
    }
    case 'option':
      return value === null ? defaultDraft(type) : someDraft(type.some, value);
    case 'variant':
    case 'enum':
    case 'result':
      return choiceDraft(type, value);
    case 'flags':
      return flagsDraft(type.labels, value);
    case 'unsupported':
      return { kind: 'none' };
    default:
      return type satisfies never;
  }
}

function fieldDraft(type: WitType, value: PlainValue | undefined): Draft {
  return value === undefined ? defaultDraft(type) : fromPlain(type, value);
}

/** `tag-count`, which may also be written `tag_count`. */
function fieldOf(fields: Table, name: string): PlainValue | undefined {
  if (Object.hasOwn(fields, name)) return ownValue(fields, name);
  const other = name.replaceAll('-', '_');
  return ownValue(fields, other);
}

type Table = { readonly [key: string]: PlainValue };

function tableOf(value: PlainValue): Table | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
    ? (value as Table)
    : null;
}

/** Of an option's inner value as it stands in a call; an option in it is boxed. */
function someDraft(some: WitType, value: PlainValue): Draft {
  return { kind: 'option', isSome: true, some: payloadDraft(some, value) };
}

function payloadDraft(type: WitType, value: PlainValue): Draft {
  if (type.kind !== 'option') return fromPlain(type, value);
  const boxed = tableOf(value);
  return boxed && Object.hasOwn(boxed, 'some') ? someDraft(type.some, boxed['some'] ?? null) : defaultDraft(type);
}

function choiceDraft(type: WitType, value: PlainValue): Draft {
  const choices = choicesOf(type);
  const table = tableOf(value);
  const index =
    typeof value === 'string'
      ? choices.findIndex((choice) => choice.name === value)
      : typeof value === 'number' && type.kind === 'enum'
        ? value
        : choices.findIndex((choice) => table !== null && fieldOf(table, choice.name) !== undefined);
  const choice = choices[index];
  if (!choice) return defaultDraft(type);
  const payload = table === null ? undefined : fieldOf(table, choice.name);
  if (choice.payload === null) return { kind: 'choice', index, payloads: {} };
  return {
    kind: 'choice',
    index,
    payloads: { [index]: payload === undefined ? defaultDraft(choice.payload) : payloadDraft(choice.payload, payload) },
  };
}

function flagsDraft(labels: readonly string[], value: PlainValue): Draft {
  const set = Array.isArray(value) ? null : tableOf(value);
  const names: readonly PlainValue[] = Array.isArray(value) ? (value as readonly PlainValue[]) : [];
  return {
    kind: 'flags',
    on: labels.map((label) => names.includes(label) || (set !== null && fieldOf(set, label) === true)),
  };
}

function scalarDraft(name: ScalarName, value: PlainValue): Draft | null {
  if (name === 'bool') return typeof value === 'boolean' ? { kind: 'bool', on: value } : null;
  const text = scalarText(name, value);
  return text === null ? null : { kind: 'text', text };
}

function bytesDraft(value: PlainValue): Draft | null {
  if (typeof value === 'string') return { kind: 'bytes', form: 'text', text: value };
  const isList =
    Array.isArray(value) &&
    (value as readonly PlainValue[]).every(
      (item) => typeof item === 'number' && Number.isInteger(item) && item >= 0 && item < 256,
    );
  if (!isList && !(value instanceof Uint8Array)) return null;
  const bytes = Uint8Array.from(value as readonly number[]);
  const text = bytesToText(bytes);
  // Text that shows all that is in it; other bytes are read better in hex.
  // eslint-disable-next-line no-control-regex -- control characters are what cannot be seen
  return text !== null && !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)
    ? { kind: 'bytes', form: 'text', text }
    : { kind: 'bytes', form: 'hex', text: formatHex(bytes) };
}

/** The same bytes the other way; null where they are no text. */
export function switchBytes(draft: Draft & { readonly kind: 'bytes' }, form: 'text' | 'hex'): Draft | null {
  if (draft.form === form) return draft;
  if (form === 'hex') return { kind: 'bytes', form, text: formatHex(textToBytes(draft.text)) };
  const bytes = parseHex(draft.text);
  const text = bytes.ok ? bytesToText(bytes.value) : null;
  return text === null ? null : { kind: 'bytes', form, text };
}
