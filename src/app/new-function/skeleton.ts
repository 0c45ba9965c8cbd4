/** What a new function begins with: a text that boots and answers as it stands, to be written over. */
import { err, ok, type Result } from '../../base/result.ts';
import type { PlainValue } from '../../contract/api.ts';
import { isLuaName } from '../../lua-text/words.ts';
import { parseSignature, type Parameter } from '../model/arguments/signature.ts';

export type FunctionKind = 'function.wat' | 'function.lua';

export interface SkeletonRequest {
  readonly kind: FunctionKind;
  readonly id: string;
  /** The part of the ID behind the colon. */
  readonly name: string;
  /** WIT such as `(a: s32) -> s32` for WebAssembly; names of parameters such as `a, b` for Lua. */
  readonly signature: string;
}

export interface Skeleton {
  /** As the source exports it. */
  readonly method: string;
  readonly source: string;
  /** Null for Lua, which declares no types. */
  readonly wit: string | null;
  /** Something to call it with. */
  readonly args: readonly PlainValue[];
}

/** The error is a sentence about the signature. */
export function createSkeleton(request: SkeletonRequest): Result<Skeleton, string> {
  return request.kind === 'function.lua' ? luaSkeleton(request) : watSkeleton(request);
}

function luaSkeleton({ id, name, signature }: SkeletonRequest): Result<Skeleton, string> {
  const names = signature
    .replace(/^\s*\((.*)\)\s*$/, '$1')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const wrong = names.find((item) => !isLuaName(item));
  if (wrong !== undefined) return err(`“${wrong}” is no name for a parameter of Lua.`);
  if (new Set(names).size < names.length) return err('Two parameters have the same name.');
  const word = name.replaceAll(/\W/g, '_');
  const method = [word, `${word}_`, `_${word}`].find((one) => isLuaName(one)) ?? 'main';
  const list = names.join(', ');
  const source = `-- Called by Run, and from Lua by funcs.call("${id}"${names.map((item) => `, ${item}`).join('')}).
local function ${method}(${list})
    print("${method} was called${names.length === 0 ? '"' : ` with", ${list}`})
    return ${names[0] ?? `"hello from ${id}"`}
end

return { ${method} = ${method} }
`;
  return ok({ method, source, wit: null, args: names.map((_, index) => index + 1) });
}

type CoreType = 'i32' | 'i64' | 'f32' | 'f64';

const coreTypes: ReadonlyMap<string, CoreType> = new Map([
  ...['bool', 'char', 's8', 'u8', 's16', 'u16', 's32', 'u32'].map((type) => [type, 'i32'] as const),
  ['s64', 'i64'],
  ['u64', 'i64'],
  ['f32', 'f32'],
  ['f64', 'f64'],
]);
const addable = new Set(['s32', 'u32', 's64', 'u64', 'f32', 'f64']);

/** Words that WIT takes for its own unless they are written with a `%`. */
const witReserved = new Set(
  'as async bool borrow char constructor enum export f32 f64 flags from func future import include interface list option own package record resource result s16 s32 s64 s8 static stream string tuple type u16 u32 u64 u8 use variant with world'.split(
    ' ',
  ),
);
const witName = (name: string): string => (witReserved.has(name) ? `%${name}` : name);

function watSkeleton({ name, signature }: SkeletonRequest): Result<Skeleton, string> {
  const text = signature
    .trim()
    .replace(/^func\b\s*/, '')
    .replace(/;$/, '');
  const parsed = parseSignature(`func${text === '' ? '()' : text}`);
  if (!parsed || !text.startsWith('(')) return err('A signature looks like (a: s32, b: s32) -> s32.');
  const { result } = parsed;
  const read = parsed.parameters.map(withFields);
  const parameters = read.flatMap(({ fields, own }) => fields ?? [own]);
  for (const parameter of [...parameters, ...read.map(({ own }) => own)]) {
    if (!/^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/i.test(parameter.name))
      return err(`“${parameter.name}” is no name for a parameter of WIT.`);
  }
  if (new Set(parameters.map((parameter) => parameter.name)).size < parameters.length)
    return err('Two parameters have the same name.');
  const strange = [...parameters.map(({ type }) => type), ...(result === null ? [] : [result])].find(
    (type) => !isKnown(type),
  );
  if (strange !== undefined)
    return err(
      `There is no beginning for “${strange}”: take numbers, bool, char, string, lists of them or a record of numbers, and change “wit” in the entry later.`,
    );

  const method = name.toLowerCase().replaceAll('_', '-');
  // A record is called as what takes it.
  const records = read.flatMap(({ own, fields }) =>
    fields ? [`record ${witName(own.name)} { ${fields.map(field).join(', ')} }\n`] : [],
  );
  const taken = read.map(({ own, fields }) => field({ ...own, type: fields ? witName(own.name) : own.type }));
  const wit = `${records.join('')}${witName(method)}: func(${taken.join(', ')})${result === null ? '' : ` -> ${result}`};`;
  const needsMemory = [...parameters.map(({ type }) => type), result].some(
    (type) => type !== null && !coreTypes.has(type),
  );
  const head = [
    `(func (export "${method}")`,
    ...parameters.flatMap(({ name: own, type }) =>
      coreTypes.has(type)
        ? [`(param $${own} ${coreTypes.get(type)})`]
        : [`(param $${own} i32) (param $${own}-length i32)`],
    ),
    ...(result === null ? [] : [`(result ${coreTypes.get(result) ?? 'i32'})`]),
  ].join(' ');
  const body = result === null ? ['nop'] : answer(parameters, result);
  const source = `${wit.replace(/;$/, '').replaceAll(/^/gm, ';; ')}
(module
${needsMemory ? memoryText(result === 'string' && !parameters.some(({ type }) => type === 'string')) : ''}  ${head}
    ;; What it answers; write your own in its place.
    ${body.join('\n    ')}))
`;
  return ok({
    method,
    source,
    wit,
    args: read.map(({ own, fields }) => (fields ? sampleRecord(fields) : sampleOf(own.type))),
  });
}

const field = ({ name, type }: Parameter): string => `${witName(name)}: ${type}`;

interface ReadParameter {
  readonly own: Parameter;
  /** Of a record that is written out; each is a parameter of the core function. Null for any other type. */
  readonly fields: readonly Parameter[] | null;
}

function withFields(own: Parameter): ReadParameter {
  const inner = /^record\s*\{(.*)\}$/.exec(own.type)?.[1];
  const fields = inner === undefined ? null : (parseSignature(`func(${inner})`)?.parameters ?? null);
  return {
    own,
    fields: fields && fields.length > 0 && fields.every(({ type }) => coreTypes.has(type)) ? fields : null,
  };
}

const sampleRecord = (fields: readonly Parameter[]): PlainValue =>
  Object.fromEntries(fields.map(({ name, type }) => [name, sampleOf(type)]));

function isKnown(type: string): boolean {
  const element = /^list<(.+)>$/.exec(type)?.[1];
  return element === undefined ? type === 'string' || coreTypes.has(type) : isKnown(element.trim());
}

/** Something of what came in, so that one sees that it did. */
function answer(parameters: readonly Parameter[], result: string): readonly string[] {
  const same = parameters.filter(({ type }) => type === result).map(({ name }) => name);
  const core = coreTypes.get(result);
  if (core === undefined) {
    if (same[0] === undefined) return ['(i32.const 16)'];
    return [
      `(i32.store (i32.const 16) (local.get $${same[0]}))`,
      `(i32.store (i32.const 20) (local.get $${same[0]}-length))`,
      '(i32.const 16)',
    ];
  }
  if (same[0] !== undefined && same[1] !== undefined && addable.has(result))
    return [`(${core}.add (local.get $${same[0]}) (local.get $${same[1]}))`];
  if (same[0] !== undefined) return [`(local.get $${same[0]})`];
  return [`(${core}.const ${result === 'bool' ? 1 : result === 'char' ? 63 : 0})`];
}

/** Texts and lists come in by place and length, and go out as a place where the two stand. */
function memoryText(hasGreeting: boolean): string {
  return `  ;; A text or a list is its place in memory and its length. One that goes out is told of at 16.
  (memory (export "memory") 1)
${hasGreeting ? '  (data (i32.const 16) "\\18\\00\\00\\00\\05\\00\\00\\00Hello")\n' : ''}  (global $free (mut i32) (i32.const 64))
  ;; The host asks here for room for what it writes.
  (func (export "cabi_realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at
      (i32.and
        (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
    (global.set $free (i32.add (local.get $at) (local.get $size)))
    (block $enough
      (loop $grow
        (br_if $enough (i32.le_u (global.get $free) (i32.mul (memory.size) (i32.const 65536))))
        (br_if $grow (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))
        (unreachable)))
    (local.get $at))

`;
}

function sampleOf(type: string): PlainValue {
  if (type === 'string') return 'Wippy';
  if (type === 'char') return 'W';
  if (type === 'bool') return true;
  return type.startsWith('list<') ? [] : 1;
}
