/** Projects as JSON, for the links that must open forever. What JSON cannot say is an object with one tag. */
import type { PlainValue } from '../../contract/api.ts';
import { encodeBase64Url } from '../../base/base64url.ts';
import type { SharedProject } from '../project.ts';

export function toGolden(project: SharedProject): unknown {
  return {
    ...(project.name === undefined ? {} : { name: project.name }),
    ...(project.main === undefined ? {} : { main: { id: project.main.id, args: project.main.args.map(tag) } }),
    ...(project.open === undefined ? {} : { open: project.open }),
    ...(project.tests === undefined ? {} : { tests: project.tests }),
    files: Object.fromEntries([...project.files].map(([path, content]) => [path, tag(content)])),
  };
}

function tag(value: PlainValue): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (Object.is(value, -0)) return { $number: '-0' };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (value instanceof Uint8Array) return { $bytes: encodeBase64Url(value) };
  if (Array.isArray(value)) return value.map(tag);
  if (typeof value === 'object' && value !== null)
    return {
      $map: Object.keys(value)
        .toSorted()
        .map((key) => [key, tag((value as { readonly [key: string]: PlainValue })[key]!)]),
    };
  return value;
}
