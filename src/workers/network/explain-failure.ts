/**
 * Why a request may have failed, for people. A browser does not tell code: a machine that is not there and one that does not let
 * pages of other origins read its answers look the same (Fetch standard, network error).
 */
import { errorText } from '../../base/error-text.ts';
export function explainFailure(
  error: unknown,
  { url, origin }: { readonly url: string; readonly origin: string },
): string {
  const said = errorText(error);
  if (!(error instanceof TypeError)) return said;
  const target = new URL(url);
  if (origin.startsWith('https:') && target.protocol === 'http:' && !isLoopback(target.hostname))
    return `${said}: a page that came by https may not ask an address of http (mixed content)`;
  return (
    `${said}: either nobody answers at ${target.host}, or its answer has no header Access-Control-Allow-Origin ` +
    `for ${origin} (CORS), without which a browser keeps it from a page; the browser's own console says which`
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
