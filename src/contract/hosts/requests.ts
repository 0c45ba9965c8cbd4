import {
  byKernel,
  bytes,
  list,
  option,
  record,
  result,
  scalar,
  string,
  tuple,
  type HostInterfaceSpec,
} from './host-interface.ts';
import { httpErrorCode } from './wasi-http.ts';

const request = scalar('u32');
const headers = list(tuple(string, bytes));

export const requests = {
  name: 'playground:kernel/requests',
  profile: null,
  doc: 'Requests over HTTP. They are numbers of the kernel’s, good for one call and to wait for; those that nobody closed go with it.',
  functions: {
    begin: byKernel(
      'Begins one. Whatever becomes of it, there is a number.',
      { method: string, url: string, headers, body: option(bytes) },
      request,
    ),
    answer: byKernel(
      'The head of the answer; none before it is there.',
      { of: request },
      option(result(record('head', { status: scalar('u16'), headers }), httpErrorCode)),
    ),
    read: byKernel(
      'The next bytes of its body, none where there are none yet and nobody waits; empty at the end. The error is a text.',
      { of: request, 'max-bytes': scalar('u64'), waits: scalar('bool') },
      result(option(bytes), string),
    ),
    close: byKernel('Gives it up.', { of: request }, null),
  },
} as const satisfies HostInterfaceSpec;
