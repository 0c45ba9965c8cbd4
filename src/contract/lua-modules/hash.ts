import type { LuaFunctionSpec, LuaModuleSpec } from './spec.ts';

const digest = (name: string): LuaFunctionSpec => ({
  signature: '(data: string, raw: boolean?) -> (string?, error?)',
  doc: `The ${name} digest, in hexadecimal digits or as bytes.`,
});

const hmac = (name: string): LuaFunctionSpec => ({
  signature: '(data: string, secret: string, raw: boolean?) -> (string?, error?)',
  doc: `The HMAC of the data by ${name}, in hexadecimal digits or as bytes.`,
});

const number = (bits: number): LuaFunctionSpec => ({
  signature: '(data: string) -> (number?, error?)',
  doc: `The FNV-1 hash of ${bits} bits.`,
});

/** spec/lua-modules §15 */
export const hashSpec = {
  name: 'hash',
  doc: 'Digests of bytes, with and without a secret.',
  functions: {
    md5: digest('MD5'),
    sha1: digest('SHA-1'),
    sha256: digest('SHA-256'),
    sha512: digest('SHA-512'),
    hmac_md5: hmac('MD5'),
    hmac_sha1: hmac('SHA-1'),
    hmac_sha256: hmac('SHA-256'),
    hmac_sha512: hmac('SHA-512'),
    fnv32: number(32),
    fnv64: number(64),
  },
} as const satisfies LuaModuleSpec;
