/** Natives in files of their own, each fetched when a project lists its module. Nothing of them is imported by value here. */
import type { LuaModuleName } from '../../../contract/lua-modules/names.ts';
import type { BUILT_IN } from './index.ts';
import type { LazyModule } from './module.ts';

/** With {@link BUILT_IN} one line for each module that works. */
export const FETCHED_MODULES: { readonly [N in Exclude<LuaModuleName, keyof typeof BUILT_IN>]: LazyModule } = {
  base64: { load: async () => (await import('./base64.ts')).base64Module },
  ctx: { load: async () => (await import('./ctx.ts')).ctxModule },
  crypto: { load: async () => (await import('./crypto.ts')).cryptoModule },
  expr: { load: async () => (await import('./expr.ts')).exprModule },
  store: { load: async () => (await import('./store.ts')).storeModule },
  text: { load: async () => (await import('./text.ts')).textModule },
  events: { load: async () => (await import('./events.ts')).eventsModule },
  env: { load: async () => (await import('./env.ts')).envModule },
  fs: { load: async () => (await import('./fs.ts')).fsModule },
  hash: { load: async () => (await import('./hash.ts')).hashModule },
  http: { load: async () => (await import('./http.ts')).httpModule },
  http_client: { load: async () => (await import('./http-client.ts')).httpClientModule },
  json: { load: async () => (await import('./json.ts')).jsonModule },
  registry: { load: async () => (await import('./registry.ts')).registryModule },
  security: { load: async () => (await import('./security.ts')).securityModule },
  system: { load: async () => (await import('./system.ts')).systemModule },
  time: { load: async () => (await import('./time.ts')).timeModule },
  uuid: { load: async () => (await import('./uuid.ts')).uuidModule },
  yaml: { load: async () => (await import('./yaml.ts')).yamlModule },
};
