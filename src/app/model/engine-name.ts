/** A browser in a few words, as it says of itself: `Chrome 141, Linux`; the whole where that is not understood. */
export function engineName(userAgent: string): string {
  // Others say that they are Chrome or Safari, too.
  const found =
    /(?<name>Firefox|Edg|OPR)\/(?<version>\d+)/.exec(userAgent) ??
    /(?<name>Chrome)\/(?<version>\d+)/.exec(userAgent) ??
    /Version\/(?<version>\d+).*(?<name>Safari)/.exec(userAgent);
  const { name, version } = found?.groups ?? {};
  if (name === undefined || version === undefined) return userAgent;
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return `${NAMES.get(name) ?? name} ${version}${system === undefined ? '' : `, ${system}`}`;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
]);
const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
];
