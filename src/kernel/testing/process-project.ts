/** Projects with Lua processes, for tests. */
import { main } from './lua-project.ts';

const MODULES = '[funcs, time, errors, json, logger, ctx]';

/**
 * One host that runs, `app:host`, and one that was never started, `app:idle`. Sources whose names begin with `p_` are processes, all
 * others functions; each is the body of its method.
 */
export function processProject(bodies: Readonly<Record<string, string>>): Record<string, string> {
  const files: Record<string, string> = {};
  const entries = Object.entries(bodies).map(([name, body]) => {
    files[`${name}.lua`] = main(body);
    const kind = name.startsWith('p_') ? 'process.lua' : 'function.lua';
    return `  - {name: ${name}, kind: ${kind}, source: "file://${name}.lua", method: main, modules: ${MODULES}}\n`;
  });
  const hosts =
    '  - {name: host, kind: process.host, lifecycle: {auto_start: true}}\n  - {name: idle, kind: process.host}\n';
  return { '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${hosts}${entries.join('')}`, ...files };
}
