/** From a core module and its WIT to a component. */
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/**
 * @param {Uint8Array} core Exports and imports under the names of the canonical ABI.
 * @param {string} wit Text of a package with one world.
 * @returns {Promise<Uint8Array>}
 */
export async function toComponent(core, wit) {
  return componentNew(await componentEmbed({ binary: core, witSource: wit }));
}

/**
 * WebAssembly text to bytes, of a core module or of a whole component.
 *
 * @param {string} text
 * @returns {Promise<Uint8Array>}
 */
export function fromText(text) {
  return parse(text);
}
