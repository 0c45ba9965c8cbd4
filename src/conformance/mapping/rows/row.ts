/** How the table of spec/wit-mapping is written down as data: rows, their cases, and the guests they call. */
import type { PlainValue } from '../../../contract/api.ts';
import type { FunctionType, WitType } from '../../../wit/types.ts';

/** How a guest is made: a raw core module with a `wit` field, or a component. */
export type Form = 'core' | 'component';

export type Guest = EchoGuest | MadeGuest | CoreGuest | ComponentGuest;

interface GuestBase {
  /** Name of the exported function. A label of WIT, unique in the table. */
  readonly name: string;
}

/** Gives back its argument, or all of them as a tuple. In both forms. */
export interface EchoGuest extends GuestBase {
  readonly kind: 'echo';
  readonly types: readonly WitType[];
  readonly parameters: readonly string[];
}

/** A function in core text, over the memory and allocator of the echoes (`$allocate`). In both forms. */
export interface MadeGuest extends GuestBase {
  readonly kind: 'made';
  readonly type: FunctionType;
  /** Members of a module; addresses 16 to 1023 are theirs. */
  readonly code: string;
}

/** A whole core module. */
export interface CoreGuest extends GuestBase {
  readonly kind: 'core';
  /** As an entry has it; null = no such field. */
  readonly wit: string | null;
  readonly wat: string;
  /** Default: the name. */
  readonly method?: string;
  /** Lines for the entry's definition. */
  readonly fields?: string;
}

/** A component of a core module and its world, or of a text. */
export interface ComponentGuest extends GuestBase {
  readonly kind: 'component';
  readonly source: { readonly core: string; readonly wit: string } | { readonly text: string };
  /** Default: the name. */
  readonly method?: string;
  /** Lines for the entry's definition. */
  readonly fields?: string;
}

export type Expectation =
  | { readonly value: PlainValue }
  /** A WIT err. */
  | { readonly guest: PlainValue }
  | {
      readonly kind: 'Invalid' | 'Internal' | 'NotFound' | 'Timeout' | '';
      readonly message: string | RegExp;
      readonly details?: { readonly [key: string]: PlainValue };
    };

export interface Case {
  readonly guest: Guest;
  /** Arguments as plain values; absent for what only Lua can say. */
  readonly args?: readonly PlainValue[];
  /** The same arguments in Lua source; default: {@link args} written out. */
  readonly lua?: string;
  readonly expect: Expectation;
  /** A Lua condition over `v` and `e` that has to be true after the call. */
  readonly holds?: string;
  /** Default: all that the guest has. */
  readonly forms?: readonly Form[];
  /** For guests that Node's own thread cannot run. */
  readonly needs?: 'browser';
}

export interface Row {
  /** `<section>/<what>` */
  readonly id: string;
  readonly says: string;
  readonly cases: readonly Case[];
}

/* ---------------------------------------------------------------- how rows are written */

export function row(id: string, says: string, ...cases: readonly (Case | readonly Case[])[]): Row {
  return { id, says, cases: cases.flat() };
}

export function echoOf(name: string, ...types: readonly WitType[]): EchoGuest {
  return {
    kind: 'echo',
    name,
    types,
    parameters: types.length === 1 ? ['v'] : types.map((_, index) => 'abcdefghijklmnopqrstuvwxyz'[index]!),
  };
}

/** An echo whose only parameter has a name of its own. */
export function echoNamed(name: string, parameter: string, type: WitType): EchoGuest {
  return { kind: 'echo', name, types: [type], parameters: [parameter] };
}

export function made(name: string, parameters: readonly WitType[], result: WitType | null, code: string): MadeGuest {
  const letters = parameters.map((type, index) => ({ name: 'abcdefghijklmnopqrstuvwxyz'[index]!, type }));
  return { kind: 'made', name, type: { name, parameters: letters, result }, code };
}

/** Values that come back as they went. */
export function same(guest: Guest, ...values: readonly PlainValue[]): Case[] {
  return values.map((value) => ({ guest, args: [value], expect: { value } }));
}

/** Another way to write a value, and the one that comes back. */
export function gives(guest: Guest, argument: PlainValue, value: PlainValue, holds?: string): Case {
  return { guest, args: [argument], expect: { value }, ...(holds === undefined ? {} : { holds }) };
}

/** As {@link gives}, with arguments in Lua. */
export function luaGives(guest: Guest, lua: string, value: PlainValue, holds?: string): Case {
  return { guest, lua, expect: { value }, ...(holds === undefined ? {} : { holds }) };
}

/** Refused before the guest runs; `problem` follows `argument 1: <parameter>`. */
export function refuses(guest: Guest, argument: PlainValue, problem: string | RegExp): Case {
  return { guest, args: [argument], expect: { kind: 'Invalid', message: inArgument(guest, problem) } };
}

export function luaRefuses(guest: Guest, lua: string, problem: string | RegExp): Case {
  return { guest, lua, expect: { kind: 'Invalid', message: inArgument(guest, problem) } };
}

function inArgument(guest: Guest, problem: string | RegExp): string | RegExp {
  const parameter =
    guest.kind === 'echo' ? guest.parameters[0]! : guest.kind === 'made' ? guest.type.parameters[0]!.name : '';
  const prefix = `argument 1: ${parameter}`;
  return typeof problem === 'string' ? `${prefix}${problem}` : new RegExp(`^${prefix}${problem.source}`);
}

/* ---------------------------------------------------------------- types */

const scalar = (name: Extract<WitType, { kind: 'scalar' }>['name']): WitType => ({ kind: 'scalar', name });
export const bool = scalar('bool');
export const [s8, u8, s16, u16] = [scalar('s8'), scalar('u8'), scalar('s16'), scalar('u16')];
export const [s32, u32, s64, u64] = [scalar('s32'), scalar('u32'), scalar('s64'), scalar('u64')];
export const [f32, f64, char] = [scalar('f32'), scalar('f64'), scalar('char')];
export const string: WitType = { kind: 'string' };
export const list = (element: WitType, length: number | null = null): WitType => ({ kind: 'list', element, length });
export const tuple = (...items: readonly WitType[]): WitType => ({ kind: 'tuple', items });
export const option = (some: WitType): WitType => ({ kind: 'option', some });
export const result = (ok: WitType | null, err: WitType | null): WitType => ({ kind: 'result', ok, err });
export const record = (name: string, fields: Readonly<Record<string, WitType>>): WitType => ({
  kind: 'record',
  name,
  fields: Object.entries(fields).map(([label, type]) => ({ name: label, type })),
});
export const variant = (name: string, cases: Readonly<Record<string, WitType | null>>): WitType => ({
  kind: 'variant',
  name,
  cases: Object.entries(cases).map(([label, type]) => ({ name: label, type })),
});
export const enumeration = (name: string, ...cases: readonly string[]): WitType => ({ kind: 'enum', name, cases });
export const flags = (name: string, ...labels: readonly string[]): WitType => ({ kind: 'flags', name, labels });
