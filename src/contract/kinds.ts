/** Wippy's entry kinds by name: what the page and both runtimes need to know of a kind without its code. */

/** What stands for a kind in a list; whoever draws has a picture for each. */
export type KindIcon = 'lua' | 'wasm' | 'library' | 'process' | 'service' | 'http' | 'files' | 'other';

export interface KindFacts {
  readonly name: string;
  /** For people, in a few words. */
  readonly label: string;
  readonly icon: KindIcon;
  /** What its functions take: values of WIT types, or `anything`; null for what nobody can call. */
  readonly calls: 'typed' | 'anything' | null;
}

type Row = readonly [name: string, label: string, icon: KindIcon, calls?: KindFacts['calls']];

const ROWS = [
  ['function.lua', 'Lua function', 'lua', 'anything'],
  ['function.wat', 'function in WebAssembly text', 'wasm', 'typed'],
  ['function.wasm', 'function of a WebAssembly binary', 'wasm', 'typed'],
  ['library.lua', 'Lua library', 'library'],
  ['process.lua', 'Lua process', 'process'],
  ['process.wasm', 'WebAssembly process', 'process'],
  ['process.host', 'host of processes', 'process'],
  ['process.service', 'supervised process', 'service'],
  ['workflow.lua', 'Lua workflow', 'other'],
  ['terminal.host', 'host of commands', 'other'],
  ['fs.directory', 'folder as a filesystem', 'files'],
  ['fs.embed', 'filesystem within a pack', 'files'],
  ['env.storage.memory', 'variables in memory', 'other'],
  ['env.storage.file', 'variables in a file', 'other'],
  ['env.storage.os', 'variables of the system', 'other'],
  ['env.storage.static', 'variables with fixed values', 'other'],
  ['env.storage.router', 'storages of variables, one after the other', 'other'],
  ['env.variable', 'environment variable', 'other'],
  ['http.service', 'HTTP server', 'http'],
  ['http.router', 'HTTP router', 'http'],
  ['http.endpoint', 'HTTP endpoint', 'http'],
  ['http.static', 'files over HTTP', 'http'],
  ['security.policy', 'security policy', 'other'],
  ['security.policy.expr', 'security policy with an expression', 'other'],
  ['security.token_store', 'store of tokens', 'other'],
  ['store.memory', 'key-value store in memory', 'other'],
  ['store.sql', 'key-value store in a database', 'other'],
  ['db.sql.sqlite', 'SQLite database', 'other'],
  ['db.sql.postgres', 'PostgreSQL database', 'other'],
  ['db.sql.mysql', 'MySQL database', 'other'],
  ['queue.driver.memory', 'queues in memory', 'other'],
  ['queue.driver.amqp', 'queues over AMQP', 'other'],
  ['queue.queue', 'queue', 'other'],
  ['queue.consumer', 'consumer of a queue', 'other'],
  ['contract.definition', 'contract', 'other'],
  ['contract.binding', 'binding of a contract', 'other'],
  ['template.set', 'set of templates', 'other'],
  ['template.jet', 'template', 'other'],
  ['exec.native', 'commands of the system', 'other'],
  ['cloudstorage.s3', 'S3 storage', 'other'],
  ['config.aws', 'configuration for AWS', 'other'],
  ['temporal.client', 'Temporal client', 'other'],
  ['temporal.worker', 'Temporal worker', 'other'],
  ['registry.entry', 'data', 'other'],
  ['ns.definition', 'description of a namespace', 'other'],
  ['ns.dependency', 'dependency of a namespace', 'other'],
  ['ns.requirement', 'requirement of a namespace', 'other'],
] as const satisfies readonly Row[];

export type WippyKind = (typeof ROWS)[number][0];

const FACTS: ReadonlyMap<string, KindFacts> = new Map(
  ROWS.map(([name, label, icon, calls = null]: Row) => [name, { name, label, icon, calls }]),
);

/** Every kind of Wippy, whether it works here or not. */
export const WIPPY_KINDS: readonly KindFacts[] = [...FACTS.values()];

/** null for a kind that Wippy has not got. */
export function findKind(name: string): KindFacts | null {
  return FACTS.get(name) ?? null;
}

export function factsOf<const Name extends WippyKind>(name: Name): KindFacts & { readonly name: Name } {
  const facts = FACTS.get(name);
  if (!facts) throw new Error(`no kind is called ${name}`);
  return { ...facts, name };
}
