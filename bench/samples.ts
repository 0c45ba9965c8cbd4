/** Calls timed together as one sample: a clock of 5 µs cannot time one. */
export const CALLS_PER_SAMPLE = 20;

/** Microseconds per call of each sample. */
export function toMicroseconds(sampleMs: readonly number[]): number[] {
  return sampleMs.map((ms) => (ms * 1000) / CALLS_PER_SAMPLE);
}
