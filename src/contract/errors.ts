/**
 * Failures as Wippy code sees them (spec/lua-base §6, spec/registry §3.5). A failure is a value; what is thrown is a bug.
 * It is plain data, so the same record is its wire form.
 */

/** `errors.*` constants. The empty string is "unknown". */
export const ErrorKind = {
  unknown: '',
  notFound: 'NotFound',
  alreadyExists: 'AlreadyExists',
  invalid: 'Invalid',
  permissionDenied: 'PermissionDenied',
  unavailable: 'Unavailable',
  internal: 'Internal',
  canceled: 'Canceled',
  conflict: 'Conflict',
  timeout: 'Timeout',
  rateLimited: 'RateLimited',
} as const;
export type ErrorKind = (typeof ErrorKind)[keyof typeof ErrorKind];

export type DetailValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly DetailValue[]
  | { readonly [key: string]: DetailValue };
export type Details = { readonly [key: string]: DetailValue };

/** What `err:kind()`, `err:message()`, `err:retryable()` and `err:details()` answer. */
export interface Failure {
  /** Usually an {@link ErrorKind}; guests and Lua code may use kinds of their own. */
  readonly kind: string;
  readonly message: string;
  /** null = unknown */
  readonly retryable: boolean | null;
  readonly details: Details | null;
}

export interface FailureOptions {
  readonly retryable?: boolean | null;
  readonly details?: Details;
}

export function failure(kind: ErrorKind, message: string, options: FailureOptions = {}): Failure {
  return { kind, message, retryable: options.retryable ?? null, details: options.details ?? null };
}

/** Wippy has it, and the playground not yet. */
export function unavailableYet(name: string): Failure {
  return failure(ErrorKind.unavailable, `${name} is not available in the playground yet`, { retryable: false });
}

/** Of what is counted: kind as on Wippy's process hosts (spec/lua-base §6), which has no constant in `errors`. */
export function limitExceeded(message: string): Failure {
  return { kind: 'LimitExceeded', message, retryable: false, details: null };
}

/** A mistake of the caller or of the project's text: kind `Invalid`, not retryable. */
export function invalid(message: string, details?: Details): Failure {
  return { kind: ErrorKind.invalid, message, retryable: false, details: details ?? null };
}

export function notFound(message: string, details?: Details): Failure {
  return { kind: ErrorKind.notFound, message, retryable: false, details: details ?? null };
}

export function internal(message: string, details?: Details): Failure {
  return { kind: ErrorKind.internal, message, retryable: null, details: details ?? null };
}

/** A call that ended because of what the guest is or did: kind `Internal`, not retryable (spec/wit-mapping §8). */
export function guestFailure(message: string): Failure {
  return { kind: ErrorKind.internal, message, retryable: false, details: null };
}

/** `why`: in the words of the engine. */
export function instantiationFailure(why: string): Failure {
  return guestFailure(`failed to instantiate wasm module: ${why}`);
}

/** What a call ends with when it was stopped from outside (spec/scheduler §5). */
export function canceledFailure(): Failure {
  return failure(ErrorKind.canceled, 'context canceled');
}
