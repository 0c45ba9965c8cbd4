/** Makes the guests of the table, and a project that holds them all. Node only. */
import { createHash } from 'node:crypto';
import type { ProjectFiles } from '../../../contract/api.ts';
import { assemble, assembleComponent, buildComponent, buildEchoComponents, type Bytes } from '../echo-component.ts';
import { echoModules, echoWits, RUNTIME, type Echo } from '../echo.ts';
import { witDefinitions, witFunction, witText } from '../wit-text.ts';
import type { Case, ComponentGuest, CoreGuest, EchoGuest, Form, Guest, MadeGuest, Row } from './row.ts';

/** A function of the project: `app:<name>`, in one of the two forms. */
export interface BuiltGuest {
  readonly guest: Guest;
  readonly form: Form;
  readonly entry: string;
  readonly bytes: Bytes;
  readonly method: string;
  /** null = the entry has no `wit`. */
  readonly wit: string | null;
  readonly fields: string;
}

/** So many echoes share a module: fewer binaries to make and translate, while each stays small. */
const ECHOES_PER_MODULE = 12;

export function formsOf(guest: Guest): readonly Form[] {
  if (guest.kind === 'core') return ['core'];
  return guest.kind === 'component' ? ['component'] : ['core', 'component'];
}

export function formsOfCase(entry: Case): readonly Form[] {
  return formsOf(entry.guest).filter((form) => entry.forms?.includes(form) ?? true);
}

export function entryOf(guest: Guest, form: Form): string {
  return `app:${guest.name}-${form}`;
}

/** Each guest once. Two of one name are a mistake in the table. */
export function guestsOf(rows: readonly Row[]): Guest[] {
  const guests = new Map<string, Guest>();
  for (const { cases } of rows) {
    for (const { guest } of cases) {
      if (guests.has(guest.name) && guests.get(guest.name) !== guest)
        throw new Error(`two guests are called ${guest.name}`);
      guests.set(guest.name, guest);
    }
  }
  return [...guests.values()];
}

export async function buildGuests(guests: readonly Guest[]): Promise<BuiltGuest[]> {
  const echoes = guests.filter((guest) => guest.kind === 'echo');
  const chunks = Array.from({ length: Math.ceil(echoes.length / ECHOES_PER_MODULE) }, (_, index) =>
    echoes.slice(index * ECHOES_PER_MODULE, (index + 1) * ECHOES_PER_MODULE),
  );
  const built: BuiltGuest[] = [];
  for (const chunk of chunks) built.push(...(await buildEchoes(chunk)));
  for (const guest of guests) {
    if (guest.kind === 'made') built.push(...(await buildMade(guest)));
    else if (guest.kind === 'core') built.push(await buildCore(guest));
    else if (guest.kind === 'component') built.push(await buildWhole(guest));
  }
  return built;
}

async function buildEchoes(guests: readonly EchoGuest[]): Promise<BuiltGuest[]> {
  const echoes: readonly Echo[] = guests;
  const core = await assemble(echoModules(echoes));
  const component = await buildEchoComponents(echoes);
  return guests.flatMap((guest) => [
    finish(guest, 'core', core, guest.name, echoWits([guest])),
    finish(guest, 'component', component, guest.name, null),
  ]);
}

async function buildMade(guest: MadeGuest): Promise<BuiltGuest[]> {
  const code = guest.code.replaceAll('"@"', `"${guest.name}"`).replaceAll('"cabi_post_@"', `"cabi_post_${guest.name}"`);
  const core = await assemble(`(module ${RUNTIME} ${code})`);
  const types = [
    ...guest.type.parameters.map((parameter) => parameter.type),
    ...(guest.type.result === null ? [] : [guest.type.result]),
  ];
  const world = `package docs:made;\nworld made {\n${witDefinitions(types).join('\n')}\nexport ${witFunction(guest.type)};\n}`;
  return [
    finish(guest, 'core', core, guest.name, witText([guest.type])),
    finish(guest, 'component', await buildComponent(core, world), guest.name, null),
  ];
}

async function buildCore(guest: CoreGuest): Promise<BuiltGuest> {
  return finish(guest, 'core', await assemble(guest.wat), guest.method ?? guest.name, guest.wit, guest.fields);
}

async function buildWhole(guest: ComponentGuest): Promise<BuiltGuest> {
  const { source } = guest;
  const bytes =
    'text' in source
      ? await assembleComponent(source.text)
      : await buildComponent(await assemble(source.core), source.wit);
  return finish(guest, 'component', bytes, guest.method ?? guest.name, null, guest.fields);
}

function finish(guest: Guest, form: Form, bytes: Bytes, method: string, wit: string | null, fields = ''): BuiltGuest {
  return { guest, form, entry: entryOf(guest, form), bytes, method, wit, fields };
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The project's files: each binary once, one `function.wasm` per guest. */
export function projectOf(built: readonly BuiltGuest[]): ProjectFiles {
  const files: Record<string, string | Uint8Array> = {};
  const entries = built.map(({ entry, bytes, method, wit, fields }) => {
    const digest = digestOf(bytes);
    const path = `${digest.slice(7, 23)}.wasm`;
    files[`wasm/${path}`] = bytes;
    return (
      `  - name: ${entry.slice('app:'.length)}\n    kind: function.wasm\n    fs: app:files\n    path: ${path}\n    hash: ${digest}\n` +
      `    method: ${JSON.stringify(method)}\n${wit === null ? '' : `    wit: ${JSON.stringify(wit)}\n`}${fields}`
    );
  });
  files['_index.yaml'] =
    `version: "1.0"\nnamespace: app\nentries:\n  - name: files\n    kind: fs.directory\n    directory: wasm\n${entries.join('')}`;
  return files;
}
