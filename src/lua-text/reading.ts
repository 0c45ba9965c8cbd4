/**
 * How a text is read: between two tokens, statements, fields or operands the reader leaves off where its slice is over
 * (`base/effort.ts`), and goes on there when it is asked again. Who has no slice reads on.
 */
export type Reading<T> = Generator<void, T, void>;

/** All of it, however long it takes. */
export function finish<T>(reading: Reading<T>): T {
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}
