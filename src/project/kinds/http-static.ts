/** `http.static` (spec/registry §4.4): files of a filesystem, below a path of a server. */
import type { EntryId } from '../../contract/api.ts';
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import { flag, map, requiredId, requiredText, text } from '../registry/field-types.ts';
import { describeKind } from '../registry/kind.ts';
import type { Place } from '../registry/source.ts';
import { FILESYSTEM } from './fs-directory.ts';
import { middlewareNames, middlewareOf, middlewareOptions, type MiddlewareUse } from './http-middleware.ts';
import { ownerIn } from './http-owner.ts';
import { idWithin } from '../registry/ids.ts';
import { SERVER } from './http-router.ts';

export interface HttpStaticConfig {
  readonly server: EntryId;
  /** Where it is on the server; without a slash at the end, and empty for all of it. */
  readonly path: string;
  readonly fs: EntryId;
  /** The folder of the filesystem that counts; empty for all of it. */
  readonly directory: string;
  /** Whether what is not there is answered with the index. */
  readonly isApplication: boolean;
  readonly index: string;
  /** `Cache-Control` of what is there. */
  readonly cache: string | null;
  readonly middleware: readonly MiddlewareUse[];
  readonly places: { readonly server: Place; readonly path: Place; readonly fs: Place };
}

const DEFAULT_INDEX = 'index.html';

export const httpStatic = describeKind({
  facts: factsOf('http.static'),
  language: null,
  fields: {
    path: requiredText({
      doc: 'Where the files are on the server, such as /assets.',
      message: 'path is required',
      check: ({ value, place }) =>
        value.startsWith('/') ? null : { code: 'invalid-path', message: 'path must start with /', place },
    }),
    fs: requiredId({ doc: 'The filesystem that they are in.', kinds: ['fs.directory'], message: 'fs is required' }),
    directory: text({ doc: 'The folder of the filesystem that they are in; by default all of it.' }),
    static_options: map({
      doc: 'How they are sent.',
      fields: {
        spa: flag({ doc: 'Whether what is not there is answered with the index.', default: false }),
        index: text({ doc: 'What a folder is answered with; index.html by default.' }),
        cache: text({ doc: 'The header Cache-Control.' }),
      },
      check: ({ spa, index }) =>
        spa && !index?.value
          ? { code: 'missing-field', message: 'index is required', hint: 'such as index: index.html' }
          : null,
    }),
    middleware: middlewareNames('What requests pass, in this order; answers come back the other way round.'),
    options: middlewareOptions('Of middleware.'),
  },
  decode(values, { problems, fail, definition }): HttpStaticConfig | null {
    const { path, fs, directory, static_options: sent, middleware, options } = values;
    const server = ownerIn(definition, 'server', problems);
    if (typeof server === 'string') return fail({ code: 'missing-field', message: server });
    return {
      server: server.id,
      path: path.value.replaceAll(/\/{2,}/g, '/').replace(/\/$/, ''),
      fs: idWithin(definition.namespace, fs.value),
      directory: directory?.value ?? '',
      isApplication: sent.spa,
      index: sent.index?.value || DEFAULT_INDEX,
      cache: sent.cache?.value || null,
      middleware: middlewareOf(middleware, options, problems),
      places: { server: server.place, path: path.place, fs: fs.place },
    };
  },
  refusal: ({ message }) => invalid(message),
  fingerprint: ({ places: _places, ...rest }) => rest,
  references: ({ server, fs, places }) => [
    { target: server, place: places.server, rule: SERVER },
    { target: fs, place: places.fs, rule: FILESYSTEM },
  ],
});

export type HttpStaticEntry = EntryOf<typeof httpStatic>;
