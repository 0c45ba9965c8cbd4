/** What one more Lua world of an entry takes: as the kernel makes it, and with everything private and compiled anew. */
import type { EntryId, Pid } from '../src/contract/api.ts';
import { PlainReader } from '../src/contract/plain.ts';
import { LuaCode } from '../src/kernel/lua/code.ts';
import { Modules } from '../src/kernel/lua/modules/index.ts';
import { LUA_PARTS } from '../src/kernel/lua/parts.ts';
import { LuaProcess } from '../src/kernel/lua/process.ts';
import type { LuaProgram } from '../src/kernel/lua/program.ts';
import { createVm } from '../src/kernel/lua/vm/vm.ts';
import { LuaWorld } from '../src/kernel/lua/world.ts';
import { NO_CONTEXT } from '../src/kernel/security/context.ts';
import type { StepSink } from '../src/kernel/scheduler/process.ts';
import { clock, createModules } from './lua-host.ts';

const SOURCE_CHARACTERS = 14_000;
const ID = 'bench:entry' as EntryId;
/** What the source asks for. */
const MODULES = ['json'] as const;

function sourceOfEntry(): string {
  const parts = ['local M = {}\n'];
  for (let length = 0, n = 1; length < SOURCE_CHARACTERS; n++) {
    const part = `
--- Adds up what the orders of customer ${n} come to, with tax.
local function total${n}(orders, tax)
  local sum = 0
  for _, order in ipairs(orders) do
    if order.open and order.kind == "kind ${n}" then
      sum = sum + order.price * (1 + tax) -- rounded later
    end
  end
  return math.floor(sum * 100 + 0.5) / 100
end
function M.handle${n}(orders)
  return { customer = ${n}, total = total${n}(orders, 0.2), text = json.encode(orders) }
end
`;
    parts.push(part);
    length += part.length;
  }
  parts.push('function M.main() return M.handle1 ~= nil end\nreturn M\n');
  return parts.join('');
}

const SOURCE = sourceOfEntry();

/** Nothing is asked of anybody. */
const SINK: StepSink = { command: () => {}, withdraw: () => {} };

/** What worlds may share. */
function createShared() {
  const vm = createVm({
    now: () => performance.now(),
    extensions: Modules.extensions,
    limits: { totalMemoryBytes: 2 ** 32 },
  });
  const modules = createModules();
  const code = new LuaCode(vm, ID, SOURCE);
  const program: LuaProgram = { id: ID, code, modules: MODULES, imports: [], method: 'main' };
  return { vm, modules, program };
}

/** A world that has come up and answered one call. */
function bringUp({ vm, modules, program }: ReturnType<typeof createShared>): unknown {
  const world = new LuaWorld(vm, modules, program);
  let method: unknown = null;
  const process = new LuaProcess({
    world,
    clock,
    args: new PlainReader([]),
    body: { kind: 'method', known: null },
    loaded: (found) => {
      method = found;
    },
    closed: () => {},
  });
  process.begin({
    pid: '{bench:entry|0x00001}' as Pid,
    frame: { call: 1, target: ID, parent: null, context: NO_CONTEXT },
  });
  let outcome = process.step(1000, SINK);
  while (outcome === 'continue') outcome = process.step(1000, SINK);
  if (typeof outcome !== 'object' || outcome.status !== 'returned')
    throw new Error(`it ended as ${JSON.stringify(outcome)}`);
  process.close();
  return { world, method };
}

const shared = createShared();
const MAKERS = { shared: () => bringUp(shared), private: () => bringUp(createShared()) };

await LUA_PARTS.need(MODULES);

/** What was made and is kept until it is dropped. */
let kept: unknown[] = [];

export type LuaWorldMaker = keyof typeof MAKERS;

/** Makes so many worlds and keeps them; milliseconds for one. */
export function make(kind: LuaWorldMaker, count: number): number {
  const startMs = performance.now();
  for (let n = 0; n < count; n++) kept.push(MAKERS[kind]());
  return (performance.now() - startMs) / count;
}

export function drop(): void {
  kept = [];
}

Object.assign(globalThis, { luaWorlds: { make, drop } });
