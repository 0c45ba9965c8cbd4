/** Which functions of a guest were on the stack when its code trapped, as engines tell it (V8, SpiderMonkey, JavaScriptCore). */

/** `divide`, or `function 3` where the module has no names. Functions keep their numbers when a module is rewritten; offsets do not. */
export type TrapStack = readonly string[];

/** Innermost first; engines keep about ten. */
const MAX_FRAMES = 10;
const MAX_NAME_LENGTH = 100;

/** `    at divide (wasm://wasm/7c3fd0be:wasm-function[3]:0x3d)` */
const V8 = /^\s*at (?:(?<name>.+) \()?wasm:\/\/.*wasm-function\[(?<index>\d+)\]/;
/** `divide@http://localhost/a.js:wasm-function[3]:0x3d` */
const SPIDER_MONKEY = /^(?<name>[^@]*)@.*:wasm-function\[(?<index>\d+)\]/;
/** `<?>.wasm-function[3]@[wasm code]`, `<?>.wasm-function[divide]@[wasm code]` */
const JAVASCRIPT_CORE = /wasm-function\[(?<index>[^\]]+)\]@\[wasm code\]/;

/** Empty where the engine does not say, and for what is no error. */
export function trapStack(thrown: unknown): TrapStack {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return [];
  const functions: string[] = [];
  for (const line of thrown.stack.split('\n')) {
    const found = V8.exec(line) ?? SPIDER_MONKEY.exec(line) ?? JAVASCRIPT_CORE.exec(line);
    if (!found?.groups) continue;
    const { name, index = '' } = found.groups;
    functions.push(nameOf(name, index));
    if (functions.length === MAX_FRAMES) break;
  }
  return functions;
}

function nameOf(name: string | undefined, index: string): string {
  const said = name === undefined || name === '' || name.includes('wasm-function[') ? index : name;
  return /^\d+$/.test(said) ? `function ${said}` : said.slice(0, MAX_NAME_LENGTH);
}
