/** componentize-qjs, https://github.com/andreiltd/componentize-qjs: JavaScript together with the engine QuickJS as one component. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from '@bytecodealliance/jco-transpile/wasm-tools';
import { runCli } from 'componentize-qjs';
import { fromText } from './component.mjs';

/** Without the asynchronous ABI, without WASI, and as small as it gets. */
const FLAGS = ['--sync', '--stub-wasi', '--opt-size', '--minify'];

/**
 * @param {object} sample
 * @param {string} sample.source Path of the module.
 * @param {string} sample.wit Path of its WIT.
 * @returns {Promise<Uint8Array>} A component.
 */
export async function buildJavaScript({ source, wit }) {
  const folder = await mkdtemp(join(tmpdir(), 'sample-'));
  try {
    const output = join(folder, 'out.wasm');
    const isBuilt = await runCli(['--wit', wit, '--js', source, '--output', output, ...FLAGS]);
    if (!isBuilt) throw new Error(`${source}: componentize-qjs failed`);
    return await withoutInit(await readFile(output));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Beside the functions of the WIT, componentize-qjs exports `init`, by which it has taken the script in; nobody may call it
 * again. Each export of the outermost component is an alias with the export below it, and they refer to each other by number,
 * so all of them are written anew with names.
 */
async function withoutInit(component) {
  const seen = [];
  const text = (await print(component)).replaceAll(
    /^ {2}\(alias export (\d+) "([^"]+)" \(func \(;\d+;\)\)\)\n {2}\(export \(;\d+;\) "\2" \(func \d+\)\)\n/gm,
    (_, instance, name) => {
      seen.push(name);
      return name === 'init' ? '' : `  (alias export ${instance} "${name}" (func $${name}))\n  (export "${name}" (func $${name}))\n`;
    },
  );
  if (!seen.includes('init') || seen.length < 2) throw new Error(`the exports are not where they were, but ${seen.join(', ')}`);
  return fromText(text);
}
