/** `wasi:io/streams` of `wasi:io/streams@0.2.3`. */
export function withoutVersion(name: string): string {
  const at = name.indexOf('@');
  return at < 0 ? name : name.slice(0, at);
}
