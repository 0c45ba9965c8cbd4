/** Translates a component and runs it on the test's own thread. Node only. */
import type { ComponentImport, GuestFault, Translation } from '../../../contract/ports.ts';
import type { FunctionType } from '../../../wit/types.ts';
import { translateComponent } from '../../../toolchain/translate.ts';
import { boundModule } from '../../../binary/bound-module.ts';
import { MemoryBuffer, ScriptedHost } from '../../testing/guest-harness.ts';
import { JcoFunction, type TranslatedProgram } from './jco-function.ts';
import type { ComponentHost } from './jco-imports.ts';

let translations = 0;

export async function translate(bytes: Uint8Array): Promise<Translation> {
  const translated = await translateComponent(bytes);
  if (!translated.ok) throw new Error(translated.error.message);
  const { source, modules } = translated.value;
  return {
    id: `translation ${++translations}`,
    source,
    modules: Object.fromEntries(
      modules.map(({ name, bytes: code }) => [
        name,
        new WebAssembly.Module(boundModule(code) as Uint8Array<ArrayBuffer>),
      ]),
    ),
  };
}

export async function importBindings(source: string): Promise<unknown> {
  return import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
}

export interface ComponentOptions {
  /** `name`, or `interface#name`. */
  readonly method?: string;
  readonly type: FunctionType;
  readonly imports?: readonly ComponentImport[];
  readonly profiles?: readonly string[];
  readonly hosts?: readonly ComponentHost[];
}

export function programOf(
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

export interface ComponentRun {
  readonly fault: GuestFault | null;
  readonly result: Uint8Array;
}

/** Runs calls with these bytes as their arguments, each in a fresh instance. */
export async function createComponent(
  bytes: Uint8Array,
  options: ComponentOptions,
): Promise<(sent: Uint8Array) => ComponentRun> {
  const translation = await translate(bytes);
  return componentWith(translation, await importBindings(translation.source), options);
}

export function componentWith(
  translation: Translation,
  bindings: unknown,
  options: ComponentOptions,
): (sent: Uint8Array) => ComponentRun {
  const guest = new JcoFunction(programOf(translation, options), bindings, options.hosts ?? [], new ScriptedHost());
  return (sent) => {
    const result = new MemoryBuffer();
    const fault = guest.run(MemoryBuffer.of(sent), () => result);
    return { fault, result: result.written };
  };
}
