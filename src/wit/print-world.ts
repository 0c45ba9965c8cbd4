/** Definitions, interfaces and worlds as WIT text, from the types of their functions. */
import { keyOfName } from './names.ts';
import { KEYWORDS } from './words.ts';
import { partsOf } from './measure.ts';
import {
  formatMembersBy,
  formatName,
  formatSignatureBy,
  isDefined,
  type DefinedType,
  type TypeNaming,
} from './print.ts';
import type { FunctionType, WitType } from './types.ts';

/** Functions of one interface (`docs:adder/add@0.1.0` or a bare name), or those of a world itself (null). */
export interface InterfaceFunctions {
  readonly interface: string | null;
  /** Functions of resources under the names that components give them: `[constructor]file`, `[method]file.read`, `[static]file.open`. */
  readonly functions: readonly FunctionType[];
}

const WORD = /%?[A-Za-z_][\w]*(?:-\w+)*/g;
const METHOD = /^\[(constructor|method|static)\]([^.]+)(?:\.(.+))?$/;
const PACKAGE_PATH = /^([^:/@]+:[^:/@]+)\/([^:/@]+)(?:@(.+))?$/;

/**
 * The type definitions that these signatures name, dependencies first, each ending with a line break; `''` when they name none.
 * Resources come first, without their methods.
 */
export function formatDefinitions(functions: readonly FunctionType[]): string {
  return new Block(functions, []).definitions().join('');
}

/**
 * A world as one text: `package root:component;`, the world `root`, and the packages of the interfaces it names. Read again, it
 * gives the same functions with equal types; only where two different types of one interface share a name, or a type has none,
 * a name is made up. Functions with a type beyond {@link TypeLimits} cannot be written and become comments.
 */
export function formatWorld(
  exports: readonly InterfaceFunctions[],
  imports: readonly InterfaceFunctions[] = [],
): string {
  const own = (parts: readonly InterfaceFunctions[]): FunctionType[] =>
    parts.filter((part) => part.interface === null).flatMap((part) => part.functions);
  // Types of a world count as imports, so an export may have the name of one.
  const world = new Block([...own(imports), ...own(exports)], own(imports));
  const lines = [
    ...world.definitions(),
    ...worldLines('import', imports, world),
    ...worldLines('export', exports, world),
  ];
  return [
    `package root:component;\n`,
    `world root {\n${indent(lines.join(''))}}\n`,
    ...formatPackages([...imports, ...exports]),
  ].join('\n');
}

function worldLines(direction: 'import' | 'export', parts: readonly InterfaceFunctions[], world: Block): string[] {
  return parts.flatMap((part) => {
    if (part.interface === null)
      return world.functions(part.functions).map((line) => (line.startsWith('//') ? line : `${direction} ${line}`));
    if (PACKAGE_PATH.test(part.interface)) return [`${direction} ${formatPath(part.interface)};\n`];
    return [`${direction} ${formatName(part.interface)}: interface {\n${indent(formatInterface(part.functions))}}\n`];
  });
}

/** The packages that the paths lead into, in the order of their first path. What stands under one path twice is merged. */
function formatPackages(parts: readonly InterfaceFunctions[]): string[] {
  const packages = new Map<string, Map<string, FunctionType[]>>();
  for (const { interface: path, functions } of parts) {
    const match = path === null ? null : PACKAGE_PATH.exec(path);
    if (!match) continue;
    const [, owner, name, version] = match;
    const packageName = `${owner!.split(':').map(formatName).join(':')}${version === undefined ? '' : `@${version}`}`;
    const interfaces = packages.get(packageName) ?? new Map<string, FunctionType[]>();
    packages.set(packageName, interfaces);
    const known = interfaces.get(name!) ?? [];
    const names = new Set(known.map((type) => type.name));
    interfaces.set(name!, [...known, ...functions.filter((type) => !names.has(type.name))]);
  }
  return [...packages].map(([name, interfaces]) => {
    const blocks = [...interfaces].map(
      ([label, functions]) => `interface ${formatName(label)} {\n${indent(formatInterface(functions))}}\n`,
    );
    return `package ${name} {\n${indent(blocks.join('\n'))}}\n`;
  });
}

function formatInterface(functions: readonly FunctionType[]): string {
  const block = new Block(functions, functions);
  return [...block.definitions(), ...block.functions(functions)].join('');
}

function formatPath(path: string): string {
  const [, owner, name, version] = PACKAGE_PATH.exec(path)!;
  return `${owner!.split(':').map(formatName).join(':')}/${formatName(name!)}${version === undefined ? '' : `@${version}`}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** The names of one interface: which types its functions use, and what each of them is called there. */
class Block {
  /** Of definitions, in order: dependencies before what uses them. */
  readonly #definitions: { readonly type: DefinedType; readonly name: string }[] = [];
  /** Of a type with a definition: its name here. Equal types have one. */
  readonly #names = new Map<WitType, string>();
  /** What tells types apart: equal ones have the same number. */
  readonly #numbers = new Map<WitType, number>();
  readonly #byKey = new Map<string, number>();
  readonly #nameByNumber = new Map<number, string>();
  readonly #taken = new Set<string>();
  readonly #resources = new Map<string, FunctionType[]>();
  /** Names in the texts of types that cannot be carried and whose shape is not known here. */
  readonly #opaque = new Set<string>();
  readonly #naming: TypeNaming = (type) => this.#names.get(type) ?? null;

  /** No definition gets the name of one of `beside`. */
  constructor(functions: readonly FunctionType[], beside: readonly FunctionType[]) {
    const types = functions.flatMap((type) => [
      ...type.parameters.map((parameter) => parameter.type),
      ...(type.result ? [type.result] : []),
    ]);
    for (const type of functions) {
      const resource = METHOD.exec(type.name)?.[2];
      if (resource !== undefined) this.#resource(resource).push(type);
    }
    for (const type of beside) this.#taken.add(keyOfName(type.name));
    const seen = new Set<WitType>();
    for (const type of types) this.#findResources(type, seen);
    for (const type of types) this.#number(type);
    for (const name of this.#wordsOf(types)) {
      if (!this.#taken.has(keyOfName(name))) this.#opaque.add(name);
      this.#taken.add(keyOfName(name));
    }
  }

  definitions(): string[] {
    return [
      ...[...this.#opaque].map((name) => `/// Only its name is known here.\nresource ${formatName(name)};\n`),
      ...[...this.#resources].map(([name, methods]) => this.#formatResource(name, methods)),
      ...this.#definitions.map(({ type, name }) => {
        const members = formatMembersBy(this.#naming, type).map((member) => `  ${member},\n`);
        return `${type.kind} ${formatName(name)} {\n${members.join('')}}\n`;
      }),
    ];
  }

  /** One line for each function but those of resources. */
  functions(types: readonly FunctionType[]): string[] {
    return types
      .filter((type) => !METHOD.test(type.name))
      .map((type) =>
        hasLimit(type)
          ? `// too large to be written: ${formatName(type.name)}\n`
          : `${formatName(type.name)}: ${formatSignatureBy(this.#naming, type)};\n`,
      );
  }

  #formatResource(name: string, methods: readonly FunctionType[]): string {
    if (methods.length === 0) return `resource ${formatName(name)};\n`;
    const lines = methods.map((type) => {
      const [, role, , label] = METHOD.exec(type.name)!;
      if (hasLimit(type)) return `  // too large to be written: ${label ?? 'constructor'}\n`;
      if (role === 'constructor') {
        // It returns the resource itself, which is only written when it can fail.
        const signature = formatSignatureBy(
          this.#naming,
          type.result?.kind === 'result' ? type : { ...type, result: null },
        );
        return `  constructor${signature.slice('func'.length)};\n`;
      }
      if (role === 'static') return `  ${formatName(label!)}: static ${formatSignatureBy(this.#naming, type)};\n`;
      return `  ${formatName(label!)}: ${formatSignatureBy(this.#naming, { ...type, parameters: type.parameters.slice(1) })};\n`;
    });
    return `resource ${formatName(name)} {\n${lines.join('')}}\n`;
  }

  #resource(name: string): FunctionType[] {
    const known = this.#resources.get(name);
    if (known) return known;
    const made: FunctionType[] = [];
    this.#resources.set(name, made);
    this.#taken.add(keyOfName(name));
    return made;
  }

  #findResources(type: WitType, seen: Set<WitType>): void {
    if (seen.has(type)) return;
    seen.add(type);
    if (type.kind === 'unsupported' && type.why !== 'limit') {
      for (const match of type.text.matchAll(/\b(?:own|borrow)<%?([^>]+)>/g)) this.#resource(match[1]!);
    }
    for (const part of partsOf(type)) this.#findResources(part, seen);
  }

  /** Numbers a type behind its parts; what has a definition gets its name at that moment. */
  #number(type: WitType): number {
    const known = this.#numbers.get(type);
    if (known !== undefined) return known;
    const key = this.#keyOf(type);
    const number = this.#byKey.get(key) ?? this.#byKey.size;
    this.#byKey.set(key, number);
    this.#numbers.set(type, number);
    if (isDefined(type)) {
      let name = this.#nameByNumber.get(number);
      if (name === undefined) {
        name = this.#freeName(type.name ?? `${type.kind}-1`, type.name ?? type.kind);
        this.#nameByNumber.set(number, name);
        this.#definitions.push({ type, name });
      }
      this.#names.set(type, name);
    }
    return number;
  }

  #keyOf(type: WitType): string {
    const parts = partsOf(type).map((part) => this.#number(part));
    switch (type.kind) {
      case 'record':
        return JSON.stringify([type.kind, type.name, type.fields.map((field) => field.name), parts]);
      case 'variant':
        return JSON.stringify([type.kind, type.name, type.cases.map((item) => [item.name, item.type !== null]), parts]);
      case 'enum':
        return JSON.stringify([type.kind, type.name, type.cases]);
      case 'flags':
        return JSON.stringify([type.kind, type.name, type.labels]);
      case 'scalar':
        return type.name;
      case 'unsupported':
        return `${type.kind} ${type.text}`;
      case 'list':
        return JSON.stringify([type.kind, type.length, parts]);
      case 'result':
        return JSON.stringify([type.kind, type.ok !== null, type.err !== null, parts]);
      case 'string':
      case 'tuple':
      case 'option':
        return JSON.stringify([type.kind, parts]);
    }
  }

  #freeName(wanted: string, stem: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(keyOfName(name)); count++) name = `${stem}-${count}`;
    this.#taken.add(keyOfName(name));
    return name;
  }

  /** Names in the texts of streams, futures and maps. */
  #wordsOf(types: readonly WitType[]): Set<string> {
    const words = new Set<string>();
    const seen = new Set<WitType>();
    const visit = (type: WitType): void => {
      if (seen.has(type)) return;
      seen.add(type);
      if (type.kind === 'unsupported' && type.why === 'other') {
        for (const [word] of type.text.matchAll(WORD)) {
          if (word.startsWith('%')) words.add(word.slice(1));
          else if (!KEYWORDS.has(word) && word !== '_') words.add(word);
        }
      }
      for (const part of partsOf(type)) visit(part);
    };
    for (const type of types) visit(type);
    return words;
  }
}

function hasLimit(type: FunctionType): boolean {
  const seen = new Set<WitType>();
  const visit = (part: WitType): boolean => {
    if (seen.has(part)) return false;
    seen.add(part);
    return part.kind === 'unsupported' ? part.why === 'limit' : partsOf(part).some(visit);
  };
  return [...type.parameters.map((parameter) => parameter.type), ...(type.result ? [type.result] : [])].some(visit);
}
