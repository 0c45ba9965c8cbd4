/** Guests on the test's own thread, made as guest workers make them. Node only. */
import type { ComponentProgram, GuestPorts, Translation } from '../../contract/ports.ts';
import { translateComponent } from '../../toolchain/translate.ts';
import { ComponentFunction } from '../../guest/component/component-function.ts';
import type { GuestFunction } from '../../guest/guest-function.ts';
import { ScriptedHost } from '../../guest/testing/guest-harness.ts';

export async function translate(bytes: Uint8Array): Promise<Translation> {
  const translated = await translateComponent(bytes);
  if (!translated.ok) throw new Error(translated.error.message);
  const { source, modules } = translated.value;
  return {
    id: '',
    source,
    modules: Object.fromEntries(modules.map((module) => [module.name, new WebAssembly.Module(module.bytes)])),
  };
}

/** The function of a program that was translated. */
export async function loadComponentFunction(
  program: ComponentProgram,
  ports: GuestPorts = new ScriptedHost(),
): Promise<GuestFunction> {
  const bindings: unknown = await import(
    `data:text/javascript;base64,${Buffer.from(program.translation.source).toString('base64')}`
  );
  return new ComponentFunction(program, bindings, [], ports);
}
