/**
 * spec/lua-modules §0: every function and method of every module, with every kind of value at every place. Wrong Lua types raise
 * `bad argument #n to NAME (…)`, but where the specification of a module has an error come back; and nothing that is out of range is
 * answered with a mistake of ours. What is right stands in the signatures of the modules.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { LUA_MODULES } from '../../contract/lua-modules/index.ts';
import { readyNames, type LuaFunctionSpecs, type LuaModuleSpec } from '../../contract/lua-modules/spec.ts';
import type { FunctionType, Type } from '../../lua-text/ast.ts';
import { parseLua } from '../../lua-text/index.ts';
import { USERDATA } from './testing/native-rows.ts';
import { createNativeWorld } from './testing/native-world.ts';
import * as stack from './vm/stack.ts';
import type { LuaThread } from './vm/types.ts';

/** A value of each Lua type, as the expression that makes it. */
const SORTS = {
  nil: 'nil',
  boolean: 'true',
  number: '42',
  string: '"x"',
  table: '{}',
  function: 'print',
  thread: 'THREAD',
  userdata: 'FUTURE',
} as const;
type Sort = keyof typeof SORTS;

/** Right by type, and out of any range. */
const OUT_OF_RANGE: Readonly<Record<string, readonly string[]>> = {
  string: ['""', String.raw`"\255\0"`, '("x"):rep(5000)', '42'],
  number: ['0/0', '2^53', '-1', '1.5', 'math.huge', '-math.huge', 'math.mininteger', 'math.maxinteger'],
  boolean: ['false'],
  table: ['CYCLE', '{1, nil, 3}', '{[FUTURE] = print}', '{x = 0/0}', '{[1.5] = CYCLE}'],
  any: ['CYCLE', '0/0', String.raw`"\255"`, 'print', 'CHANNEL', '{[1.5] = 1}', 'math.mininteger'],
};

/** What a parameter takes that its signature has no type for: what it is called in the error, and one of it. */
const OBJECTS: Readonly<Record<string, { readonly error: string; readonly right: string }>> = {
  actor: { error: 'actor expected, got T', right: 'ACTOR' },
  scope: { error: 'scope expected, got T', right: 'SCOPE' },
  policy: { error: 'policy expected, got T', right: 'POLICY' },
  channel: { error: 'channel expected, got T', right: 'CHANNEL' },
  time: { error: 'time expected', right: 'NOW' },
  location: { error: 'location expected', right: 'time.utc' },
  duration: { error: 'duration expected', right: 'DURATION' },
  span: { error: 'duration, string or number expected', right: '1' },
};
const OBJECT_PARAMETERS: Readonly<Record<string, keyof typeof OBJECTS>> = {
  'scope:evaluate actor': 'actor',
  'policy:evaluate actor': 'actor',
  'token_store:create actor': 'actor',
  'token_store:create scope': 'scope',
  'scope:with policy': 'policy',
  'process.unlisten channel': 'channel',
  'time.sleep duration': 'span',
  'time.parse_duration duration': 'span',
  'time.after duration': 'span',
  'time.timer duration': 'span',
  'time.ticker duration': 'span',
  'timer:reset duration': 'span',
  'time:add duration': 'span',
  'time:sub other': 'time',
  'time:before other': 'time',
  'time:after other': 'time',
  'time:equal other': 'time',
  'time:in_location location': 'location',
  'time:round duration': 'duration',
  'time:truncate duration': 'duration',
  'time.date location': 'location',
  'time.parse location': 'location',
};
/** What says so by an error of kind Invalid that comes back, and what it says. */
const RETURNED: readonly (readonly [RegExp, string])[] = [
  [/^(?:base64\.\w+|json\.decode|yaml\.decode) /, 'string expected'],
  [/^yaml\.encode table/, 'table expected'],
  [/^hash\.\w+ data/, 'data must be a string'],
  [/^hash\.hmac_\w+ secret/, 'secret must be a string'],
  [/^uuid\.v[35] /, 'namespace and name must be strings'],
  [/^uuid\.\w+ uuid/, 'input must be a string'],
  [/^json\.validate_string text/, 'data must be a JSON string'],
  [/^io\.read/, 'number of bytes expected'],
];
/** What takes other types as well. */
const TAKEN: readonly RegExp[] = [
  // What is not nil or false is true.
  /^(?:channel\.select default|hash\.\w+ raw)$/,
  // A comparison answers false.
  /^errors\.is kind$/,
];

interface Parameter {
  readonly name: string;
  readonly type: Type | null;
}
interface Case {
  readonly label: string;
  /** `NAME PARAMETER`, as the tables above call it. */
  readonly key: string;
  readonly code: string;
  /** What has to come of it; null where that is for the function to say. */
  readonly expected: string | null;
}

interface Callee {
  readonly name: string;
  readonly code: string;
  /** The object that it is called with. */
  readonly self: string | null;
  readonly parameters: readonly Parameter[];
}

function parametersOf(signature: string): Parameter[] {
  const [statement] = parseLua(`type Signature = ${signature}`).chunk.statements;
  const type = statement?.kind === 'type' ? statement.type : null;
  if (type?.kind !== 'function') throw new Error(signature);
  return (type satisfies FunctionType).parameters
    .map((one) => ({ name: one.name?.name ?? '', type: one.type }))
    .filter(({ name }) => name !== '...');
}

/** `string`, `number`, `boolean` or `table`; null where a signature says less or more than one of them. */
function wantedOf(type: Type | null): 'string' | 'number' | 'boolean' | 'table' | null {
  if (type?.kind === 'optional' || type?.kind === 'group') return wantedOf(type.inner);
  if (type?.kind === 'table') return 'table';
  const name = type?.kind === 'named' ? type.path[0]?.name : '';
  if (name === 'integer') return 'number';
  return name === 'string' || name === 'number' || name === 'boolean' || name === 'table' ? name : null;
}

const isOptional = (type: Type | null): boolean => type?.kind === 'optional';
const objectOf = (key: string) => OBJECTS[OBJECT_PARAMETERS[key] ?? ''] ?? null;

function rightFor({ name }: Callee, parameter: Parameter): string {
  const object = objectOf(`${name} ${parameter.name}`);
  if (object) return object.right;
  const wanted = wantedOf(parameter.type);
  return wanted === 'number' ? '1' : wanted === 'table' ? '{}' : wanted === 'boolean' ? 'true' : '"x"';
}

function caseOf(callee: Callee, place: number, value: string, expected: string | null): Case {
  const { name, code, self, parameters } = callee;
  const args = parameters.map((one, index) => (index === place ? value : rightFor(callee, one)));
  const after = parameters.findLastIndex(({ type }, index) => index === place || !isOptional(type)) + 1;
  const given = [...(self === null ? [] : [self]), ...args.slice(0, after)];
  const key = `${name} ${parameters[place]?.name ?? ''}`;
  return {
    label: `${name}(${given.join(', ')})`,
    key,
    code: `${code}, ${given.length}, ${given.join(', ')}`,
    expected,
  };
}

function wrongTypes(callee: Callee): Case[] {
  return callee.parameters.flatMap((parameter, place) => {
    const key = `${callee.name} ${parameter.name}`;
    const wanted = wantedOf(parameter.type);
    const object = objectOf(key);
    if ((!wanted && !object) || TAKEN.some((one) => one.test(key))) return [];
    const fits = new Set<string>(
      wanted === 'string' || object === OBJECTS['span'] ? ['string', 'number'] : [wanted ?? ''],
    );
    if (isOptional(parameter.type)) fits.add('nil');
    const own = callee.name.split(/[.:]/).at(-1) ?? '';
    const returned = RETURNED.find(([which]) => which.test(key))?.[1];
    const position = place + (callee.self === null ? 1 : 2);
    return (Object.keys(SORTS) as Sort[])
      .filter((sort) => !fits.has(sort))
      .map((sort) => {
        const text = (object?.error ?? `${wanted} expected, got T`).replace('T', sort);
        const raised = `raises bad argument #${position} to ${own} (${text})`;
        return caseOf(callee, place, SORTS[sort], returned === undefined ? raised : `returns Invalid ${returned}`);
      });
  });
}

function outOfRange(callee: Callee): Case[] {
  return callee.parameters.flatMap(({ type }, place) =>
    (OUT_OF_RANGE[wantedOf(type) ?? 'any'] ?? []).map((value) => caseOf(callee, place, value, null)),
  );
}

const VALUES = new Map(Object.entries(USERDATA).map(([name, type]) => [type, name]));

/** Where the first one of its type would refuse everything. */
const SELVES: Readonly<Record<string, string>> = { 'file:write': 'WRITING' };

const calleesOf = (specs: LuaFunctionSpecs, prefix: string, self: string | null, code: string): Callee[] =>
  readyNames(specs).map((name) => ({
    name: `${prefix}${name}`,
    code: `${code}.${name}`,
    self: SELVES[`${prefix}${name}`] ?? self,
    parameters: parametersOf(specs[name]?.signature ?? ''),
  }));

const CALLEES: readonly Callee[] = Object.values<LuaModuleSpec>(LUA_MODULES).flatMap((spec) => [
  ...calleesOf(spec.functions, `${spec.name}.`, null, spec.name),
  ...Object.entries(spec.fields ?? {}).flatMap(([field, { functions = {} }]) =>
    calleesOf(functions, `${spec.name}.${field}.`, null, `${spec.name}.${field}`),
  ),
  ...Object.entries(spec.types ?? {}).flatMap(([type, specs]) => {
    const value = VALUES.get(type) ?? '';
    return calleesOf(specs, `${type}:`, value, value);
  }),
]);

const PRELUDE = `
THREAD, CHANNEL, CYCLE, CASES, SAID, AT = coroutine.create(print), channel.new(2), {}, {}, {}, 0
CYCLE.cycle = CYCLE
local function kindOf(value) return value:kind(), value:message() end
local function said(ok, ...)
  if not ok then local raised = ... return "raises " .. tostring(raised) end
  for place = select("#", ...), 1, -1 do
    local value = select(place, ...)
    local isError, kind, message = pcall(kindOf, value)
    if type(value) == "userdata" and isError then return "returns " .. tostring(kind) .. " " .. tostring(message) end
  end
  return "gives"
end
function ADD(callee, count, ...) CASES[#CASES + 1] = { callee = callee, count = count, ... } end
function RUN()
  while AT < #CASES do
    AT = AT + 1
    SAID[AT] = "asks the scheduler"
    local case = CASES[AT]
    SAID[AT] = said(pcall(case.callee, unpack(case, 1, case.count)))
  end
end`;

/** Turns that a case may take: more is work, which can be stopped and is no mistake. */
const MOST_TURNS = 50;

/** What comes of each case, in one world for all. */
function outcomesOf(cases: readonly Case[]): string[] {
  const world = createNativeWorld(`${[...VALUES.values(), ...Object.values(SELVES)].join(' ')} POLICY ACTOR SCOPE`, {
    now: () => 0,
  });
  world.finish(PRELUDE);
  for (let at = 0; at < cases.length; at += 200)
    world.finish(
      cases
        .slice(at, at + 200)
        .map(({ code }) => `ADD(${code})`)
        .join('\n'),
    );
  const next = () => Number(world.finish('return AT')[0]);
  while (next() < cases.length) runOn(world.thread('RUN()'));
  const outcomes = world.finish(String.raw`return table.concat(SAID, "\1")`)[0] ?? '';
  world.dispose();
  return outcomes.split('\u0001');
}

/** Until it is done, or asks for what only a scheduler has. */
function runOn(thread: LuaThread): void {
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const result = thread.resume(0, 1000);
    if (result.status === 'preempted') continue;
    if (result.status === 'error') throw new Error(stack.display(thread.L, -1));
    break;
  }
  thread.release();
}

/** What only a broken native says. */
const OURS = /internal error|is not a function|undefined|\[object|cannot read properties|RangeError/i;

describe('arguments of every function of every module', () => {
  const wrong = CALLEES.flatMap(wrongTypes);
  const awkward = CALLEES.flatMap(outOfRange);
  let outcomes: readonly string[] = [];
  beforeAll(() => {
    outcomes = outcomesOf([...wrong, ...awkward]);
  });

  test('of a wrong type are refused, by name and place', () => {
    expect(wrong.length).toBeGreaterThan(1000);
    const differ = wrong.flatMap(({ label, expected }, index) =>
      outcomes[index] === expected ? [] : [`${label}: ${outcomes[index]}, not ${expected}`],
    );
    expect(differ).toEqual([]);
  });

  test('out of range are answered or refused in words of Lua', () => {
    expect(awkward.length).toBeGreaterThan(500);
    const strange = awkward.flatMap(({ label }, index) => {
      const outcome = outcomes[wrong.length + index] ?? '';
      const isPlaced = !outcome.startsWith('raises ') || /^raises (?:app:main:1: )?\S/.test(outcome);
      const isNamed =
        !outcome.startsWith('returns ') || label.startsWith('errors.') || /^returns [A-Z]\w+ \S/.test(outcome);
      return isPlaced && isNamed && !OURS.test(outcome) ? [] : [`${label}: ${outcome}`];
    });
    expect(strange).toEqual([]);
  });
});
