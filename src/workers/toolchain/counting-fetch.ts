/** How far the fetching of large files has come, for code of others that fetches them by itself. */

/** A report each so many bytes is enough for a bar. */
const STEP_BYTES = 128 * 1024;

/** `totalBytes` = 0 while it is not known: of compressed answers the length is not that of the content. */
export type FetchReport = (loadedBytes: number, totalBytes: number) => void;

/**
 * Counts what is fetched while `work` runs, by standing in for the global `fetch`. Answers count as WebAssembly whatever the
 * host says: some serve `.wasm` files without their type, and an engine does not compile those while they arrive.
 */
export async function countFetches<T>(work: () => Promise<T>, report: FetchReport): Promise<T> {
  const original = globalThis.fetch;
  let loaded = 0;
  let reported = 0;
  let total = 0;
  let isTotalKnown = true;
  let waiting = 0;
  const say = (): void => {
    reported = loaded;
    report(loaded, isTotalKnown && waiting === 0 ? total : 0);
  };
  globalThis.fetch = async (...parameters) => {
    waiting++;
    try {
      const response = await original(...parameters);
      if (!response.ok || !response.body) return response;
      const length = Number(response.headers.get('Content-Length') ?? 0);
      if (length > 0 && response.headers.get('Content-Encoding') === null) total += length;
      else isTotalKnown = false;
      const counted = response.body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform: (chunk, controller) => {
            loaded += chunk.length;
            if (loaded - reported >= STEP_BYTES) say();
            controller.enqueue(chunk);
          },
          flush: say,
        }),
      );
      return new Response(counted, { headers: { 'Content-Type': 'application/wasm' } });
    } finally {
      waiting--;
    }
  };
  try {
    return await work();
  } finally {
    globalThis.fetch = original;
  }
}
