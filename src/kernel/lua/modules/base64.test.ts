import { gives, refuses } from '../../testing/lua-rows.ts';

gives('base64 (lua-modules §15)', [
  [
    'encode pads to groups of four',
    'return {base64.encode(""), base64.encode("f"), base64.encode("fo"), base64.encode("foo")}',
    ['', 'Zg==', 'Zm8=', 'Zm9v'],
  ],
  ['encode takes any bytes', String.raw`return base64.encode("\0\255\254>?")`, 'AP/+Pj8='],
  [
    'decode is its inverse',
    String.raw`local s = ("\0\1\2\253\254\255x"):rep(3000) return base64.decode(base64.encode(s)) == s`,
    true,
  ],
  ['decode passes over line ends', String.raw`return base64.decode("Zm9v\r\nYmE=\n")`, 'fooba'],
  ['bits that are left over are dropped', 'return base64.decode("Zh==")', 'f'],
  ['the module is frozen', 'return (pcall(function() base64.encode = nil end))', false],
]);

const at = (position: number) => ({ returned: `illegal base64 data at input byte ${position}` });
refuses('base64 refuses as Go does', [
  ['base64.encode()', { returned: 'string expected' }],
  ['base64.encode(nil)', { returned: 'string expected' }],
  ['base64.encode(5)', { returned: 'string expected' }],
  ['base64.encode({})', { returned: 'string expected' }],
  ['base64.decode()', { returned: 'string expected' }],
  ['base64.decode(true)', { returned: 'string expected' }],
  ['base64.decode("Zm9v!")', at(4)],
  ['base64.decode("Zm9vYg")', at(4)],
  ['base64.decode("Zm9vYg=")', at(7)],
  ['base64.decode("Zg=v")', at(2)],
  ['base64.decode("Zg==Zg==")', at(4)],
  ['base64.decode("=")', at(0)],
  ['base64.decode("Z===")', at(1)],
  ['base64.decode("Zm-v")', at(2)],
  ['base64.decode("Zm9vY")', at(4)],
]);
