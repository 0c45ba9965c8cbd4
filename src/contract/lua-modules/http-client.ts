import type { LuaFunctionSpecs, LuaModuleSpec } from './spec.ts';

const call = (doc: string) =>
  ({
    signature: '(url: string, options: table?) -> (table?, error?)',
    doc,
  }) as const satisfies LuaFunctionSpecs[string];

/** spec/lua-modules §13 */
export const httpClientSpec = {
  name: 'http_client',
  doc: "Requests over HTTP: to the project's own servers, which answer in the page, and to others, as far as a browser lets them.",
  functions: {
    get: call('Asks for what is at an address.'),
    post: call('Sends something to an address.'),
    put: call('Puts something at an address.'),
    delete: call('Has removed what is at an address.'),
    head: call('Asks for the headers of an answer alone.'),
    patch: call('Changes a part of what is at an address.'),
    request: {
      signature: '(method: string, url: string, options: table?) -> (table?, error?)',
      doc: 'A request with any method.',
    },
    request_batch: {
      signature: '(requests: {any}) -> ({any}?, {any}?)',
      doc: 'Requests at the same time, each `{method, url, options}`: the answers, and errors by the place of their request.',
    },
    encode_uri: { signature: '(text: string) -> (string, error?)', doc: 'The text as part of a query.' },
    decode_uri: { signature: '(text: string) -> (string?, error?)', doc: 'What such a part stands for.' },
  },
  types: {
    stream: {
      read: { signature: '(size: number?) -> (string?, error?)', doc: 'The next bytes; nil at the end.' },
      scanner: { signature: '(split: string?) -> (any, error?)', doc: 'Reads by lines, words, bytes or runes.' },
      close: { signature: '() -> (boolean, error?)', doc: 'Gives up the rest.' },
    },
    stream_scanner: {
      scan: { signature: '() -> boolean', doc: 'Goes to the next piece; false at the end.' },
      text: { signature: '() -> string', doc: 'The piece.' },
      err: { signature: '() -> error?', doc: 'What ended it before the end.' },
    },
  },
} as const satisfies LuaModuleSpec;
