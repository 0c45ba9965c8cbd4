/** Paths of endpoints (spec/registry §4.4): `/users/{id}`, `/users/:id`, `/files/{path...}`. */
import { err, ok, type Result } from '../../base/result.ts';

export type Segment =
  | { readonly type: 'literal'; readonly text: string }
  | { readonly type: 'parameter'; readonly name: string }
  /** What is left of the path, be it empty; the last one. Without a name it is what a slash at the end stands for. */
  | { readonly type: 'rest'; readonly name: string };

/** Error: what is wrong with it. */
export function parsePattern(path: string): Result<readonly Segment[], string> {
  const parts = path.slice(1).split('/');
  const names = new Set<string>();
  const segments: Segment[] = [];
  for (const [index, part] of parts.entries()) {
    const segment = parseSegment(part, index === parts.length - 1);
    if (typeof segment === 'string') return err(segment);
    if (segment.type !== 'literal' && segment.name !== '') {
      if (names.has(segment.name)) return err(`parameter ${segment.name} is there twice`);
      names.add(segment.name);
    }
    segments.push(segment);
  }
  return ok(segments);
}

/** With what lies between slashes once only. */
export function joinPaths(prefix: string, path: string): string {
  return `/${prefix}/${path}`.replaceAll(/\/{2,}/g, '/');
}

/** Equal for patterns that no request tells apart. */
export function shapeOf(segments: readonly Segment[]): string {
  return segments.map((one) => (one.type === 'literal' ? `=${one.text}` : one.type)).join('/');
}

/** A text is what is wrong. */
function parseSegment(part: string, isLast: boolean): Segment | string {
  if (part === '' && isLast) return { type: 'rest', name: '' };
  // The slash at the end and nothing behind it.
  if (part === '{$}') return isLast ? { type: 'literal', text: '' } : '{$} is not at the end';
  const name = /^:(.+)$/.exec(part)?.[1] ?? /^\{(.*)\}$/.exec(part)?.[1];
  if (name === undefined)
    return /[{}]/.test(part) ? `a parameter is not all of ${part}` : { type: 'literal', text: part };
  const isRest = name.endsWith('...');
  const bare = isRest ? name.slice(0, -3) : name;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(bare)) return `${part} has no name that a parameter may have`;
  if (isRest && !isLast) return `${part} is not at the end`;
  return { type: isRest ? 'rest' : 'parameter', name: bare };
}
