/** The value below which `share` of the samples lie. */
export function quantile(samples, share) {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export function median(samples) {
  return quantile(samples, 0.5);
}

export function summary(samples) {
  return { median: median(samples), p95: quantile(samples, 0.95), samples: samples.length };
}
