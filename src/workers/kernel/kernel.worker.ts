/** Entry of the kernel worker: fills the kernel's ports with what a browser has, and drives it. */
import { readyDefinitions, readyLua, readySignatures } from 'virtual:ready-modules';
import { LUA_PARTS } from '../../kernel/lua/parts.ts';
import { READY_WAT } from '../../kernel/wasm/ready-wat.ts';
import { YAML_CODE } from '../../kernel/yaml-code.ts';
import { confineThread } from '../confine.ts';
import { KernelService } from './kernel-service.ts';
import { OWN_ORIGIN_MS, threadClock } from '../thread-clock.ts';
import { sha256 } from '../sha256.ts';
import type { PageToKernel } from '../../protocol/messages.ts';

YAML_CODE.keep(readyDefinitions);
LUA_PARTS.keep(readyLua);
READY_WAT.keep(readySignatures);
const service = new KernelService({
  post: (message, transfer = []) => postMessage(message, transfer),
  clock: threadClock(OWN_ORIGIN_MS),
  originMs: OWN_ORIGIN_MS,
  random: { fill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) },
  digest: { sha256: (bytes) => sha256(bytes) },
  report: (bug) => console.error(bug),
  compile: (bytes) => WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>),
});

addEventListener('message', (event: MessageEvent<PageToKernel>) => service.take(event.data));
addEventListener('error', (event) => service.crash(event.message));
addEventListener('unhandledrejection', (event) => service.crash(String(event.reason)));

// Lua runs on this thread: nothing of it needs what this takes away.
confineThread('kernel');
