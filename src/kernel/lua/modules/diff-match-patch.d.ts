/** What of the package is used; it has no types of its own. */
declare module 'diff-match-patch' {
  /** -1: deleted, 0: in both, 1: inserted. */
  export type Diff = [operation: number, text: string];

  export interface Patch {
    readonly diffs: Diff[];
  }

  export default class DiffMatchPatch {
    /** Seconds; 0 = no limit. */
    Diff_Timeout: number;
    Diff_EditCost: number;
    Match_Threshold: number;
    Match_Distance: number;
    Patch_DeleteThreshold: number;
    Patch_Margin: number;
    diff_main(before: string, after: string, byLines: boolean): Diff[];
    patch_make(before: string, after: string): Patch[];
    patch_apply(patches: readonly Patch[], text: string): [text: string, done: boolean[]];
    /** @throws {Error} where the text is none of patches */
    patch_fromText(text: string): Patch[];
    patch_toText(patches: readonly Patch[]): string;
  }
}
