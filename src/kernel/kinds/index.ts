/** What the kernel does with the kinds of `project/kinds`: one file each, and a line here. */
import { envFile, envMemory, envOs, envRouter, envStatic, envVariable } from './environment.ts';
import { fsDirectory } from './fs-directory.ts';
import { functionLua } from './function-lua.ts';
import { functionWasm } from './function-wasm.ts';
import { functionWat } from './function-wat.ts';
import { httpEndpoint } from './http-endpoint.ts';
import { httpRouter } from './http-router.ts';
import { httpService } from './http-service.ts';
import { httpStatic } from './http-static.ts';
import type { KernelKind } from './kind.ts';
import { libraryLua } from './library-lua.ts';
import { processHost } from './process-host.ts';
import { processLua } from './process-lua.ts';
import { processService } from './process-service.ts';
import { processWasm } from './process-wasm.ts';
import { storeMemory } from './store-memory.ts';
import { terminalHost } from './terminal-host.ts';
import { securityPolicy, securityPolicyExpr } from './security-policy.ts';
import { tokenStore } from './token-store.ts';

export const KERNEL_KINDS: readonly KernelKind[] = [
  functionWat,
  functionWasm,
  functionLua,
  libraryLua,
  processLua,
  processWasm,
  processHost,
  processService,
  terminalHost,
  fsDirectory,
  envMemory,
  envOs,
  envStatic,
  envFile,
  envRouter,
  envVariable,
  storeMemory,
  httpService,
  httpRouter,
  httpEndpoint,
  httpStatic,
  securityPolicy,
  securityPolicyExpr,
  tokenStore,
];
