declare module 'virtual:reference' {
  import type { ReferenceTopic } from '../model/reference.ts';
  export const topics: readonly ReferenceTopic[];
}
