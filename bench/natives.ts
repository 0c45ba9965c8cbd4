/**
 * Loops of every native that Lua code can call, each with as much work as it can be given: how long others wait for a turn of
 * it, and how long Stop is not asked for. For Node, through `scripts/bench-natives.mjs`.
 */
import { LUA_PARTS } from '../src/kernel/lua/parts.ts';
import { READY_MODULES } from '../src/contract/lua-modules/index.ts';
import { ROWS } from '../src/kernel/lua/testing/native-rows.ts';
import { createNativeWorld, turn } from '../src/kernel/lua/testing/native-world.ts';

const TURNS = 8;
const SLICE_MS = 3;
const TURN_TARGET_MS = 50;
const DEAF_TARGET_MS = 100;

export interface Worst {
  readonly ms: number;
  /** The body of the loop. */
  readonly body: string;
}

function measure(body: string): { readonly turnMs: number; readonly deafMs: number } {
  let [turnMs, deafMs, askedMs] = [0, 0, 0];
  const listen = (): number => {
    const nowMs = performance.now();
    deafMs = Math.max(deafMs, nowMs - askedMs);
    return (askedMs = nowMs);
  };
  const interrupted = (): boolean => (listen(), false);
  const world = createNativeWorld(body, { now: () => performance.now(), interrupted });
  const thread = world.thread(`while true do ${body} end`);
  deafMs = 0;
  for (let turns = 0; turns < TURNS; turns++) {
    const startMs = (askedMs = performance.now());
    turn(thread, SLICE_MS);
    turnMs = Math.max(turnMs, listen() - startMs);
  }
  world.dispose();
  return { turnMs, deafMs };
}

/** What seems too long is measured again up to `rounds` times, and the least of them counts: what is slow by itself is so each time. */
export async function measureNatives(rounds: number): Promise<{ readonly turn: Worst; readonly deaf: Worst }> {
  await LUA_PARTS.need(READY_MODULES);
  let turnOf: Worst = { ms: 0, body: '' };
  let deafOf: Worst = { ms: 0, body: '' };
  for (const body of [...ROWS.values()].flat()) {
    let { turnMs, deafMs } = measure(body);
    for (let round = 1; round < rounds && (turnMs > TURN_TARGET_MS || deafMs > DEAF_TARGET_MS); round++) {
      const again = measure(body);
      turnMs = Math.min(turnMs, again.turnMs);
      deafMs = Math.min(deafMs, again.deafMs);
    }
    if (turnMs > turnOf.ms) turnOf = { ms: turnMs, body };
    if (deafMs > deafOf.ms) deafOf = { ms: deafMs, body };
  }
  return { turn: turnOf, deaf: deafOf };
}
