/** How long code may be underway until it counts as lacking. In milliseconds. */
const FETCH_LIMIT_MS = 30_000;

/** As `fetching` ends, or rejects when that takes too long. */
export function inTime<T>(fetching: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it took too long to be fetched')), FETCH_LIMIT_MS);
    fetching.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
