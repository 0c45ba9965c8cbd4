/** Lines about what definition files are made of, where no description of a kind has them. */
import type { ProfileName } from '../../contract/profile-table.ts';

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

/** What a profile opens for a module that lists it. */
export const PROFILE_DOCS: Readonly<Record<ProfileName, string>> = {
  funcs: 'Calls of functions of the application.',
  wasi1: 'Preview 1 of WASI, for core modules.',
  'wasi:io': 'Streams, and what can be waited for.',
  'wasi:poll': 'Waiting for several things at once.',
  'wasi:clocks': 'Clocks and timers.',
  'wasi:cli': 'Arguments, environment, standard input and output.',
  'wasi:filesystem': 'Files that the entry mounts.',
  'wasi:random': 'Random bytes.',
  'wasi:sockets': 'Connections over the network.',
  'wasi:http': 'Requests over HTTP.',
};
