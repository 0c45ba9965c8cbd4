/** Runs a component by the bindings that jco makes of it, on the test's own thread: the oracle of our linker. Node only. */
import type { ComponentImport } from '../../../contract/ports.ts';
import type { FunctionType } from '../../../wit/types.ts';
import { boundModule } from '../../../binary/bound-module.ts';
import { generate } from '../../../toolchain/component-tools.ts';
import { MemoryBuffer, ScriptedHost } from '../../testing/guest-harness.ts';
import type { ComponentRun } from './component-run.ts';
import { JcoFunction, type TranslatedProgram, type Translation } from './jco-function.ts';
import type { ComponentHost } from './jco-imports.ts';

/** Of bytes whose names are harmless: jco writes them into JavaScript as they are. */
export async function translate(bytes: Uint8Array): Promise<Translation> {
  const { files } = await generate(bytes, {
    name: 'component',
    instantiation: { tag: 'sync' },
    noTypescript: true,
    noNodejsCompat: true,
    // Modules must not be written into the source, whatever their size.
    base64Cutoff: 0,
    strict: true,
  });
  // They leave U+FEFF out at the beginning of a string, and take any bytes for text.
  const source = new TextDecoder()
    .decode(files.find(([name]) => name === 'component.js')![1])
    .replaceAll('new TextDecoder()', "new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })");
  const modules = new Map(
    files
      .filter(([name]) => name.endsWith('.wasm'))
      .map(([name, code]) => [name, new WebAssembly.Module(boundModule(code) as Uint8Array<ArrayBuffer>)]),
  );
  const bindings: unknown = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
  return { bindings, modules };
}

export interface ComponentOptions {
  /** `name`, or `interface#name`. */
  readonly method?: string;
  readonly type: FunctionType;
  readonly imports?: readonly ComponentImport[];
  readonly profiles?: readonly string[];
  readonly hosts?: readonly ComponentHost[];
}

function programOf(
  translation: Translation,
  { method, type, imports = [], profiles = [] }: ComponentOptions,
): TranslatedProgram {
  const [from = '', name] = (method ?? type.name).split('#');
  return {
    method: method ?? type.name,
    type,
    profiles,
    translation,
    imports,
    interface: name === undefined ? null : from,
    function: name ?? from,
  };
}

/** Runs calls with these bytes as their arguments, each in a fresh instance. */
export async function createByJco(
  bytes: Uint8Array,
  options: ComponentOptions,
): Promise<(sent: Uint8Array) => ComponentRun> {
  return byJco(await translate(bytes), options);
}

export function byJco(translation: Translation, options: ComponentOptions): (sent: Uint8Array) => ComponentRun {
  const guest = new JcoFunction(programOf(translation, options), options.hosts ?? [], new ScriptedHost());
  return (sent) => {
    const result = new MemoryBuffer();
    const fault = guest.run(MemoryBuffer.of(sent), () => result);
    return { fault, result: result.written };
  };
}
