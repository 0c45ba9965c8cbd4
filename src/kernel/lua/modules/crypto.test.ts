import { createHash, createHmac, createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { main, run } from '../../testing/lua-project.ts';
import { gives, refuses } from '../../testing/lua-rows.ts';

const b64 = (of: unknown): string =>
  Buffer.from(typeof of === 'string' ? of : JSON.stringify(of)).toString('base64url');
function token(payload: object, key = 'k', header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const signed = `${b64(header)}.${b64(payload)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

gives('crypto (lua-modules §15)', [
  [
    'hmac takes the key first',
    'return {crypto.hmac.sha256("k", "abc"), #crypto.hmac.sha512("k", ("x"):rep(10000))}',
    [createHmac('sha256', 'k').update('abc').digest('hex'), 128],
  ],
  [
    'random values have the length that was asked for',
    'return {#crypto.random.bytes(32), crypto.random.string(9):match("^%w+$") ~= nil, #crypto.random.string(70000, "ab"), crypto.random.string(5, "z"), uuid.version(crypto.random.uuid())}',
    [32, true, 70_000, 'zzzzz', 4],
  ],
  [
    'texts are compared',
    'return {crypto.constant_time_compare("abc", "abc"), crypto.constant_time_compare("abc", "abd"), crypto.constant_time_compare("abc", "ab"), crypto.constant_time_compare("", "")}',
    [true, false, false, true],
  ],
  [
    'keys come from passwords as everywhere',
    'return {hash.sha256(crypto.pbkdf2("password", "salt", 1000, 40)), hash.sha256(crypto.pbkdf2("password", "salt", 7, 100, "sha512"))}',
    [pbkdf2Sync('password', 'salt', 1000, 40, 'sha256'), pbkdf2Sync('password', 'salt', 7, 100, 'sha512')].map((key) =>
      sha256(key),
    ),
  ],
  [
    'what is encrypted is decrypted with the same key and the same additional data only',
    `local key = ("k"):rep(32)
local out = {}
for _, name in ipairs({"aes", "chacha20"}) do
  local sealed = crypto.encrypt[name]("secret", key, "aad")
  local _, wrong = crypto.decrypt[name](sealed, ("j"):rep(32), "aad")
  local _, other = crypto.decrypt[name](sealed, key)
  out[#out + 1] = {#sealed, crypto.decrypt[name](sealed, key, "aad"), wrong:kind(), other:message()}
end
return out`,
    Array.from({ length: 2 }, () => [34, 'secret', 'Invalid', 'decryption failed: message authentication failed']),
  ],
  [
    'tokens are signed and checked',
    `local made = crypto.jwt.encode({sub = "ann", n = 1}, "k")
local _, signature = crypto.jwt.verify(made, "other")
return {made, crypto.jwt.verify(made, "k").sub, signature:message(), crypto.jwt.verify(crypto.jwt.encode({}, "k", "HS512"), "k", "HS512")}`,
    [token({ n: 1, sub: 'ann' }), 'ann', 'invalid token: signature is invalid', {}],
  ],
]);

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('aes is GCM with the nonce in front', async () => {
  const { value } = await run(main('return crypto.encrypt.aes("text", ("k"):rep(16))'));
  const sealed = Buffer.from(value as Uint8Array);
  const decipher = createDecipheriv('aes-128-gcm', 'k'.repeat(16), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  expect(decipher.update(sealed.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')).toBe('text');
});

const bad = (returned: string) => ({ returned });
refuses('crypto refuses', [
  ['crypto.random.bytes(0)', bad('length must be greater than 0')],
  ['crypto.random.bytes(2000000)', bad('length must not exceed 1048576')],
  ['crypto.random.string(1, "")', bad('charset must have between 1 and 256 characters')],
  ['crypto.random.bytes("x")', { raised: 'bad argument #1 to bytes (number expected, got string)' }],
  ['crypto.hmac.sha256({}, "x")', { raised: 'bad argument #1 to sha256 (string expected, got table)' }],
  ['crypto.hmac.sha256(("k"):rep(70000), "x")', bad('key is longer than 65536 bytes')],
  ['crypto.pbkdf2("p", "s", 0, 1)', bad('iterations must be between 1 and 10000000')],
  ['crypto.pbkdf2("p", "s", 1, 0)', bad('key length must be between 1 and 1024')],
  ['crypto.pbkdf2("p", "s", 1, 1, "md5")', bad('unsupported hash: md5')],
  ['crypto.encrypt.aes("x", "short")', bad('key must be 16, 24 or 32 bytes')],
  ['crypto.encrypt.chacha20("x", ("k"):rep(16))', bad('key must be 32 bytes')],
  ['crypto.decrypt.aes("x", ("k"):rep(16))', bad('data is too short')],
  ['crypto.encrypt.aes(("x"):rep(2000000), ("k"):rep(16))', bad('data is longer than 1048576 bytes')],
  ['crypto.jwt.encode("x", "k")', { raised: 'bad argument #1 to encode (table expected, got string)' }],
  ['crypto.jwt.encode({}, "k", "RS256")', bad('unsupported algorithm: RS256')],
  ['crypto.jwt.verify("a.b", "k")', bad('invalid token: malformed')],
  ['crypto.jwt.verify("!.!.!", "k")', bad('invalid token: malformed')],
  [`crypto.jwt.verify("${token({}, 'k', { alg: 'none' })}", "k")`, bad('invalid token: signed by none')],
  [`crypto.jwt.verify("${token({ exp: 1 })}", "k")`, bad('invalid token: it has expired')],
  [`crypto.jwt.verify("${token({ nbf: 1e12 })}", "k")`, bad('invalid token: it is not valid yet')],
]);
