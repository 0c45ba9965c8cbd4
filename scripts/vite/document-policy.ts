/** Writes the document's Content-Security-Policy into the built page; why there and not as a header, see `documentPolicy`. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { documentPolicy } from '../../src/workers/service/service-policy.ts';

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

/** The policy binds only what comes after it; the character set alone must come before it, in the first 1024 bytes. */
const charset = '<meta charset="utf-8" />';

export function withDocumentPolicy(html: string): string {
  const hashes = [...html.matchAll(inlineScript)].map(
    ([, text]) =>
      `sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}`,
  );
  if (!html.includes(charset))
    throw new Error(`index.html must have ${charset}: the Content-Security-Policy is put after it`);
  return html.replace(
    charset,
    () => `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${documentPolicy(hashes)}" />`,
  );
}

export function documentPolicyMeta(): Plugin {
  return {
    name: 'wippy:document-policy',
    apply: 'build',
    transformIndexHtml: { order: 'post', handler: (html) => withDocumentPolicy(html) },
  };
}
