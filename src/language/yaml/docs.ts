/** Lines about what definition files are made of, where no description of a kind has them. */

export const TOP_DOCS: Readonly<Record<string, string>> = {
  version: 'Version of the format: "1.0".',
  namespace: 'The first part of the IDs of all entries of this file.',
  entries: 'What the application is made of: a list of entries.',
  meta: 'Anything about this file.',
};

export const META_DOCS: Readonly<Record<string, string>> = {
  command: 'Makes the entry a command that `wippy run` knows by `name`.',
  comment: 'A line about the entry.',
  depends_on: 'Entries that have to be there first.',
  name: 'What it is called.',
  short: 'A line about it.',
  server: 'The `http.service` that it belongs to.',
  router: 'The `http.router` that it belongs to.',
  prefix: 'What all paths of it begin with.',
};
