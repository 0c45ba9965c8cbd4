import { denied } from '../security/permissions.ts';
import { ErrorKind, failure, invalid, type Failure } from '../../contract/errors.ts';

/** Why there is no answer, or no end of one. */
export interface RequestFailure {
  readonly reason: 'invalid' | 'denied' | 'refused' | 'timeout' | 'unreachable' | 'too large' | 'closed' | 'loop';
  /** As Lua has it. */
  readonly failure: Failure;
}

export function invalidRequest(message: string): RequestFailure {
  return { reason: 'invalid', failure: invalid(message) };
}

export function deniedRequest(message: string): RequestFailure {
  return { reason: 'denied', failure: denied(message) };
}

/** Of what may be different another time: kind and `retryable` as of all failures of transport (spec/lua-modules §13). */
export function transportFailure(
  reason: Exclude<RequestFailure['reason'], 'invalid' | 'denied'>,
  message: string,
): RequestFailure {
  return {
    reason,
    failure: failure(ErrorKind.internal, message, { retryable: reason !== 'too large', details: { reason } }),
  };
}
