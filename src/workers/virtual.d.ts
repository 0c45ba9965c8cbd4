/** Made at build time (`scripts/vite/ready-modules.ts`). */
declare module 'virtual:ready-modules' {
  /** WebAssembly texts with their modules in base64. */
  export const readyModules: readonly (readonly [source: string, base64: string])[];
  /** Entries of WebAssembly text of the example that greets a visitor, with what was found of them. */
  export const readySignatures: readonly (readonly [
    key: string,
    signature: import('../kernel/wasm/ready-wat.ts').ReadySignature,
  ])[];
  /** Lua texts of the example that greets a visitor. */
  export const readyLua: readonly string[];
  /** Definition files of the example that greets a visitor, with what they say. */
  export const readyDefinitions: readonly (readonly [
    text: string,
    read: import('../project/registry/yaml-node.ts').YamlText,
  ])[];
}

/** From jco (`scripts/vite/wasi-adapter.ts`). */
declare module 'virtual:wasi-adapter' {
  /** A core module in base64. */
  export const wasiAdapter: string;
}
