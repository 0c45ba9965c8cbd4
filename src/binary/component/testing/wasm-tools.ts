/** Components made by the official tools, for tests. Node only. */
import { componentEmbed, componentNew, parse, print } from '@bytecodealliance/jco-transpile/wasm-tools';

/** A component of this world whose core module does nothing. */
export async function dummyComponent(witSource: string, world?: string): Promise<Uint8Array> {
  const core = await componentEmbed({
    witSource,
    dummy: true,
    features: { tag: 'all' },
    ...(world === undefined ? {} : { world }),
  });
  return new Uint8Array(await componentNew(core, []));
}

/** From component text. */
export async function parseText(wat: string): Promise<Uint8Array> {
  return new Uint8Array(await parse(wat));
}

export async function printText(bytes: Uint8Array): Promise<string> {
  return print(bytes);
}
