/**
 * A shipped example in the fragment of a URL, by its name: however large it is, and as it is shipped when the link is opened.
 *
 *   #example=<id>[&run=<entry>[&args=<base64url>]][&open=<path>]
 *
 * `run` and `args` (link-values, as in links of version 1) are there when they are not what the example would run by itself.
 */
import { err, ok, type Result } from '../base/result.ts';
import { decodeBase64Url, encodeBase64Url } from '../base/base64url.ts';
import { LIMITS, limitProblem } from './limits.ts';
import { LinkRefusal, type LinkProblem } from './link-problem.ts';
import { readValues, writeValues } from './link-values.ts';
import { checkPath } from './names.ts';
import type { SharedMain } from './project.ts';
import { ByteReader, ByteWriter, Malformed } from './wire.ts';

export interface ExampleLink {
  readonly id: string;
  readonly call?: SharedMain;
  /** The file that the editor shows first. */
  readonly open?: string;
}

/** With `#` in front. */
export function encodeExampleLink({ id, call, open }: ExampleLink): Result<string, LinkProblem> {
  try {
    const parts = [`#example=${text(id)}`];
    if (call) {
      const args = new ByteWriter();
      writeValues(call.args, args);
      parts.push(`run=${text(call.id)}`);
      if (call.args.length > 0) parts.push(`args=${encodeBase64Url(args.finish())}`);
    }
    if (open !== undefined) parts.push(`open=${text(open)}`);
    const fragment = parts.join('&');
    return fragment.length > LIMITS.linkChars ? err(limitProblem('linkChars', fragment.length)) : ok(fragment);
  } catch (error) {
    return refused(error);
  }
}

/** Whether a fragment names an example, be it rightly or wrongly. */
export function isExampleLink(fragment: string): boolean {
  return fragment.startsWith('#example=');
}

/** Never throws. Whether there is such an example, and such a file in it, is not looked up here. */
export function decodeExampleLink(fragment: string): Result<ExampleLink, LinkProblem> {
  if (fragment.length > LIMITS.linkChars) return err(limitProblem('linkChars', fragment.length));
  if (!isExampleLink(fragment)) return err({ code: 'not-a-link', message: 'This is not a link to an example.' });
  const fields = readFields(fragment.slice(1));
  const id = fields?.get('example') ?? '';
  const run = fields?.get('run') ?? null;
  const open = fields?.get('open') ?? null;
  if (!isLabel(id) || (run !== null && !isLabel(run)) || (open !== null && !checkPath(open).ok)) return err(damaged());
  try {
    const call = run === null ? {} : { call: { id: run, args: readArguments(fields?.get('args') ?? null) } };
    return ok({ id, ...call, ...(open === null ? {} : { open }) });
  } catch (error) {
    return refused(error);
  }
}

/** Null where an escape is none. */
function readFields(query: string): ReadonlyMap<string, string> | null {
  try {
    return new Map(
      query.split('&').map((field) => {
        const [name = '', ...value] = field.split('=');
        return [name, decodeURIComponent(value.join('='))] as const;
      }),
    );
  } catch {
    return null;
  }
}

function readArguments(encoded: string | null): SharedMain['args'] {
  if (encoded === null) return [];
  const bytes = decodeBase64Url(encoded);
  if (!bytes) throw new Malformed('not base64url');
  const input = new ByteReader(bytes);
  const values = readValues(input);
  input.end();
  return values;
}

/** Readable where the address may be: entries are `ns:name`, files have slashes. */
function text(value: string): string {
  return encodeURIComponent(value).replaceAll('%3A', ':').replaceAll('%2F', '/');
}

function isLabel(value: string): boolean {
  return value !== '' && value.length <= LIMITS.idChars && !/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(value);
}

function refused(error: unknown): Result<never, LinkProblem> {
  if (error instanceof LinkRefusal) return err(error.problem);
  if (error instanceof Malformed || error instanceof URIError) return err(damaged());
  throw error;
}

function damaged(): LinkProblem {
  return { code: 'damaged', message: 'This link to an example is damaged: a part of it is missing or was changed.' };
}
