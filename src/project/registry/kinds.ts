/** Kinds of Wippy, by what the playground does with them (spec/registry §3.2). */

/** Decoded and run. */
export const HANDLED_KINDS = ['function.wat', 'function.wasm', 'function.lua', 'library.lua', 'fs.directory'] as const;
export type HandledKind = (typeof HANDLED_KINDS)[number];

/** Data that nothing has to handle. */
export const STORED_KINDS: ReadonlySet<string> = new Set([
  'registry.entry',
  'ns.definition',
  'ns.dependency',
  'ns.requirement',
]);

/** Real in Wippy, kept as data with a warning. */
export const UNAVAILABLE_KINDS: ReadonlySet<string> = new Set(
  (
    'process.wasm process.lua workflow.lua process.host process.service terminal.host ' +
    'http.service http.router http.endpoint http.static ' +
    'env.storage.memory env.storage.file env.storage.os env.storage.static env.storage.router env.variable ' +
    'security.policy security.policy.expr security.token_store fs.embed ' +
    'db.sql.sqlite db.sql.postgres db.sql.mysql store.memory store.sql queue.driver.memory queue.driver.amqp queue.queue ' +
    'queue.consumer contract.definition contract.binding template.set template.jet exec.native cloudstorage.s3 config.aws ' +
    'temporal.client temporal.worker'
  ).split(' '),
);

export function isHandledKind(kind: string): kind is HandledKind {
  return (HANDLED_KINDS as readonly string[]).includes(kind);
}

export function knownKinds(): string[] {
  return [...HANDLED_KINDS, ...STORED_KINDS, ...UNAVAILABLE_KINDS];
}
