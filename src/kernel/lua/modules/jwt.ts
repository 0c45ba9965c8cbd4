/** JSON Web Tokens (RFC 7519) signed by HMAC. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { decodeBase64Url, encodeBase64Url } from '../../../base/base64url.ts';
import { spendBytes } from '../../../base/effort.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { invalid } from '../../../contract/errors.ts';
import type { Clock } from '../../../contract/ports.ts';
import { ValueTooDeep, WriterFull } from '../../../wit/codec.ts';
import { jsonText } from '../../http/json-text.ts';
import { returnFailure } from '../error-object.ts';
import { plainAt } from '../plain-lua.ts';
import { pushPlain } from '../push-plain.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { isNothing, textAt } from './process-arguments.ts';

type Hash = typeof sha256 | typeof sha384 | typeof sha512;
const HASHES: ReadonlyMap<string, Hash> = new Map<string, Hash>([
  ['HS256', sha256],
  ['HS384', sha384],
  ['HS512', sha512],
]);

const MAX_TOKEN_BYTES = 65_536;
/** Of signing, in bytes that are copied. */
const COST = 20;
const LEAST_BYTES = 2000;
const MALFORMED = invalid('invalid token: malformed');

export function jwtNatives(clock: Clock): Readonly<Record<string, NativeFunction>> {
  return {
    encode: (L) => {
      call.checkTable(L, 1, 'encode');
      const key = keyAt(L, 'encode');
      const algorithm = algorithmAt(L, 'encode');
      if (!('hash' in algorithm)) return returnFailure(L, algorithm);
      const payload = payloadAt(L);
      if (payload === null) return returnFailure(L, invalid('the payload has no form in JSON, or is too large'));
      const signed = `${encode(`{"alg":"${algorithm.name}","typ":"JWT"}`)}.${encode(payload)}`;
      stack.pushText(L, `${signed}.${encodeBase64Url(sign(algorithm.hash, key, signed))}`);
      return 1;
    },
    verify: (L) => {
      const token = call.checkBytes(L, 1, 'verify');
      if (token.length > MAX_TOKEN_BYTES) return returnFailure(L, MALFORMED);
      const key = keyAt(L, 'verify');
      const algorithm = algorithmAt(L, 'verify');
      if (!('hash' in algorithm)) return returnFailure(L, algorithm);
      const parts = new TextDecoder().decode(token).split('.');
      const [header = '', payload = '', signature = ''] = parts;
      const head = parts.length === 3 ? decode(header) : undefined;
      const body = decode(payload);
      if (!isMap(head) || !isMap(body)) return returnFailure(L, MALFORMED);
      // Whoever sends a token does not choose how it is checked.
      const { alg } = head;
      if (alg !== algorithm.name)
        return returnFailure(
          L,
          invalid(`invalid token: signed by ${typeof alg === 'string' ? alg.slice(0, 20) : 'nothing'}`),
        );
      if (encodeBase64Url(sign(algorithm.hash, key, `${header}.${payload}`)) !== signature)
        return returnFailure(L, invalid('invalid token: signature is invalid'));
      const nowSeconds = clock.wallMs() / 1000;
      const { exp, nbf } = body;
      if (typeof exp === 'number' && nowSeconds >= exp)
        return returnFailure(L, invalid('invalid token: it has expired'));
      if (typeof nbf === 'number' && nowSeconds < nbf)
        return returnFailure(L, invalid('invalid token: it is not valid yet'));
      pushPlain(L, body);
      return 1;
    },
  };
}

function keyAt(L: LuaState, name: string): Uint8Array {
  return call.checkBytes(L, 2, name).slice(0, MAX_TOKEN_BYTES);
}

function algorithmAt(
  L: LuaState,
  name: string,
): { readonly name: string; readonly hash: Hash } | ReturnType<typeof invalid> {
  const wanted = isNothing(L, 3) ? 'HS256' : textAt(L, 3, name);
  const hash = HASHES.get(wanted);
  return hash ? { name: wanted, hash } : invalid(`unsupported algorithm: ${wanted}`);
}

function payloadAt(L: LuaState): string | null {
  try {
    const plain = plainAt(L, 1);
    const text = jsonText(Array.isArray(plain) && plain.length === 0 ? {} : plain);
    return text === null || text.length > MAX_TOKEN_BYTES / 2 ? null : text;
  } catch (error) {
    if (error instanceof WriterFull || error instanceof ValueTooDeep) return null;
    throw error;
  }
}

function sign(hash: Hash, key: Uint8Array, text: string): Uint8Array {
  spendBytes(LEAST_BYTES + (key.length + text.length) * COST);
  return hmac(hash, key, new TextEncoder().encode(text));
}

function encode(text: string): string {
  return encodeBase64Url(new TextEncoder().encode(text));
}

/** undefined where it is no JSON. */
function decode(part: string): PlainValue | undefined {
  const bytes = decodeBase64Url(part);
  if (!bytes) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as PlainValue;
  } catch {
    // Neither UTF-8 nor JSON: both say so by throwing.
    return undefined;
  }
}

function isMap(value: PlainValue | undefined): value is { readonly [key: string]: PlainValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
