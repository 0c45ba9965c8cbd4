import type { ExampleSource } from '../stores/project-store.ts';
import { fakeComponent, fakeCore, fakeTruncated } from './fake-binaries.ts';

const registry = `version: "1.0"
namespace: app

entries:
  # Arithmetic, written in WebAssembly text.
  - name: compute
    kind: function.wasm
    source: file://compute.wat
    method: compute
    pool:
      type: inline
    meta:
      comment: Multiplies two numbers

  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules:
      - funcs
      - logger
`;

const wat = `(module
  ;; compute(a, b) = a * b, or a trap when b is zero
  (func $compute (export "compute") (param $a i32) (param $b i32) (result i32)
    (if (i32.eqz (local.get $b))
      (then (unreachable)))
    (i32.mul
      (local.get $a)
      (local.get $b)))

  (memory (export "memory") 1 16)
  (data (i32.const 0) "wippy\\00")
)
`;

const lua = `local funcs = require("funcs")
local logger = require("logger")

-- Calls the guest and reports what came back.
local function main(a, b)
    local value, err = funcs.call("app:compute", a, b)
    if err then
        logger:error("compute failed", { kind = err:kind() })
        return nil, err
    end
    print("6 * 7 =", value)
    return { product = value, note = "computed in a guest" }
end

return { main = main }
`;

const witText = `package docs:users@0.2.0;

/// What the guest gives.
world users {
  record point { x: f64, y: f64 }
  export add: func(a: s32, b: s32) -> s32;
  export move-to: func(p: point, by: option<u32>) -> result<point, string>;
}
`;

export const fakeExamples: readonly ExampleSource[] = [
  {
    id: 'multiply',
    title: 'Lua calls WebAssembly',
    main: { id: 'app:main', args: [6, 7] },
    load: () => Promise.resolve({ '_index.yaml': registry, 'compute.wat': wat, 'main.lua': lua }),
  },
  {
    id: 'binaries',
    title: 'Binaries of all sorts',
    main: { id: 'app:transform_users', args: [] },
    load: () =>
      Promise.resolve({
        '_index.yaml': registry,
        'compute.wat': wat,
        'main.lua': lua,
        'wit/users.wit': witText,
        'wasm/users.wasm': fakeComponent,
        'wasm/math.wasm': fakeCore,
        'wasm/cut.wasm': fakeTruncated,
        'wasm/photo.wasm': new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
        'wasm/empty.wasm': '',
      }),
  },
  {
    id: 'broken',
    title: 'A project with mistakes',
    main: { id: 'app:main', args: [] },
    load: () =>
      Promise.resolve({
        '_index.yaml': registry,
        'compute.wat': wat,
        'main.lua': lua,
        'lib.lua': '-- broken\nreturn {}\n',
      }),
  },
  {
    id: 'flood',
    title: 'Very many rows',
    main: { id: 'app:flood', args: [] },
    load: () => Promise.resolve({ '_index.yaml': registry, 'main.lua': lua }),
  },
];
