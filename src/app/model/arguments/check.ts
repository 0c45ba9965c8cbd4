/** What is wrong with a form, in the words of the value mapper (spec/wit-mapping §8), so that the form and a call say the same. */
import type { FunctionType, ScalarName, WitType } from '../../../wit/types.ts';
import { parseHex, textToBytes } from './bytes.ts';
import type { Draft } from './draft.ts';
import { parseScalar } from './scalar-text.ts';
import { choicesOf } from './types.ts';
import { formatType } from '../../../wit/print.ts';

export interface FormProblem {
  /** As in a call's error: `users[2].tags[1]`. */
  readonly path: string;
  /** `expected u8 (0..255), got 300` */
  readonly message: string;
}

/** More would not be read. */
const maxProblems = 20;

/** The first problems of all arguments, in the order in which a call would meet them. */
export function checkArguments(type: FunctionType, drafts: readonly Draft[]): readonly FormProblem[] {
  const found: FormProblem[] = [];
  for (const [index, parameter] of type.parameters.entries()) {
    const draft = drafts[index];
    if (draft) check(parameter.type, draft, parameter.name, found);
  }
  return found;
}

function check(type: WitType, draft: Draft, path: string, found: FormProblem[]): void {
  if (found.length >= maxProblems) return;
  const own = problemOf(type, draft);
  if (own !== null) found.push({ path, message: own });
  for (const child of childrenOf(type, draft)) check(child.type, child.draft, path + child.step, found);
}

interface Child {
  readonly type: WitType;
  readonly draft: Draft;
  readonly step: string;
}

/** What of a draft takes part in the value. */
function childrenOf(type: WitType, draft: Draft): readonly Child[] {
  if (draft.kind === 'items' && type.kind === 'list')
    return draft.items.map((item, index) => ({ type: type.element, draft: item.draft, step: `[${index + 1}]` }));
  if (draft.kind === 'option' && type.kind === 'option')
    return draft.isSome && draft.some
      ? [{ type: type.some, draft: draft.some, step: type.some.kind === 'option' ? '.some' : '' }]
      : [];
  if (draft.kind === 'choice') {
    const choice = choicesOf(type)[draft.index];
    const payload = draft.payloads[draft.index];
    // An option is boxed there: `{some = v}`.
    return choice?.payload && payload
      ? [
          {
            type: choice.payload,
            draft: payload,
            step: choice.payload.kind === 'option' ? `.${choice.name}.some` : `.${choice.name}`,
          },
        ]
      : [];
  }
  if (draft.kind !== 'parts') return [];
  if (type.kind === 'record')
    return type.fields.flatMap((field, index) => childAt(draft.parts, index, field.type, `.${field.name}`));
  if (type.kind === 'tuple')
    return type.items.flatMap((item, index) => childAt(draft.parts, index, item, `[${index + 1}]`));
  return [];
}

function childAt(parts: readonly Draft[], index: number, type: WitType, step: string): readonly Child[] {
  const draft = parts[index];
  return draft ? [{ type, draft, step }] : [];
}

/** Of the draft itself, not of what is in it. */
export function problemOf(type: WitType, draft: Draft): string | null {
  switch (draft.kind) {
    case 'text':
      return type.kind === 'scalar'
        ? scalarProblem(type.name, draft.text)
        : draft.text.isWellFormed()
          ? null
          : 'expected string, got half of a surrogate pair';
    case 'bytes': {
      const bytes = draft.form === 'text' ? null : parseHex(draft.text);
      if (bytes && !bytes.ok) return `expected ${bytes.error}`;
      return lengthProblem(type, bytes?.value.length ?? textToBytes(draft.text).length, 'byte');
    }
    case 'items':
      return lengthProblem(type, draft.items.length, 'element');
    case 'none':
      return unsupportedProblem(type);
    default:
      return null;
  }
}

function lengthProblem(type: WitType, length: number, unit: string): string | null {
  if (type.kind !== 'list' || type.length === null || type.length === length) return null;
  return `expected ${formatType(type)}, got ${length} ${unit}${length === 1 ? '' : 's'}`;
}

function unsupportedProblem(type: WitType): string | null {
  if (type.kind !== 'unsupported') return null;
  return type.why === 'handle'
    ? `resource handle ${type.text} is not supported in calls from Lua`
    : `WIT type ${type.text} is not supported`;
}

function scalarProblem(name: ScalarName, text: string): string | null {
  const parsed = parseScalar(name, text);
  return parsed.ok ? null : parsed.error;
}
