import { ErrorKind, failure, internal, invalid, notFound, type Failure } from '../../../contract/errors.ts';
import type { FileErrorCode } from '../../../contract/hosts/files.ts';
import { denied } from '../../security/permissions.ts';

/** What Lua code is told of an error of files. */
export function failureOf(code: FileErrorCode, path: string, act?: 'remove'): Failure {
  switch (code) {
    case 'no-entry':
      // What cannot be removed is no question about what is there (spec/lua-modules §11).
      return act === 'remove' ? internal(`failed to remove: ${path}`) : notFound(`file not found: ${path}`);
    case 'exist':
      return failure(ErrorKind.alreadyExists, `already exists: ${path}`);
    case 'access':
    case 'read-only':
      return denied('permission denied');
    case 'not-empty':
      return invalid(`directory not empty: ${path}`);
    case 'is-directory':
      return invalid(`is a directory: ${path}`);
    case 'not-directory':
      return invalid(`not a directory: ${path}`);
    case 'insufficient-space':
      return failure(ErrorKind.unavailable, `no space left: ${path}`);
    case 'bad-descriptor':
      return invalid('file is closed');
    default:
      return invalid(`${code}: ${path}`);
  }
}
