/** A sample project as the page lists it. */
export interface Example {
  readonly id: string;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** What Run calls. */
  readonly main: { readonly id: string; readonly args: readonly (null | boolean | number | string)[] };
  /** Paths to text. Fetched at the first call, except for `hello`, which is there from the start. */
  files(): Promise<Readonly<Record<string, string>>>;
}

/** What a run of `main` must show; for tests, beside each project. */
export interface Expectation {
  /** Texts of `print`, in order. */
  readonly prints: readonly (string | RegExp)[];
  readonly value: null | boolean | number | string;
}
