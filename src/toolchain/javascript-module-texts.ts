/** The files that go with jco's bindings: for people, for package managers, and for what the importer has yet to give. */
import { TOOLS_VERSION } from './component-tools.ts';

/** WASI for Node and for browsers, by the makers of jco. */
export const SHIM = '@bytecodealliance/preview2-shim';
/** Which versions of it the bindings of this jco are made for. */
const SHIM_VERSION = '^0.26.0';

/** A line `import { a, b as c } from '…'` of the bindings. */
export interface ImportLine {
  readonly from: string;
  /** As the other module exports them; `default` for what is the whole of it. */
  readonly names: readonly string[];
}

export function importsOf(source: string): readonly ImportLine[] {
  return Array.from(source.matchAll(/^import \{([^}]*)\} from ['"]([^'"\n]+)['"];$/gm), ([, list = '', from = '']) => ({
    from,
    names: list.split(',').map((item) => item.trim().replace(/ as .*$/, '')),
  }));
}

/** Functions that say who has yet to be written. Also what is called with `new` throws. */
export function standInSource({ names }: ImportLine): string {
  const functions = names.map((name) => {
    const head = name === 'default' ? 'export default function' : `export function ${name}`;
    return `${head}() {\n  throw new Error('${name === 'default' ? 'this function' : name} is not written yet');\n}\n`;
  });
  return `// The component calls these functions. Write what they do; their types are in ../interfaces/.\n\n${functions.join('\n')}`;
}

export function packageJson(name: string, needsShim: boolean): string {
  const content = {
    name,
    private: true,
    type: 'module',
    exports: { types: `./${name}.d.ts`, default: `./${name}.js` },
    ...(needsShim ? { dependencies: { [SHIM]: SHIM_VERSION } } : {}),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

export interface ReadmeFacts {
  readonly name: string;
  /** Of functions and interfaces, as JavaScript has them; others are left out of the example. */
  readonly exports: readonly string[];
  /** Specifiers of the packages that the bindings import. */
  readonly shims: readonly string[];
  /** Paths of files that are to be written. */
  readonly standIns: readonly string[];
}

export function moduleReadme({ name, exports, shims, standIns }: ReadmeFacts): string {
  const names = exports.filter((exported) => /^[A-Za-z_$][\w$]*$/.test(exported));
  const shown = names.length <= 5 ? names : names.slice(0, 5);
  const example = shown.length === 0 ? `import './${name}.js';` : `import { ${shown.join(', ')} } from './${name}.js';`;
  const parts = [
    `# ${name}`,
    `A WebAssembly component as a JavaScript module, made by ${TOOLS_VERSION.split(',')[0]} in the Wippy Playground.`,
    `## Importing it`,
    '```js\n' + example + '\n```',
    `The module fetches its \`.core.wasm\` files from beside itself and is ready once it is imported, in browsers and in Node 20 or ` +
      `later. Serve the folder as it is, from a server: browsers load no modules from \`file:\`. What it exports is in \`${name}.d.ts\`. ` +
      'A `result` of WIT arrives as its value, or as an exception whose `payload` is the error.',
    `## What it needs`,
    ...needs(shims, standIns),
  ];
  return `${parts.join('\n\n')}\n`;
}

function needs(shims: readonly string[], standIns: readonly string[]): string[] {
  if (shims.length === 0 && standIns.length === 0) return ['Nothing: the component imports nothing.'];
  const wasi =
    shims.length === 0
      ? []
      : [
          `It imports WASI, which [\`${SHIM}\`](https://www.npmjs.com/package/${SHIM}) gives in Node and in browsers: run \`npm install\` ` +
            'in this folder. A bundler finds it then; a page without one needs a map before its first module:',
          '```html\n<script type="importmap">\n' +
            `${JSON.stringify({ imports: Object.fromEntries(shims.map((one) => [one, browserFile(one)])) }, null, 2)}\n` +
            '</script>\n```',
        ];
  const own =
    standIns.length === 0
      ? []
      : [
          'It imports functions that only you can give. They stand in these files, where each throws until you have written it:',
          standIns.map((path) => `- \`${path}\``).join('\n'),
        ];
  return [...wasi, ...own];
}

/** Where `npm install` puts what a specifier means in a browser. */
function browserFile(specifier: string): string {
  return `./node_modules/${SHIM}/dist/browser${specifier.slice(SHIM.length)}.js`;
}
