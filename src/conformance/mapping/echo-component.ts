/** Component binaries made of echo modules, with the official tools. Node only. */
import createWabt from 'wabt';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import type { WitType } from '../../wit/types.ts';
import { echoModules, echoType, type Echo } from './echo.ts';
import { witDefinitions, witFunction } from './wit-text.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

let loading: ReturnType<typeof createWabt> | null = null;

/** Core text to bytes. */
export async function assemble(wat: string): Promise<Bytes> {
  loading ??= createWabt();
  const wabt = await loading;
  const features = {
    bulk_memory: true,
    multi_value: true,
    reference_types: true,
    simd: true,
    sign_extension: true,
    sat_float_to_int: true,
    mutable_globals: true,
  };
  const parsed = wabt.parseWat('guest.wat', wat, features);
  try {
    return parsed.toBinary({}).buffer as Bytes;
  } finally {
    parsed.destroy();
  }
}

/** Component text to bytes. */
export async function assembleComponent(wat: string): Promise<Bytes> {
  return plain(await parse(wat));
}

/** A component made of a core module and the world it implements. */
export async function buildComponent(core: Uint8Array, wit: string): Promise<Bytes> {
  const embedded = await componentEmbed({ binary: core, witSource: wit, features: { tag: 'all' } });
  return plain(await componentNew(embedded, []));
}

/** Where the functions are exported: in the world, or in an interface, which then stands before `#` in the method. */
export type EchoPlace = 'world' | 'interface';

export const ECHO_INTERFACE = 'docs:echo/api';

export function echoMethod(name: string, place: EchoPlace): string {
  return place === 'world' ? name : `${ECHO_INTERFACE}#${name}`;
}

/** A component that exports `echo: func(v: T) -> T`. */
export async function buildEchoComponent(type: WitType, place: EchoPlace = 'world'): Promise<Bytes> {
  return buildEchoComponents([{ name: 'echo', types: [type] }], place);
}

export async function buildEchoComponents(echoes: readonly Echo[], place: EchoPlace = 'world'): Promise<Bytes> {
  const prefix = place === 'world' ? '' : `${ECHO_INTERFACE}#`;
  return buildComponent(await assemble(echoModules(echoes, { prefix })), echoWorld(echoes, place));
}

export function echoWorld(echoes: readonly Echo[], place: EchoPlace): string {
  const functions = echoes.map(echoType);
  const types = functions.flatMap((type) => [...type.parameters.map((parameter) => parameter.type), type.result!]);
  const definitions = witDefinitions(types).map((line) => `  ${line}`);
  if (place === 'world') {
    const exports = functions.map((type) => `  export ${witFunction(type)};`);
    return `package docs:echo;\nworld echoes {\n${[...definitions, ...exports].join('\n')}\n}\n`;
  }
  const members = functions.map((type) => `  ${witFunction(type)};`);
  return `package docs:echo;\ninterface api {\n${[...definitions, ...members].join('\n')}\n}\nworld echoes {\n  export api;\n}\n`;
}

/** Out of the tool's own buffer, which it may reuse. */
function plain(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}
