/** `wasi:http`, as far as it is about requests to others (spec/hosts §8). */
import {
  borrow,
  byGuest,
  bytes,
  list,
  option,
  own,
  record,
  result,
  scalar,
  string,
  tuple,
  variant,
  type HostInterfaceSpec,
  type ValueOf,
} from './host-interface.ts';

const u32 = scalar('u32');
const u64 = scalar('u64');
const duration = option(u64);
const fieldSize = record('field-size-payload', { 'field-name': option(string), 'field-size': option(u32) });

/** In the order of WIT. */
export const httpErrorCode = variant('error-code', {
  'DNS-timeout': null,
  'DNS-error': record('DNS-error-payload', { rcode: option(string), 'info-code': option(scalar('u16')) }),
  'destination-not-found': null,
  'destination-unavailable': null,
  'destination-IP-prohibited': null,
  'destination-IP-unroutable': null,
  'connection-refused': null,
  'connection-terminated': null,
  'connection-timeout': null,
  'connection-read-timeout': null,
  'connection-write-timeout': null,
  'connection-limit-reached': null,
  'TLS-protocol-error': null,
  'TLS-certificate-error': null,
  'TLS-alert-received': record('TLS-alert-received-payload', {
    'alert-id': option(scalar('u8')),
    'alert-message': option(string),
  }),
  'HTTP-request-denied': null,
  'HTTP-request-length-required': null,
  'HTTP-request-body-size': option(u64),
  'HTTP-request-method-invalid': null,
  'HTTP-request-URI-invalid': null,
  'HTTP-request-URI-too-long': null,
  'HTTP-request-header-section-size': option(u32),
  'HTTP-request-header-size': option(fieldSize),
  'HTTP-request-trailer-section-size': option(u32),
  'HTTP-request-trailer-size': fieldSize,
  'HTTP-response-incomplete': null,
  'HTTP-response-header-section-size': option(u32),
  'HTTP-response-header-size': fieldSize,
  'HTTP-response-body-size': option(u64),
  'HTTP-response-trailer-section-size': option(u32),
  'HTTP-response-trailer-size': fieldSize,
  'HTTP-response-transfer-coding': option(string),
  'HTTP-response-content-coding': option(string),
  'HTTP-response-timeout': null,
  'HTTP-upgrade-failed': null,
  'HTTP-protocol-error': null,
  'loop-detected': null,
  'configuration-error': null,
  'internal-error': option(string),
});
export type HttpErrorCode = ValueOf<typeof httpErrorCode>;

export const httpMethod = variant('method', {
  get: null,
  head: null,
  post: null,
  put: null,
  delete: null,
  connect: null,
  options: null,
  trace: null,
  patch: null,
  other: string,
});
const scheme = variant('scheme', { HTTP: null, HTTPS: null, other: string });
const headerError = variant('header-error', { 'invalid-syntax': null, forbidden: null, immutable: null });

const fields = { self: borrow('fields') };
const request = { self: borrow('outgoing-request') };
const requestOptions = { self: borrow('request-options') };
const response = { self: borrow('incoming-response') };

export const httpTypes = {
  name: 'wasi:http/types',
  profile: 'wasi:http',
  doc: 'Requests to others, their answers, and what both consist of.',
  functions: {
    'http-error-code': byGuest(
      'What of HTTP is behind the error of a stream.',
      { err: borrow('error') },
      option(httpErrorCode),
    ),
    '[constructor]fields': byGuest('No headers yet.', {}, own('fields')),
    '[static]fields.from-list': byGuest(
      'Headers of a list.',
      { entries: list(tuple(string, bytes)) },
      result(own('fields'), headerError),
    ),
    '[method]fields.get': byGuest('The values of a name.', { ...fields, name: string }, list(bytes)),
    '[method]fields.has': byGuest('Whether the name is there.', { ...fields, name: string }, scalar('bool')),
    '[method]fields.set': byGuest(
      'Replaces the values of a name.',
      { ...fields, name: string, value: list(bytes) },
      result(null, headerError),
    ),
    '[method]fields.delete': byGuest('Removes a name.', { ...fields, name: string }, result(null, headerError)),
    '[method]fields.append': byGuest(
      'Adds a value to a name.',
      { ...fields, name: string, value: bytes },
      result(null, headerError),
    ),
    '[method]fields.entries': byGuest('All of them, in order.', fields, list(tuple(string, bytes))),
    '[method]fields.clone': byGuest('A copy that can be changed.', fields, own('fields')),

    '[constructor]outgoing-request': byGuest(
      'A request with these headers: GET, by http, for the path /.',
      { headers: own('fields') },
      own('outgoing-request'),
    ),
    '[method]outgoing-request.body': byGuest('Its body, once.', request, result(own('outgoing-body'), null)),
    '[method]outgoing-request.method': byGuest('Its method.', request, httpMethod),
    '[method]outgoing-request.set-method': byGuest(
      'Sets its method.',
      { ...request, method: httpMethod },
      result(null, null),
    ),
    '[method]outgoing-request.path-with-query': byGuest('Its path with the query.', request, option(string)),
    '[method]outgoing-request.set-path-with-query': byGuest(
      'Sets its path with the query.',
      { ...request, 'path-with-query': option(string) },
      result(null, null),
    ),
    '[method]outgoing-request.scheme': byGuest('Its scheme.', request, option(scheme)),
    '[method]outgoing-request.set-scheme': byGuest(
      'Sets its scheme.',
      { ...request, scheme: option(scheme) },
      result(null, null),
    ),
    '[method]outgoing-request.authority': byGuest('The host that it is for.', request, option(string)),
    '[method]outgoing-request.set-authority': byGuest(
      'Sets the host that it is for.',
      { ...request, authority: option(string) },
      result(null, null),
    ),
    '[method]outgoing-request.headers': byGuest('Its headers, which do not change any more.', request, own('fields')),

    '[constructor]request-options': byGuest('No limits but those of the host.', {}, own('request-options')),
    '[method]request-options.connect-timeout': byGuest('Kept, and without effect.', requestOptions, duration),
    '[method]request-options.set-connect-timeout': byGuest(
      'Kept, and without effect.',
      { ...requestOptions, duration },
      result(null, null),
    ),
    '[method]request-options.first-byte-timeout': byGuest('Kept, and without effect.', requestOptions, duration),
    '[method]request-options.set-first-byte-timeout': byGuest(
      'Kept, and without effect.',
      { ...requestOptions, duration },
      result(null, null),
    ),
    '[method]request-options.between-bytes-timeout': byGuest('Kept, and without effect.', requestOptions, duration),
    '[method]request-options.set-between-bytes-timeout': byGuest(
      'Kept, and without effect.',
      { ...requestOptions, duration },
      result(null, null),
    ),

    '[method]outgoing-body.write': byGuest(
      'The stream of it, once.',
      { self: borrow('outgoing-body') },
      result(own('output-stream'), null),
    ),
    '[static]outgoing-body.finish': byGuest(
      'All was written: the request goes out. Trailers are not sent.',
      { this: own('outgoing-body'), trailers: option(own('fields')) },
      result(null, httpErrorCode),
    ),

    '[method]future-incoming-response.subscribe': byGuest(
      'Ready when there is an answer, or none will be.',
      { self: borrow('future-incoming-response') },
      own('pollable'),
    ),
    '[method]future-incoming-response.get': byGuest(
      'The answer, once; none before it is there.',
      { self: borrow('future-incoming-response') },
      option(result(result(own('incoming-response'), httpErrorCode), null)),
    ),
    '[method]incoming-response.status': byGuest('Its status.', response, scalar('u16')),
    '[method]incoming-response.headers': byGuest('Its headers, which do not change.', response, own('fields')),
    '[method]incoming-response.consume': byGuest('Its body, once.', response, result(own('incoming-body'), null)),
    '[method]incoming-body.stream': byGuest(
      'The stream of it, once.',
      { self: borrow('incoming-body') },
      result(own('input-stream'), null),
    ),
    '[static]incoming-body.finish': byGuest(
      'Nobody reads any more.',
      { this: own('incoming-body') },
      own('future-trailers'),
    ),
    '[method]future-trailers.subscribe': byGuest('Always ready.', { self: borrow('future-trailers') }, own('pollable')),
    '[method]future-trailers.get': byGuest(
      'Browsers tell of none.',
      { self: borrow('future-trailers') },
      option(result(result(option(own('fields')), httpErrorCode), null)),
    ),
  },
} as const satisfies HostInterfaceSpec;

export const outgoingHandler = {
  name: 'wasi:http/outgoing-handler',
  profile: 'wasi:http',
  doc: "Sends requests: to the project's own servers in the page, to others by the browser.",
  functions: {
    handle: byGuest(
      'Sends it when its body is finished. What goes wrong is told by the future.',
      { request: own('outgoing-request'), options: option(own('request-options')) },
      result(own('future-incoming-response'), httpErrorCode),
    ),
  },
} as const satisfies HostInterfaceSpec;
