/** Work that ends with a result, and leaves off where it yields: at best where the slice is over (base/effort.ts). */
export type Steps<T> = Generator<undefined, T>;

/** For who has the time: goes through all of them. Throws what whoever oversees the work throws. */
export function toEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
