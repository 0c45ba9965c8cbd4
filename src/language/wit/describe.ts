/** What WIT types are, and how values of them look in Lua (spec/wit-mapping §3). */
import { formatMembersBy, formatName, isDefined, type DefinedType } from '../../wit/print.ts';

/** A type with its parts, a line each. */
export function definitionText(type: DefinedType): string {
  const members = formatMembersBy((inner) => (isDefined(inner) ? inner.name : null), type);
  return `${type.kind} ${type.name === null ? '' : `${formatName(type.name)} `}{\n${members.map((member) => `  ${member},`).join('\n')}\n}`;
}

/** The words that types are written with: what they are, and what stands for them in Lua. */
export const TYPE_DOCS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bool: 'True or false; in Lua a boolean.',
    s8: 'A whole number from -128 to 127.',
    u8: 'A whole number from 0 to 255.',
    s16: 'A whole number from -32 768 to 32 767.',
    u16: 'A whole number from 0 to 65 535.',
    s32: 'A whole number from -2 147 483 648 to 2 147 483 647.',
    u32: 'A whole number from 0 to 4 294 967 295.',
    s64: 'A whole number of 64 bits with a sign.',
    u64: 'A whole number of 64 bits without a sign.',
    f32: 'A floating-point number of 32 bits.',
    f64: 'A floating-point number of 64 bits; what numbers of Lua are.',
    char: 'One character; in Lua a text of one character.',
    string: 'Text in UTF-8; in Lua a string.',
    list: '`list<T>`: any number of values of a type; in Lua a table with the keys 1 to n. `list<u8>` is a string of bytes.',
    option: '`option<T>`: a value or none; in Lua the value or nil.',
    result: '`result<T, E>`: a value or an error. As the result of a function in Lua two values: `value, err`.',
    tuple: '`tuple<A, B>`: so many values, each of its own type; in Lua a table with the keys 1 to n.',
    own: '`own<R>`: a handle of a resource. Calls cannot carry it.',
    borrow: '`borrow<R>`: a handle of a resource, lent for a call. Calls cannot carry it.',
    stream: 'Values that come one after the other. Calls cannot carry it.',
    future: 'A value that comes later. Calls cannot carry it.',
    map: 'Values by keys. Calls cannot carry it.',
    'error-context': 'What went wrong. Calls cannot carry it.',
  }),
);

export const STATEMENT_DOCS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    package: 'Which package the text belongs to: `package name:space@1.0.0;`',
    interface: 'Types and functions under a name.',
    world: 'What a component imports and exports.',
    import: 'What a component wants from outside.',
    export: 'What a component gives.',
    include: 'All that another world has.',
    use: 'Types of another interface: `use types.{name};`',
    func: 'A function: `name: func(a: s32) -> s32;`',
    async: 'A function that may wait. Calls cannot carry it.',
    type: 'Another name of a type: `type id = u32;`',
    record: 'Fields with names; in Lua a table with these keys.',
    variant: 'One of several cases, with or without a value; in Lua a table with the case as its one key.',
    enum: 'One of several names; in Lua the name as a string.',
    flags: 'Any number of names; in Lua a table with true for those that are set, or a list of them.',
    resource: 'Something that handles stand for.',
    static: 'A function of a resource that needs no handle.',
    constructor: 'Makes a resource.',
  }),
);
