import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';

/** What Wippy says of a config that it cannot decode, with the cause inside. */
export function unpacking(kind: string, cause: string): Failure {
  return failure(ErrorKind.internal, `failed to unpack ${kind} config: ${cause}`, { retryable: false });
}
