/** Whether something may be done (spec/lua-modules §0, spec/registry §4.7). */
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { AccessRequest, FrameContext, PlainMap, Scope, Verdict } from './context.ts';

/** What whoever guards something asks. Synchronous; any room of the kernel may. */
export interface Permissions {
  /** Whether the one whose context it is may do `action` to `resource`; `meta` is what else conditions may look at. */
  may(context: FrameContext, action: string, resource: string, meta?: PlainMap): boolean;
}

const NO_META: PlainMap = {};

/**
 * With an actor and a scope, only what the scope allows. With one of them missing all is allowed, except in strict mode, where
 * then nothing is.
 */
export function createPermissions({ isStrict }: { readonly isStrict: boolean }): Permissions {
  return {
    may({ actor, scope }, action, resource, meta = NO_META) {
      if (!actor || !scope) return !isStrict;
      return evaluateScope(scope, { actor, action, resource, meta }) === 'allow';
    },
  };
}

/** Any policy that denies decides; else any that allows (spec/lua-modules §7). */
export function evaluateScope(scope: Scope, request: AccessRequest): Verdict {
  let verdict: Verdict = 'undefined';
  for (const policy of scope.policies) {
    const found = policy.evaluate(request);
    if (found === 'deny') return 'deny';
    if (found === 'allow') verdict = 'allow';
  }
  return verdict;
}

/** How a denial is told, most of the time. */
export function denied(message: string): Failure {
  return failure(ErrorKind.permissionDenied, message, { retryable: false });
}
