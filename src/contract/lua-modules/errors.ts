import { ErrorKind } from '../errors.ts';
import type { LuaModuleSpec } from './spec.ts';

/** spec/lua-base §6 */
export const errorsSpec = {
  name: 'errors',
  doc: 'Error objects with a kind, a message and details.',
  isAlwaysThere: true,
  functions: {
    new: {
      signature:
        '(what: string | {message: string, kind?: string, retryable?: boolean, details?: {[string]: any}}) -> error',
      doc: 'Makes an error object from a message, or from a table of fields.',
    },
    wrap: {
      signature: '(inner: error | string, context: string) -> error',
      doc: 'Makes an error that says what was being done when the inner one came up.',
    },
    is: {
      signature: '(value: any, kind: string) -> boolean',
      doc: 'Whether the value is an error object of this kind.',
    },
    call_stack: {
      signature: '(value: any) -> {thread: string, frames: any}?',
      doc: 'Where the error was made, frame by frame; nil for what is no error object.',
    },
  },
  constants: {
    UNKNOWN: ErrorKind.unknown,
    NOT_FOUND: ErrorKind.notFound,
    ALREADY_EXISTS: ErrorKind.alreadyExists,
    INVALID: ErrorKind.invalid,
    PERMISSION_DENIED: ErrorKind.permissionDenied,
    UNAVAILABLE: ErrorKind.unavailable,
    INTERNAL: ErrorKind.internal,
    CANCELED: ErrorKind.canceled,
    CONFLICT: ErrorKind.conflict,
    TIMEOUT: ErrorKind.timeout,
    RATE_LIMITED: ErrorKind.rateLimited,
  },
  types: {
    error: {
      kind: { signature: '() -> string', doc: 'One of the constants of `errors`.' },
      message: { signature: '() -> string', doc: 'What went wrong.' },
      retryable: { signature: '() -> boolean?', doc: 'Whether another try may succeed; nil where nobody knows.' },
      details: { signature: '() -> {[string]: any}?', doc: 'What belongs to it besides the message.' },
      stack: { signature: '() -> string', doc: 'Where it was made and wrapped, as text.' },
    },
  },
} as const satisfies LuaModuleSpec;
