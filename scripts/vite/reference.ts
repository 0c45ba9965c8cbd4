import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import type { ReferenceItem, ReferenceRow, ReferenceTopic } from '../../src/app/model/reference.ts';
import { formatType } from '../../src/wit/print.ts';
import { ErrorKind } from '../../src/contract/errors.ts';
import { HOST_INTERFACES } from '../../src/contract/hosts/index.ts';
import type { HostInterface } from '../../src/contract/hosts/host-interface.ts';
import { findKind, WIPPY_KINDS } from '../../src/contract/kinds.ts';
import { LUA_MODULES } from '../../src/contract/lua-modules/index.ts';
import type { LuaFunctionSpec, LuaModuleSpec } from '../../src/contract/lua-modules/spec.ts';
import { PROFILES, type ProfileFacts } from '../../src/contract/profile-table.ts';
import { KINDS } from '../../src/project/kinds/index.ts';
import { COMMON_FIELDS } from '../../src/project/registry/kind.ts';
import type { FieldShape } from '../../src/project/registry/schema.ts';

const NAME = 'virtual:reference';
const RESOLVED = `\0${NAME}`;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Nothing in it is written for the reference: it is what the checks, the runtime and the documents go by. */
export function referenceTopics(): readonly ReferenceTopic[] {
  const readme = readFileSync(`${ROOT}README.md`, 'utf8');
  const differences = readFileSync(`${ROOT}DIFFERENCES.md`, 'utf8');
  return [
    {
      id: 'kinds',
      title: 'Entry kinds',
      doc: 'What `kind` of an entry may be in `_index.yaml`, and which fields each kind has.',
      items: kindItems(),
    },
    {
      id: 'lua',
      title: 'Lua modules',
      doc: 'What `require` finds, once the entry lists it under `modules`.',
      items: Object.values<LuaModuleSpec>(LUA_MODULES).flatMap(moduleItems),
    },
    {
      id: 'types',
      title: 'WIT and Lua',
      doc: 'How values go between Lua and WebAssembly. Every conversion follows the type; nothing is guessed, wrapped or cut.',
      items: tableItems(readme, 'WIT type', ['from Lua', 'to Lua', 'notes']),
    },
    {
      id: 'imports',
      title: 'Host interfaces',
      doc: 'What modules may import once the entry lists the profile under `imports`. What is not listed traps when it is called.',
      items: Object.entries<ProfileFacts>(PROFILES).map(([name, facts]) => profileItem(name, facts)),
    },
    {
      id: 'errors',
      title: 'Errors',
      doc: 'A call gives a value and an error, of which one is `nil`. `err:kind()` is one of these.',
      items: errorItems(),
    },
    {
      id: 'limits',
      title: 'Limits',
      doc: 'What is bounded, so that a page stays one that answers.',
      items: tableItems(readme, 'what', ['limit', 'beyond it']),
    },
    {
      id: 'differences',
      title: 'Differences',
      doc: 'Where the playground does otherwise than native Wippy, and why.',
      items: tableItems(differences, 'subject', ['Wippy', 'here', 'why']),
    },
  ];
}

/* ---------------------------------------------------------------- kinds */

function kindItems(): ReferenceItem[] {
  const described = KINDS.map(({ name, fields }): ReferenceItem => {
    const own = Object.entries<FieldShape>(fields).filter(([field]) => !(field in COMMON_FIELDS));
    return {
      name,
      doc: sentence(findKind(name)?.label ?? ''),
      rows: own.flatMap(([field, shape]) => fieldRows(field, shape)),
    };
  });
  const common: ReferenceItem = {
    name: 'every entry',
    doc: 'Fields that all kinds have.',
    rows: Object.entries(COMMON_FIELDS).flatMap(([field, shape]) => fieldRows(field, shape)),
  };
  const ready = new Set<string>(KINDS.map(({ name }) => name));
  const others = WIPPY_KINDS.filter(({ name }) => !ready.has(name)).map(({ name, label }): ReferenceItem => {
    const isData = name === 'registry.entry' || name.startsWith('ns.');
    const doc = isData ? 'Kept as data.' : 'Wippy has it; here it is kept as data, with a warning.';
    return { name, doc: `${sentence(label)} ${doc}`, rows: [], ...(isData ? {} : { isMissing: true }) };
  });
  return [common, ...described, ...others];
}

/** A field, and below it those of a map with names of its own. */
function fieldRows(name: string, shape: FieldShape): ReferenceRow[] {
  const parts = [shape.doc];
  if (shape.isRequired) parts.push('Required.');
  if (shape.default !== undefined) parts.push(`Else \`${shape.default}\`.`);
  const inner = shape.fields ?? shape.item?.fields ?? {};
  const prefix = shape.fields ? `${name}.` : `${name}[].`;
  return [
    { name, type: shapeText(shape), doc: parts.join(' ') },
    ...Object.entries(inner).flatMap(([field, one]) => fieldRows(`${prefix}${field}`, one)),
  ];
}

function shapeText({ type, values, item, kinds }: FieldShape): string {
  if (values) return values.join(' | ');
  if (kinds) return `ID of ${kinds.join(', ')}`;
  return item && !item.fields ? `${type} of ${shapeText(item)}` : type;
}

/* ---------------------------------------------------------------- modules */

function moduleItems(spec: LuaModuleSpec): ReferenceItem[] {
  const { name, doc, isAlwaysThere, functions, constants = {}, fields = {}, types = {} } = spec;
  const rows = [
    ...Object.entries(functions).map(([member, one]) => functionRow(member, one)),
    ...Object.entries(fields).map(([member, one]): ReferenceRow => ({ name: member, type: '', doc: one.doc })),
    ...Object.entries(constants).map(([member, value]): ReferenceRow => ({
      name: member,
      type: typeof value === 'object' ? Object.keys(value).join(' | ') : JSON.stringify(value),
      doc: 'A constant.',
    })),
  ];
  return [
    { name, doc: isAlwaysThere ? `${doc} Needs no line under \`modules\`.` : doc, rows },
    ...Object.entries(types).map(([type, methods]): ReferenceItem => ({
      name: type === spec.object ? `${name}, its methods` : `${name}: ${type}`,
      doc: 'Methods, called with a colon.',
      rows: Object.entries(methods).map(([member, one]) => functionRow(`:${member}`, one)),
    })),
  ];
}

function functionRow(name: string, { signature, doc, isPlanned }: LuaFunctionSpec): ReferenceRow {
  return { name, type: signature, doc, ...(isPlanned ? { isMissing: true } : {}) };
}

/* ---------------------------------------------------------------- host interfaces */

function profileItem(profile: string, { spellings = [] }: ProfileFacts): ReferenceItem {
  const interfaces = Object.values<HostInterface>(HOST_INTERFACES).filter((one) => one.profile === profile);
  const also = spellings.length > 0 ? ` Also written ${spellings.map((one) => `\`${one}\``).join(', ')}.` : '';
  return {
    name: profile,
    doc: `${interfaces.map((one) => one.doc).join(' ')}${also}`.trim(),
    rows: interfaces.flatMap(interfaceRows),
  };
}

function interfaceRows(one: HostInterface): ReferenceRow[] {
  if ('core' in one)
    return Object.entries(one.core).map(([name, { parameters, result, doc }]) => ({
      name,
      type: `(${parameters}) -> ${result ?? '()'}`,
      doc,
    }));
  return Object.entries(one.functions).map(([name, { parameters, result, doc }]) => ({
    name: `${one.name}#${name}`,
    type: `(${Object.entries(parameters)
      .map(([label, type]) => `${label}: ${formatType(type)}`)
      .join(', ')})${result === null ? '' : ` -> ${formatType(result)}`}`,
    doc,
  }));
}

/* ---------------------------------------------------------------- errors and tables */

const ERROR_DOCS: Readonly<Record<keyof typeof ErrorKind, string>> = {
  unknown: 'Nobody said what kind it is: an error of a guest, or a message without a kind.',
  notFound: 'What was asked for is not there: an entry, an export, a name.',
  alreadyExists: 'A name is taken.',
  invalid: 'The caller’s mistake: an argument that does not fit its type, with the place in it.',
  permissionDenied: 'The actor may not, by the policies of its scope.',
  unavailable:
    'It cannot be had now, or not here: a limit, a capability that the page lacks, a module that could not be linked.',
  internal: 'The callee broke: a trap, an error that nobody caught, a result that does not fit its own type.',
  canceled: 'It was ended from outside.',
  conflict: 'Somebody else changed it meanwhile.',
  timeout: 'It took longer than it may.',
  rateLimited: 'It was asked for too often.',
};

function errorItems(): ReferenceItem[] {
  const names = Object.keys(ErrorKind) as (keyof typeof ErrorKind)[];
  return names.map((name) => ({
    name: ErrorKind[name] === '' ? 'UNKNOWN (the empty text)' : ErrorKind[name],
    doc: ERROR_DOCS[name],
    rows: [],
  }));
}

/** The table of a document whose first column is called `first`: an item for each of its rows, named after that column. */
function tableItems(markdown: string, first: string, columns: readonly string[]): ReferenceItem[] {
  const head = `| ${[first, ...columns].join(' | ')} |\n`;
  const start = markdown.indexOf(head);
  if (start < 0) throw new Error(`there is no table with the columns ${head.trim()}`);
  const lines = markdown.slice(start + head.length).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(1, end < 0 ? undefined : end).map((line) => {
    const [name = '', ...cells] = cellsOf(line);
    return {
      name: withoutMarks(name),
      doc: '',
      rows: columns.flatMap((column, index) => {
        const doc = cells[index] ?? '';
        return doc === '' ? [] : [{ name: column, type: '', doc: withoutLinks(doc) }];
      }),
    };
  });
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, line.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll(String.raw`\|`, '|'));
}

function withoutLinks(text: string): string {
  return text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll(/\*([^*]+)\*/g, '$1');
}

function withoutMarks(text: string): string {
  return withoutLinks(text).replaceAll('`', '');
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `virtual:reference`: the topics as one JSON text, in the chunk of whoever shows them. */
export function referencePlugin(): Plugin {
  return {
    name: 'wippy:reference',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    load(id) {
      if (id !== RESOLVED) return null;
      for (const file of ['README.md', 'DIFFERENCES.md']) this.addWatchFile(`${ROOT}${file}`);
      return `export const topics = JSON.parse(${JSON.stringify(JSON.stringify(referenceTopics()))});`;
    },
  };
}
