import { defineCommand } from './command.ts';

export interface Write {
  readonly type: 'write';
  readonly stream: 'stdout' | 'stderr';
  /** Owned by the receiver. */
  readonly bytes: Uint8Array;
}

export const write = defineCommand<Write, 'nothing'>({
  type: 'write',
  answer: 'nothing',
  handle: ({ output, programs }, { stream, bytes }, frame, reply) => {
    programs.terminalOf(frame)?.write(stream, bytes);
    output.write(frame, stream, bytes);
    reply();
    return null;
  },
});
