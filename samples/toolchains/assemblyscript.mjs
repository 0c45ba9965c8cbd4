/** AssemblyScript, https://www.assemblyscript.org: a compiler for a strict variant of TypeScript, which knows no components. */
import { print } from '@bytecodealliance/jco-transpile/wasm-tools';
import asc from 'assemblyscript/asc';
import { fromText, toComponent } from './component.mjs';

const FLAGS = [
  // Memory is given back as a whole after each call, see assemblyscript/canonical-abi.ts.
  '--runtime', 'stub',
  // Failed assertions trap; the usual handler would be an import that no host has.
  '--use', 'abort=',
];

/**
 * @param {object} sample
 * @param {string} sample.entry Path of the source, relative to `root`.
 * @param {string} sample.root
 * @param {string} sample.wit
 * @param {readonly string[]} sample.optimize Flags of the optimizer.
 * @returns {Promise<Uint8Array>} A component.
 */
export async function buildAssemblyScript({ entry, root, wit, optimize }) {
  const { error, stderr, binary } = await compile([entry, '--baseDir', root, ...FLAGS, ...optimize]);
  if (error) throw new Error(`${entry}: ${error.message}\n${stderr}`);
  return toComponent(await withWitNames(binary), wit);
}

async function compile(args) {
  let binary = null;
  const name = 'out.wasm';
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main([...args, '--outFile', name], {
    stderr,
    writeFile: (path, content) => {
      if (path === name) binary = content;
    },
  });
  return { error, stderr: stderr.toString(), binary };
}

/** AssemblyScript exports are identifiers, WIT names have dashes: `transformUsers` becomes `transform-users`. */
async function withWitNames(core) {
  const text = await print(core);
  return fromText(text.replaceAll(/\(export "[^"]+"/g, (name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)));
}
