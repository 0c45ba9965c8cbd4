import type { LuaFunctionSpec, LuaModuleSpec } from './spec.ts';

const hmac = (name: string): LuaFunctionSpec => ({
  signature: '(key: string, data: string) -> (string?, error?)',
  doc: `The HMAC of the data by ${name}, in hexadecimal digits.`,
});
const encrypt = (name: string): LuaFunctionSpec => ({
  signature: '(data: string, key: string, aad: string?) -> (string?, error?)',
  doc: `Encrypts by ${name}; what comes out begins with the nonce.`,
});
const decrypt = (name: string): LuaFunctionSpec => ({
  signature: '(data: string, key: string, aad: string?) -> (string?, error?)',
  doc: `What was encrypted by ${name}; an error where anything of it was changed.`,
});

/** spec/lua-modules §15 */
export const cryptoSpec = {
  name: 'crypto',
  doc: 'Random values, keyed digests, encryption and tokens.',
  functions: {
    pbkdf2: {
      signature:
        '(password: string, salt: string, iterations: number, length: number, hash: ("sha256" | "sha512")?) -> (string?, error?)',
      doc: 'A key of so many bytes from a password.',
    },
    constant_time_compare: {
      signature: '(a: string, b: string) -> boolean',
      doc: 'Whether two texts are the same, in a time that does not tell where they differ.',
    },
  },
  fields: {
    random: {
      doc: 'Secure random values.',
      functions: {
        bytes: { signature: '(length: number) -> (string?, error?)', doc: 'So many random bytes.' },
        string: {
          signature: '(length: number, charset: string?) -> (string?, error?)',
          doc: 'So many random signs, letters and digits or those of the set.',
        },
        uuid: { signature: '() -> (string?, error?)', doc: 'A UUID of random bits.' },
      },
    },
    hmac: { doc: 'Keyed digests.', functions: { sha256: hmac('SHA-256'), sha512: hmac('SHA-512') } },
    encrypt: {
      doc: 'Encryption with a key.',
      functions: { aes: encrypt('AES-GCM'), chacha20: encrypt('ChaCha20-Poly1305') },
    },
    decrypt: {
      doc: 'Decryption with a key.',
      functions: { aes: decrypt('AES-GCM'), chacha20: decrypt('ChaCha20-Poly1305') },
    },
    jwt: {
      doc: 'JSON Web Tokens, signed by HMAC.',
      functions: {
        encode: {
          signature:
            '(payload: {[string]: any}, key: string, alg: ("HS256" | "HS384" | "HS512")?) -> (string?, error?)',
          doc: 'The signed token of a payload.',
        },
        verify: {
          signature: '(token: string, key: string, alg: ("HS256" | "HS384" | "HS512")?) -> ({[string]: any}?, error?)',
          doc: 'The payload of a token whose signature and times hold.',
        },
      },
    },
  },
} as const satisfies LuaModuleSpec;
