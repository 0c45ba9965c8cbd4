import type { files as spec } from '../../contract/hosts/files.ts';
import type { ArgumentsOf, ResultOf } from '../../contract/hosts/host-interface.ts';
import type { FilesWork } from '../commands/files.ts';
import type { FileResult } from '../files/file-node.ts';
import type { OpenFiles } from '../files/open-files.ts';
import type { Completion } from '../scheduler/process.ts';
import { HostAnswer } from '../commands/host-answer.ts';
import type { KernelFunction, KernelHalf } from './kernel-half.ts';

type Functions = (typeof spec)['functions'];

/** Answers at once, with what `work` makes of the call's files. */
function does<N extends keyof Functions>(
  work: (files: OpenFiles, args: ArgumentsOf<Functions[N]>) => ResultOf<Functions[N]>,
): KernelFunction<Functions[N]> {
  const half = {
    command: (args: unknown): FilesWork => ({
      type: 'files',
      work: ({ files: open }) => work(open, args as ArgumentsOf<Functions[N]>),
    }),
    answer: (completion: Completion): unknown => HostAnswer.of(completion),
  };
  // All of the interface have results, which the compiler does not see of any one of them.
  return half as unknown as KernelFunction<Functions[N]>;
}

function sides<T>(done: FileResult<T>) {
  return done.ok ? { ok: done.value } : { err: done.error };
}

export const files: KernelHalf<typeof spec> = {
  preopens: does<'preopens'>((open) => sides(open.preopens())),
  'open-at': does<'open-at'>((open, { at, path, how, access }) =>
    sides(
      open.openAt(at, path, {
        create: how.has('create'),
        exclusive: how.has('exclusive'),
        truncate: how.has('truncate'),
        folder: how.has('directory'),
        read: access.has('read'),
        write: access.has('write'),
      }),
    ),
  ),
  close: does<'close'>((open, { descriptor }) => sides(open.close(descriptor))),
  'get-access': does<'get-access'>((open, { descriptor }) => {
    const may = open.access(descriptor);
    if (!may.ok) return { err: may.error };
    return { ok: new Set((['read', 'write'] as const).filter((right) => may.value[right])) };
  }),
  read: does<'read'>((open, { descriptor, length, offset }) => sides(open.read(descriptor, length, offset))),
  write: does<'write'>((open, { descriptor, what, offset }) => sides(open.write(descriptor, what, offset))),
  'set-size': does<'set-size'>((open, { descriptor, size }) => sides(open.setSize(descriptor, size))),
  stat: does<'stat'>((open, { descriptor }) => sides(open.stat(descriptor))),
  'stat-at': does<'stat-at'>((open, { at, path }) => sides(open.statAt(at, path))),
  'set-times': does<'set-times'>((open, { descriptor, accessed, modified }) =>
    sides(open.setTimes(descriptor, accessed, modified)),
  ),
  'set-times-at': does<'set-times-at'>((open, { at, path, accessed, modified }) =>
    sides(open.setTimesAt(at, path, accessed, modified)),
  ),
  'list-folder': does<'list-folder'>((open, { descriptor }) => sides(open.list(descriptor))),
  'make-folder': does<'make-folder'>((open, { at, path }) => sides(open.makeFolder(at, path))),
  'remove-folder': does<'remove-folder'>((open, { at, path }) => sides(open.removeFolder(at, path))),
  'remove-file': does<'remove-file'>((open, { at, path }) => sides(open.removeFile(at, path))),
  rename: does<'rename'>((open, args) => sides(open.rename(args.at, args.path, args.to, args['new-path']))),
};
