/**
 * A component as a JavaScript module for a page of one's own: jco's bindings with their types, the core modules in files of
 * their own, and what a reader must know to import it.
 */
import { errorText } from '../base/error-text.ts';
import type { Job } from './binary-jobs.ts';
import { generate, ToolCrash, ToolRefusal } from './component-tools.ts';
import { importsOf, moduleReadme, packageJson, SHIM, standInSource } from './javascript-module-texts.ts';
import { clean } from './tool-diagnostics.ts';

export interface ModuleRequest {
  /** Of the files; see {@link moduleName}. */
  readonly name: string;
  /** What the component imports, by interface or function, with versions or without. */
  readonly imports: readonly string[];
}

export type ModuleFiles =
  | {
      readonly ok: true;
      /** Paths with `/` between their parts, and what the files hold. */
      readonly files: readonly (readonly [path: string, bytes: Uint8Array<ArrayBuffer>])[];
    }
  | { readonly ok: false; readonly message: string };

/** Packages of WASI for which there is an implementation to install. */
const SHIMMED = ['cli', 'clocks', 'filesystem', 'http', 'io', 'random', 'sockets'];
/** Where functions that only the importer can give stand in. */
const STAND_INS = './imports/';

/** A file name out of any other: `My lib.wasm` is `my-lib`. */
export function moduleName(fileName: string): string {
  const plain = fileName
    .replace(/\.wasm$/i, '')
    .replace(/\.component$/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return plain === '' ? 'component' : plain.slice(0, 80);
}

/**
 * For a component whose names have been found harmless (`hostileName`): they are written into JavaScript as they are. Never
 * rejects. Blocks the thread while it works, for minutes on some input.
 */
export async function javascriptModule(bytes: Uint8Array, { name, imports }: ModuleRequest): Promise<Job<ModuleFiles>> {
  try {
    const { files, exports } = await generate(bytes, {
      name,
      // Core modules lie in files of their own, whatever their size.
      base64Cutoff: 0,
      noNodejsCompat: false,
      strict: true,
      map: [...shims(), ...standIns(imports)],
    });
    return {
      answer: {
        ok: true,
        files: complete(
          name,
          files,
          exports.map(([exported]) => exported),
        ),
      },
      isSpent: false,
    };
  } catch (error) {
    if (error instanceof ToolRefusal) return { answer: { ok: false, message: clean(error.message) }, isSpent: false };
    const said = errorText(error);
    const isKnown = error instanceof ToolCrash && said.startsWith('the component tools');
    const message = isKnown ? said : `jco broke down over this component${said === '' ? '' : `: ${said}`}`;
    return { answer: { ok: false, message }, isSpent: true };
  }
}

function shims(): [string, string][] {
  return SHIMMED.map((name) => [`wasi:${name}/*`, `${SHIM}/${name}#*`]);
}

function standIns(imports: readonly string[]): [string, string][] {
  return imports.flatMap((one): [string, string][] => {
    const id = one.replace(/@[^@]*$/, '');
    if (SHIMMED.some((name) => id.startsWith(`wasi:${name}/`))) return [];
    return [[id, `${STAND_INS}${id.replaceAll(/[^A-Za-z0-9]+/g, '-')}.js`]];
  });
}

function complete(
  name: string,
  files: readonly (readonly [string, Uint8Array])[],
  exports: readonly string[],
): (readonly [string, Uint8Array<ArrayBuffer>])[] {
  const encoder = new TextEncoder();
  const made = files.map(([path, bytes]): readonly [string, Uint8Array<ArrayBuffer>] => [path, bytes.slice()]);
  const main = made.find(([path]) => path === `${name}.js`);
  const source = main ? new TextDecoder().decode(main[1]) : '';
  const imports = importsOf(source);
  const own = imports.filter(({ from }) => from.startsWith(STAND_INS));
  const packages = imports.filter(({ from }) => from.startsWith(`${SHIM}/`)).map(({ from }) => from);
  const readme = moduleReadme({
    name,
    exports,
    shims: packages,
    standIns: own.map(({ from }) => from.slice('./'.length)),
  });
  return [
    ...made,
    ...own.map(
      (one) =>
        [one.from.slice('./'.length), encoder.encode(standInSource(one))] satisfies readonly [string, Uint8Array],
    ),
    ['package.json', encoder.encode(packageJson(name, packages.length > 0))],
    ['README.md', encoder.encode(readme)],
  ];
}
