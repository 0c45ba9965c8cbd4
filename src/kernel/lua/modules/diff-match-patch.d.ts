/** What of the package is used; it has no types of its own. */
declare module 'diff-match-patch' {
  /** -1: deleted, 0: in both, 1: inserted. */
  export type Diff = [operation: number, text: string];

  export interface Patch {
    readonly diffs: Diff[];
    /** Characters of the text that it is for. */
    readonly length1: number;
  }

  export default class DiffMatchPatch {
    /** Seconds; 0 = no limit. */
    Diff_Timeout: number;
    Diff_EditCost: number;
    Match_Threshold: number;
    Match_Distance: number;
    Patch_DeleteThreshold: number;
    Patch_Margin: number;
    /** What a piece of a patch has at most, in characters. */
    readonly Match_MaxBits: number;
    /** `deadline`: milliseconds since 1970; by `Diff_Timeout` where there is none. */
    diff_main(before: string, after: string, byLines: boolean, deadline?: number): Diff[];
    diff_commonPrefix(one: string, other: string): number;
    diff_commonSuffix(one: string, other: string): number;
    /** What lies before and behind a long part that both have, and that part; null where none was found. */
    diff_halfMatch_(one: string, other: string): string[] | null;
    /** How long the end of `one` is that `other` begins with. */
    diff_commonOverlap_(one: string, other: string): number;
    match_main(text: string, pattern: string, at: number): number;
    match_bitap_(text: string, pattern: string, at: number): number;
    patch_make(before: string, after: string): Patch[];
    patch_apply(patches: readonly Patch[], text: string): [text: string, done: boolean[]];
    /** @throws {Error} where the text is none of patches */
    patch_fromText(text: string): Patch[];
    patch_toText(patches: readonly Patch[]): string;
  }
}
