/** A sample project as the page lists it. */
export interface Example {
  readonly id: string;
  readonly title: string;
  /** What Run calls. */
  readonly main: { readonly id: string; readonly args: readonly (null | boolean | number | string)[] };
  /** Fetched at the first call, except for `hello`, which is there from the start. Rejects when that fails. */
  files(readBinary?: ReadBinary): Promise<ExampleFiles>;
}

/** Paths to text or bytes. */
export type ExampleFiles = Readonly<Record<string, string | Uint8Array>>;

/** Reads what the build has left at `url`; the page fetches it, tests without a server read the file. */
export type ReadBinary = (url: string) => Promise<Uint8Array>;

/** What a run of `main` must show; for tests, beside each project. */
export interface Expectation {
  /** Texts of `print`, in order. */
  readonly prints: readonly (string | RegExp)[];
  /** What the editor says of a project that shows a mistake. */
  readonly warnings?: readonly string[];
  /** What it says behind these, as a remark. */
  readonly notes?: readonly string[];
  readonly value: null | boolean | number | bigint | string;
  /** WebAssembly in it waits for its host, which takes a browser in which it can. */
  readonly waits?: boolean;
  /** What commands of the project answer, run without words of their own. */
  readonly commands?: readonly {
    readonly name: string;
    readonly exitCode: number;
    readonly stdout: string;
    readonly stderr: string;
  }[];
}
