/** What is wrong with a value, and where: the messages of spec/wit-mapping §8. */
import type { ValueReader } from '../../contract/values.ts';
import type { DetailValue, Details } from '../../contract/errors.ts';
import { formatType, isDefined } from '../../wit/print.ts';
import type { WitType } from '../../wit/types.ts';

/** Names of cases and flags that a message lists. */
const MAX_LISTED = 40;
/** Characters of a name or a type that a message repeats. */
const MAX_QUOTED = 120;

/** A problem at some depth. Its path grows while the converters above it return. */
export class Misfit {
  readonly problem: string;
  readonly expected: DetailValue;
  readonly got: DetailValue;
  #path = '';

  constructor(problem: string, wanted: DetailValue, got: DetailValue) {
    this.problem = problem;
    this.expected = wanted;
    this.got = got;
  }

  /** The problem lies in this field or case of the value that reports it. */
  inField(label: string): this {
    this.#path = `.${label}${this.#path}`;
    return this;
  }

  /** The same for an element or a position; 1 is the first. */
  atIndex(index: number): this {
    this.#path = `[${index}]${this.#path}`;
    return this;
  }

  /** Under `root`, the name of a parameter or nothing. */
  path(root: string): string {
    return root === '' ? this.#path.replace(/^\./, '') : root + this.#path;
  }

  details(root: string, others: Details = {}): Details {
    return { ...others, path: this.path(root), expected: this.expected, got: this.got };
  }
}

/** `expected <type>, got <what>`; `note` goes on in the same sentence. */
export function expected(type: string, got: string, value: DetailValue = got, note = ''): Misfit {
  return new Misfit(`expected ${type}, got ${got}${note}`, type, value);
}

/** A type as messages spell it: by its label where it has one. */
export function spell(type: WitType): string {
  const label = isDefined(type) ? type.name : null;
  return label ?? shorten(formatType(type));
}

/** The current value is of the wrong Lua type. */
export function wrongType(type: WitType, value: ValueReader): Misfit {
  return expected(spell(type), value.typeName());
}

/** A side or case without payload takes `true` and nothing else. */
export function notTrue(value: ValueReader): Misfit {
  const type = value.typeName();
  return expected('true', type === 'boolean' ? 'false' : type);
}

export function unknownName(what: 'case' | 'flag', name: string, names: readonly string[]): Misfit {
  const listed = names.length > MAX_LISTED ? [...names.slice(0, MAX_LISTED), '…'] : names;
  const wanted = `one of ${listed.join(', ')}`;
  return new Misfit(`unknown ${what} ${quote(name)}, expected ${wanted}`, wanted, shorten(name));
}

export function quote(name: string): string {
  return `"${shorten(name)}"`;
}

function shorten(name: string): string {
  return name.length > MAX_QUOTED ? `${name.slice(0, MAX_QUOTED)}…` : name;
}

/** A number as `tostring` shows it (spec/wit-mapping §3.5). */
export function formatNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value);
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(BigInt(value));
  const isSmall = Math.abs(value) < 1e-4 && Math.abs(value) >= 1e-6;
  return (isSmall ? value.toExponential() : String(value)).replace(/e([+-])(\d)$/, 'e$10$2');
}
