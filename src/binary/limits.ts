/** How much a binary may hold of what is read into memory here, in one place. What is beyond is malformed, by these names. */

/** Of anything in a core module: browsers refuse more. */
export const MAX_ITEMS = 1_000_000;

/** Of everything that all exports and imports of a component hold together: a few bytes can export a large interface again. */
export const MAX_LISTED_ITEMS = 50_000;

/** Of everything that is counted in a link plan: what tools make has a few hundred. */
export const MAX_PLAN_ITEMS = 100_000;
/** Component instances, and core instances; each core instance is made anew at each call. */
export const MAX_INSTANCES = 1000;

/** Of scopes in scopes, as the tools have it, and of instantiations inside of each other, each of which is a few calls deep. */
export const MAX_DEPTH = 100;
export const MAX_PARAMETERS = 1000;
