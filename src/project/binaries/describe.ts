/** What a WebAssembly binary says of itself, for showing (`BinaryDescription`). Pure; never throws for what the bytes hold. */
import type { BinaryDescription, BinaryExport, BinaryImport } from '../../contract/binaries.ts';
import { profileOfInterface } from '../../contract/profiles.ts';
import { suggestSignature } from '../../wit/suggest-signature.ts';
import { parseWit } from '../../wit/parser.ts';
import { formatCoreType, formatFunction } from '../../wit/print.ts';
import { formatWorld, type InterfaceFunctions } from '../../wit/print-world.ts';
import type { FunctionType } from '../../wit/types.ts';
import { binaryKind, type ExternKind, type ModuleShape } from '../../binary/binary.ts';
import { formatDigest } from './binary-file.ts';
import { refusalOf } from '../../binary/component/methods.ts';
import type { ComponentShape, ImportShape } from '../../binary/component/shape.ts';
import { readBinary } from './read-binary.ts';
import { readSections } from '../../binary/sections.ts';

/** `digest`: hex of the SHA-256 of `bytes`. */
export function describeBinary(bytes: Uint8Array, digest: string): BinaryDescription {
  const form = binaryKind(bytes);
  const empty: BinaryDescription = {
    form,
    sizeBytes: bytes.length,
    digest: formatDigest(digest),
    problem: null,
    sections: [],
    imports: [],
    exports: [],
    wit: null,
  };
  if (form === null) return { ...empty, problem: 'this is no WebAssembly binary' };
  const shape = readBinary(bytes);
  if ('problem' in shape) {
    const { message, offset } = shape.problem;
    return {
      ...empty,
      sections: form === 'core' ? readSections(bytes) : shape.sections,
      problem: `${message} at byte ${offset}`,
    };
  }
  return shape.form === 'core'
    ? { ...empty, ...describeModule(shape.module), sections: readSections(bytes) }
    : { ...empty, ...describeComponent(shape.component) };
}

const CORE_KINDS: { readonly [K in ExternKind]: string } = {
  function: 'func',
  table: 'table',
  memory: 'memory',
  global: 'global',
  tag: 'tag',
};

function describeModule(module: ModuleShape): Pick<BinaryDescription, 'imports' | 'exports'> {
  return {
    imports: module.imports.map(({ module: from, name, kind, type }): BinaryImport => ({
      module: from,
      name,
      kind: CORE_KINDS[kind],
      signature: type && formatCoreType(type),
      profile: profileOfInterface(from),
    })),
    exports: module.exports.map(({ name, kind, type }): BinaryExport => {
      const signature = type && suggestSignature(name, type);
      return {
        name,
        kind: CORE_KINDS[kind],
        signature,
        type: signature === null ? null : (parseWit(signature).functions[0]?.type ?? null),
        refusal:
          kind === 'function' && signature === null ? coreRefusal(type === null ? null : formatCoreType(type)) : null,
      };
    }),
  };
}

function coreRefusal(coreType: string | null): string {
  return coreType === null
    ? 'its core type is not one of plain WebAssembly'
    : `no wit can be suggested for ${coreType}`;
}

function describeComponent(
  component: ComponentShape,
): Pick<BinaryDescription, 'imports' | 'exports' | 'sections' | 'wit'> {
  return {
    sections: component.sections,
    imports: component.imports.flatMap(describeImport),
    exports: [
      ...component.functions.map((exported): BinaryExport => ({
        name: exported.method,
        kind: 'func',
        signature: exported.type && formatFunction(exported.type),
        type: exported.type,
        refusal: refusalOf(exported),
      })),
      ...component.otherExports.map(({ name, kind }): BinaryExport => ({
        name,
        kind,
        signature: null,
        type: null,
        refusal: null,
      })),
    ],
    wit: worldOf(component),
  };
}

/** Of an interface each function, and the interface alone when it has none. */
function describeImport({ name, kind, functions, types }: ImportShape): BinaryImport[] {
  const profile = kind === 'instance' ? profileOfInterface(name) : null;
  if (kind !== 'instance' || !functions || functions.length === 0) {
    const type = types[0];
    return [
      kind === 'instance'
        ? { module: name, name: '', kind, signature: null, profile }
        : { module: '', name, kind, signature: type ? formatFunction(type) : null, profile },
    ];
  }
  return functions.map((own, index) => {
    const type = types[index];
    return { module: name, name: own, kind: 'func', signature: type ? formatFunction(type) : null, profile };
  });
}

function worldOf({ functions, imports }: ComponentShape): string {
  const exported = new Map<string | null, FunctionType[]>();
  for (const { interface: owner, type } of functions) {
    const known = exported.get(owner);
    if (!type) continue;
    if (known) known.push(type);
    else exported.set(owner, [type]);
  }
  const imported = imports.flatMap(({ name, kind, types }): InterfaceFunctions[] => {
    const known = types.filter((type) => type !== null);
    if (kind === 'instance') return [{ interface: name, functions: known }];
    return kind === 'func' ? [{ interface: null, functions: known }] : [];
  });
  return formatWorld(
    [...exported].map(([owner, types]) => ({ interface: owner, functions: types })),
    imported,
  );
}
