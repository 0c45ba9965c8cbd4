/** Tokens of a project: each stands for an actor and its scope until it expires or is revoked (spec/lua-modules §7). */
import { err, ok, type Result } from '../../base/result.ts';
import type { EntryId } from '../../contract/api.ts';
import { invalid, limitExceeded, type Failure } from '../../contract/errors.ts';
import { sizeOfPlain } from '../../contract/plain-size.ts';
import type { Clock, Random } from '../../contract/ports.ts';
import type { Actor, PlainMap, Scope } from './context.ts';

/** Of one store; those that have expired make room. */
const MAX_TOKENS = 10_000;
/** What all tokens of a store may take together. */
const MAX_BYTES = 16 * 1024 * 1024;
const TOKEN_BYTES = 200;

export interface TokenStoreOptions {
  readonly id: EntryId;
  readonly clock: Clock;
  readonly random: Random;
  /** Bytes of chance in a token. */
  readonly tokenBytes: number;
  readonly expirationMs: number;
}

interface Token {
  readonly actor: Actor;
  readonly scope: Scope;
  readonly meta: PlainMap;
  readonly endsAtMs: number;
  readonly bytes: number;
}

export class TokenStore {
  readonly id: EntryId;
  readonly #options: TokenStoreOptions;
  readonly #tokens = new Map<string, Token>();
  #bytes = 0;

  constructor(options: TokenStoreOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** `afterMs`: when it expires, by default as the store says. */
  create(
    actor: Actor,
    scope: Scope,
    { afterMs, meta }: { afterMs: number | null; meta: PlainMap },
  ): Result<string, Failure> {
    const { clock, random, tokenBytes, expirationMs } = this.#options;
    const bytes =
      TOKEN_BYTES + 2 * tokenBytes + sizeOfPlain(actor.meta) + sizeOfPlain(meta) + 8 * scope.policies.length;
    if (this.#isFull(bytes)) this.#dropExpired();
    if (this.#isFull(bytes)) return err(limitExceeded(`too many tokens in ${this.id}`));
    const token = tokenOf(random, tokenBytes);
    this.#tokens.set(token, { actor, scope, meta, endsAtMs: clock.wallMs() + (afterMs ?? expirationMs), bytes });
    this.#bytes += bytes;
    return ok(token);
  }

  validate(token: string): Result<{ readonly actor: Actor; readonly scope: Scope }, Failure> {
    const found = this.#tokens.get(token);
    if (!found) return err(invalid('invalid token'));
    if (found.endsAtMs > this.#options.clock.wallMs()) return ok(found);
    this.revoke(token);
    return err(invalid('token expired'));
  }

  /** Whether there was one. */
  revoke(token: string): boolean {
    const found = this.#tokens.get(token);
    if (!found) return false;
    this.#tokens.delete(token);
    this.#bytes -= found.bytes;
    return true;
  }

  #isFull(more: number): boolean {
    return this.#tokens.size >= MAX_TOKENS || this.#bytes + more > MAX_BYTES;
  }

  #dropExpired(): void {
    const nowMs = this.#options.clock.wallMs();
    for (const [token, { endsAtMs }] of this.#tokens) if (endsAtMs <= nowMs) this.revoke(token);
  }
}

/** The token stores of a project. */
export class TokenStores {
  readonly #stores = new Map<string, TokenStore>();

  add(store: TokenStore): void {
    this.#stores.set(store.id, store);
  }

  remove(store: TokenStore): void {
    if (this.#stores.get(store.id) === store) this.#stores.delete(store.id);
  }

  find(id: string): TokenStore | null {
    return this.#stores.get(id) ?? null;
  }
}

function tokenOf(random: Random, count: number): string {
  const bytes = new Uint8Array(count);
  random.fill(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
