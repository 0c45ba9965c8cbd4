import { describe, expect, it } from 'vitest';
import type { PlainValue } from '../../../contract/api.ts';
import { createTestKernel } from '../../testing/test-kernel.ts';

const ENTRIES = `namespace: app
entries:
  - {name: data, kind: fs.directory, directory: data}
  - {name: sealed, kind: fs.directory, directory: data, mode: "0555"}
  - {name: values, kind: env.storage.memory}
  - {name: fixed, kind: env.storage.static, values: {HOST: here}}
  - {name: host, kind: env.variable, variable: HOST, storage: "app:fixed"}
  - {name: color, kind: env.variable, storage: "app:values", default: red}
  - {name: final, kind: env.variable, storage: "app:values", readonly: true}
  - {name: f, kind: function.lua, source: "file://f.lua", method: main, modules: [fs, env, security, funcs]}
  - {name: g, kind: function.lua, source: "file://g.lua", method: main, modules: [fs, env, security, funcs]}
`;
/** Errors as `Kind: message`. */
const TOLD = `local function told(...)
  local all = {}
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    if type(v) == "userdata" then v = v:kind() .. ": " .. v:message() elseif v == nil then v = "nil" end
    all[i] = v
  end
  return all
end
local files = fs.get("app:data")
`;

async function lua(body: string, other = ''): Promise<PlainValue> {
  const { kernel, settle } = createTestKernel();
  const whole = (text: string): string => `${TOLD} return { main = function() ${text} end }`;
  const files = {
    '_index.yaml': ENTRIES,
    'f.lua': whole(body),
    'g.lua': whole(other),
    'data/a.txt': 'one two\r\nthree\n',
    'data/sub/b.txt': 'grün',
  };
  const report = await settle(kernel.open(files));
  expect(report.error).toBeUndefined();
  const { value, error } = await settle(kernel.call('app:f', []));
  expect(error).toBeNull();
  return value;
}

type Row = readonly [name: string, body: string, value: PlainValue];

describe('fs', () => {
  it.each<Row>([
    [
      'reads whole files',
      'return {files:readfile("a.txt"), files:read_file("/sub/b.txt")}',
      ['one two\r\nthree\n', 'grün'],
    ],
    [
      'writes, appends, and lets another file be the data',
      `
      local done = {files:writefile("n", "a"), files:writefile("n", "b", "a"), files:write_file("m", files:open("n", "r"))}
      return {done[1], done[2], done[3], files:readfile("n"), files:readfile("m")}`,
      [true, true, true, 'ab', 'ab'],
    ],
    [
      'has a folder of its own that paths count from',
      `
      local other = fs.get("app:data")
      return {files:pwd(), files:chdir("sub"), files:pwd(), files:readfile("b.txt"), files:exists("../a.txt"), other:pwd()}`,
      ['/', true, '/sub', 'grün', true, '/'],
    ],
    [
      'tells what is there',
      `
      local s = files:stat("a.txt")
      return {s.name, s.size, s.is_dir, s.type, files:exists("none"), files:isdir("sub"), files:isdir("a.txt"), fs.type.DIR}`,
      ['a.txt', 15, false, 'file', false, true, false, 'directory'],
    ],
    [
      'goes over folders by name',
      `
      local all = {} for entry in files:readdir("/") do all[#all + 1] = entry.name .. " " .. entry.type end return all`,
      ['a.txt file', 'sub directory'],
    ],
    [
      'makes and removes',
      `
      return {files:mkdir("new"), files:isdir("new"), files:remove("new"), files:exists("new"), files:remove("a.txt"), files:exists("a.txt")}`,
      [true, true, true, false, true, false],
    ],
    [
      'reads on, moves and ends',
      `
      local f = files:open("a.txt", "r")
      local first, second = f:read(3), f:read(100)
      return told(first, #second, f:seek("set", 4), f:read(3), f:seek(fs.seek.END, -2), f:seek(), f:close(), f:close())`,
      ['one', 12, 4, 'two', 13, 13, true, false, 'Invalid: file is closed'],
    ],
    [
      'writes on',
      `
      local f = files:open("w", "w")
      f:write("abc") f:seek("set", 1) f:write("X") f:sync() f:close()
      return {files:readfile("w")}`,
      ['aXc'],
    ],
    [
      'scans lines, words and runes',
      `
      local all = {}
      for _, split in ipairs({"lines", "words", "runes"}) do
        local s = files:open(split == "runes" and "sub/b.txt" or "a.txt", "r"):scanner(split)
        while s:scan() do all[#all + 1] = s:text() end
        all[#all + 1] = tostring(s:err())
      end
      return all`,
      ['one two', 'three', 'nil', 'one', 'two', 'three', 'nil', 'g', 'r', 'ü', 'n', 'nil'],
    ],
  ])('%s', async (_name, body, value) => expect(await lua(body)).toEqual(value));

  it.each([
    ['fs.get("")', ['nil', 'Invalid: filesystem name required']],
    ['fs.get("app:none")', ['nil', 'NotFound: filesystem not found: app:none']],
    ['files:readfile("none")', ['nil', 'NotFound: file not found: none']],
    ['files:readfile("sub")', ['nil', 'Invalid: is a directory: sub']],
    ['files:readfile("../_index.yaml")', ['nil', 'Invalid: path leads out of the filesystem: ../_index.yaml']],
    ['files:open("none", "r")', ['nil', 'NotFound: file not found: none']],
    ['files:open("a.txt", "rw")', ['nil', 'Invalid: invalid mode: rw']],
    ['files:open("a.txt", "wx")', ['nil', 'AlreadyExists: already exists: a.txt']],
    ['files:open("a.txt", "r"):write("x")', [false, 'Invalid: file is not open to write: a.txt']],
    ['files:open("n", "w"):write("")', [false, 'Invalid: nothing to write']],
    ['files:open("n", "w"):read()', ['nil', 'Invalid: file is not open to read: n']],
    ['files:open("a.txt", "r"):seek("set", -1)', ['nil', 'Invalid: invalid position: -1']],
    ['files:open("a.txt", "r"):seek("none")', ['nil', 'Invalid: invalid whence: none']],
    ['files:open("a.txt", "r"):scanner("x")', ['nil', 'Invalid: invalid split: x']],
    ['files:mkdir("sub")', [false, 'AlreadyExists: already exists: sub']],
    ['files:remove("sub")', [false, 'Invalid: directory not empty: sub']],
    ['files:remove("none")', [false, 'Internal: failed to remove: none']],
    ['files:readdir("none")', ['nil', 'NotFound: file not found: none']],
    ['files:stat("a.txt/x")', ['nil', 'Invalid: not a directory: a.txt/x']],
    ['files:chdir("a.txt")', [false, 'Invalid: not a directory: a.txt']],
    ['fs.get("app:sealed"):writefile("a.txt", "x")', [false, 'PermissionDenied: permission denied']],
    ['fs.get("app:sealed"):mkdir("x")', [false, 'PermissionDenied: permission denied']],
  ])('%s is refused', async (call, answer) => expect(await lua(`return told(${call})`)).toEqual(answer));

  it('has a file end with NotFound', async () => {
    expect(await lua('local f = files:open("a.txt", "r") f:read(99) return told(f:read())')).toEqual([
      'nil',
      'NotFound: EOF',
    ]);
  });
});

describe('env', () => {
  it.each([
    ['env.get("HOST")', ['here']],
    ['env.get("app:host")', ['here']],
    ['env.get("color")', ['red']],
    ['env.get("")', ['nil', 'Invalid: empty key']],
    ['env.get("NONE")', ['nil', 'NotFound: environment variable not found']],
    ['env.set("app:color", "blue")', [true]],
    ['env.set("HOST", "x")', ['nil', 'PermissionDenied: storage is read-only']],
    ['env.set("app:final", "x")', ['nil', 'PermissionDenied: environment variable is read-only']],
    ['env.get_all().HOST', ['here']],
  ])('%s', async (call, answer) => expect(await lua(`return told(${call})`)).toEqual(answer));

  it('keeps what was set, for every function', async () => {
    expect(await lua('env.set("color", "blue") return {funcs.call("app:g")}', 'return env.get("app:color")')).toEqual([
      'blue',
    ]);
  });
});

describe('what is not allowed', () => {
  it('is told by name', async () => {
    const body = `
      local nobody = funcs.new():with_actor(security.new_actor("me")):with_scope(security.new_scope())
      return nobody:call("app:g")`;
    const other =
      'return told(select(2, fs.get("app:data")), select(2, env.get("HOST")), select(2, env.set("HOST", "x")), next(env.get_all()))';
    expect(await lua(body, other)).toEqual([
      'PermissionDenied: not allowed to access filesystem: app:data',
      'PermissionDenied: not allowed to access environment variable: HOST',
      'PermissionDenied: not allowed to access environment variable: HOST',
      'nil',
    ]);
  });
});
