import type { ExampleSource } from '../stores/project-store.ts';

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

export const fakeExamples: readonly ExampleSource[] = [
  {
    id: 'multiply',
    title: 'Lua calls WebAssembly',
    summary: 'A Lua function calls a WebAssembly function and prints the product.',
    main: { id: 'app:main', args: [6, 7] },
    load: () => Promise.resolve({ '_index.yaml': registry, 'compute.wat': wat, 'main.lua': lua }),
  },
  {
    id: 'broken',
    title: 'A project with mistakes',
    summary: 'Shows how problems are reported.',
    main: { id: 'app:main', args: [] },
    load: () => Promise.resolve({ '_index.yaml': registry, 'compute.wat': wat, 'main.lua': lua, 'lib.lua': '-- broken\nreturn {}\n' }),
  },
  {
    id: 'flood',
    title: 'Very many rows',
    summary: 'Writes 5 000 rows a second.',
    main: { id: 'app:flood', args: [] },
    load: () => Promise.resolve({ '_index.yaml': registry, 'main.lua': lua }),
  },
];
