/** How much a binary may hold of what is read into memory here, in one place. What is beyond is malformed, by these names, unless it says otherwise. */

/** Of anything in a core module: browsers refuse more. */
export const MAX_ITEMS = 1_000_000;

/** Of everything that all exports and imports of a component hold together: a few bytes can export a large interface again. */
export const MAX_LISTED_ITEMS = 50_000;

/** Of everything that is counted in a link plan: what tools make has a few hundred. */
export const MAX_PLAN_ITEMS = 100_000;
/** Component instances, and core instances; each core instance is made anew at each call. */
export const MAX_INSTANCES = 1000;
/** Of components that are read to make a plan: two instantiations inside of each of two and so on would never end. Core modules do not count. */
export const MAX_PLAN_BYTES = 16 * 1024 * 1024;

/** Of scopes in scopes, as the tools have it, and of instantiations inside of each other, each of which is a few calls deep. */
export const MAX_DEPTH = 100;
export const MAX_PARAMETERS = 1000;
/** No tool makes names of this length, in UTF-16 units, and patterns with groups use up the stack on names of megabytes. */
export const MAX_NAME_LENGTH = 10_000;

/**
 * Components are read again for each instantiation, to see their types with what is passed in; two instantiations inside of
 * each of two and so on would never end. Beyond this many bytes they stay as they were read first, and lose a few names.
 */
export const MAX_REREAD_BYTES = 1_000_000;
/** Instantiations inside of each other that are looked into, each of which is a few calls deep. */
export const MAX_REREADS = 50;
