/** How large shared things may be. Everything that decodes foreign bytes refuses beyond these, with both sizes. */

export const LIMITS = {
  /** Characters of a link's fragment, `#` included. Browsers carry more; chat programs and mail cut earlier. */
  linkChars: 65_536,
  /** Bytes of a link's content once inflated. */
  linkBytes: 2 * 1024 * 1024,
  /** Milliseconds for inflating a link: about 25 times what the largest honest one took. */
  linkMs: 400,
  /** Bytes of a zip file as it arrives. */
  zipBytes: 16 * 1024 * 1024,
  /** Entries of a zip, folders and skipped files included: bounds the reading of its directory. */
  zipEntries: 20_000,
  /** Bytes of all files of an imported project together: room for a few modules made by Rust or Go. */
  importBytes: 16 * 1024 * 1024,
  /** Milliseconds for inflating all of a zip: about 25 times what the largest honest one took. */
  importMs: 5000,
  /** Files of a project. */
  files: 1000,
  /** Bytes of a path in UTF-8: what one name may have on the usual file systems. */
  pathBytes: 255,
  /** UTF-16 units of a project's name. */
  nameChars: 120,
  /** UTF-16 units of an entry's ID. */
  idChars: 255,
  /** Arguments of the call that Run makes, and items or keys of a value in them. */
  arguments: 1000,
  /** Nesting of these arguments. */
  argumentDepth: 16,
} as const;
export type LimitName = keyof typeof LIMITS;

/** Something is larger than {@link LIMITS} allows. */
export interface LimitProblem {
  readonly code: 'limit';
  readonly message: string;
  readonly limit: LimitName;
  /** As much as was counted before giving up: a bomb is not measured to its end. */
  readonly actual: number;
  readonly maximum: number;
}

const WORDS: Record<LimitName, { readonly what: string; readonly unit: 'bytes' | 'characters' | 'ms' | 'count' }> = {
  linkChars: { what: 'The link', unit: 'characters' },
  linkBytes: { what: 'The content of the link', unit: 'bytes' },
  linkMs: { what: 'The work of unpacking the link', unit: 'ms' },
  zipBytes: { what: 'The zip file', unit: 'bytes' },
  zipEntries: { what: 'The number of entries in the zip', unit: 'count' },
  importBytes: { what: 'The project', unit: 'bytes' },
  importMs: { what: 'The work of unpacking the zip', unit: 'ms' },
  files: { what: 'The number of files', unit: 'count' },
  pathBytes: { what: 'A path', unit: 'bytes' },
  nameChars: { what: 'The name of the project', unit: 'characters' },
  idChars: { what: 'The ID of the entry to run', unit: 'characters' },
  arguments: { what: 'The number of arguments or items', unit: 'count' },
  argumentDepth: { what: 'The nesting of the arguments', unit: 'count' },
};

export function limitProblem(limit: LimitName, actual: number): LimitProblem {
  const { what, unit } = WORDS[limit];
  const maximum = LIMITS[limit];
  const size = (count: number): string =>
    unit === 'bytes' ? formatBytes(count) : `${group(count)}${unit === 'count' ? '' : ` ${unit}`}`;
  return {
    code: 'limit',
    message: `${what} is too large: ${size(actual)}, at most ${size(maximum)}.`,
    limit,
    actual,
    maximum,
  };
}

/** `900 bytes`, `1.5 kB`, `2 MB`; one decimal, in steps of 1024. A size just over a limit must not read like the limit. */
function formatBytes(count: number): string {
  if (count < 1024) return `${count} bytes`;
  const [unit, size] = count < 1024 * 1024 ? ['kB', count / 1024] : ['MB', count / 1024 / 1024];
  return `${Math.ceil(size * 10) / 10} ${unit}`;
}

function group(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}
