/** Made at build time (`scripts/vite/ready-modules.ts`). */
declare module 'virtual:ready-modules' {
  /** WebAssembly texts with their modules in base64. */
  export const readyModules: readonly (readonly [source: string, base64: string])[];
}
