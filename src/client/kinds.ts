/** Wippy's entry kinds as the page shows them. */
export { findKind, type KindFacts, type KindIcon } from '../contract/kinds.ts';
