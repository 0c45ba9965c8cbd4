/** Longer links make codes that phones no longer read from a screen, though they could be made. */
export const MAX_QR_CHARS = 1200;
