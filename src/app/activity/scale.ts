/** Which part of the time is in view, and how times read. Pure. */

/** Milliseconds. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** As close as one may look: below this the clock itself is not exact. */
const MIN_SPAN_MS = 0.02;
/** What is looked at has so much room on both sides, as a part of it. */
const MARGIN = 0.02;

export function fitted({ fromMs, toMs }: Range): Range {
  const span = Math.max(toMs - fromMs, MIN_SPAN_MS);
  return { fromMs: fromMs - span * MARGIN, toMs: fromMs + span * (1 + MARGIN) };
}

/** `factor` below 1 looks closer; what is at `atMs` stays where it is. */
export function zoomed(range: Range, factor: number, atMs: number, bounds: Range): Range {
  const whole = Math.max(bounds.toMs - bounds.fromMs, MIN_SPAN_MS) * 1.5;
  const span = range.toMs - range.fromMs;
  const next = Math.min(Math.max(span * factor, MIN_SPAN_MS), Math.max(whole, span));
  const part = (atMs - range.fromMs) / span;
  const fromMs = atMs - next * part;
  return within({ fromMs, toMs: fromMs + next }, bounds);
}

export function panned(range: Range, byMs: number, bounds: Range): Range {
  return within({ fromMs: range.fromMs + byMs, toMs: range.toMs + byMs }, bounds);
}

/** Some of what there is stays in view. */
function within({ fromMs, toMs }: Range, bounds: Range): Range {
  const span = toMs - fromMs;
  const keep = span * 0.1;
  const from = Math.min(Math.max(fromMs, bounds.fromMs - span + keep), bounds.toMs - keep);
  return { fromMs: from, toMs: from + span };
}

/** Round times across a range, about `count` of them. */
export function ticksOf(
  { fromMs, toMs }: Range,
  count: number,
): { readonly atMs: readonly number[]; readonly stepMs: number } {
  const rough = (toMs - fromMs) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const stepMs = power * ([1, 2, 5, 10].find((step) => power * step >= rough) ?? 10);
  const first = Math.ceil(fromMs / stepMs);
  const last = Math.floor(toMs / stepMs);
  return {
    atMs: Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * stepMs),
    stepMs,
  };
}

/** `stepMs`: what times beside it differ by, which is as exact as it has to be. */
export function formatTick(ms: number, stepMs: number): string {
  if (stepMs < 1 && Math.abs(ms) < 10) return `${digits(ms * 1000, stepMs * 1000)} µs`;
  if (stepMs < 1000 && Math.abs(ms) < 10_000) return `${digits(ms, stepMs)} ms`;
  return `${digits(ms / 1000, stepMs / 1000)} s`;
}

function digits(value: number, step: number): string {
  const places = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  const text = value.toFixed(places);
  return Number(text) === 0 ? '0' : text;
}

/** Three digits are what one can compare. */
export function formatDuration(ms: number): string {
  if (ms < 0.0005) return '0 µs';
  if (ms < 1) return `${Number((ms * 1000).toPrecision(3))} µs`;
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
  if (ms < 120_000) return `${Number((ms / 1000).toPrecision(3))} s`;
  return `${Math.round(ms / 60_000)} min`;
}
