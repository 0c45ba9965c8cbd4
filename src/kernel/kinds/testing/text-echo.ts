/** A kind that Wippy has not got, as one would be added: what its fields are, and what the kernel does with it. */
import type { EntryId } from '../../../contract/api.ts';
import type { ValueWriter } from '../../../contract/values.ts';
import { invalid } from '../../../contract/errors.ts';
import { FILESYSTEM } from '../../../project/kinds/fs-directory.ts';
import { describeKind } from '../../../project/registry/kind.ts';
import { choiceOr, id, integer, requiredText } from '../../../project/registry/field-types.ts';
import type { Place } from '../../../project/registry/source.ts';
import type { Callable, CallStart } from '../../scheduler/process.ts';
import { FUNCTION_LIFE } from '../functions.ts';
import type { KernelKind } from '../kind.ts';

interface EchoConfig {
  readonly text: string;
  readonly times: number;
  readonly tone: 'calm' | 'loud';
  readonly shelf: { readonly id: EntryId; readonly place: Place } | null;
}

const description = describeKind({
  facts: { name: 'text.echo', label: 'echo', icon: 'other', calls: 'anything' },
  language: null,
  fields: {
    text: requiredText({ doc: 'What it says.', message: 'an echo needs a text' }),
    times: integer({
      doc: 'How often.',
      default: 1,
      min: { value: 1, code: 'invalid-times', message: 'times must be at least 1' },
    }),
    tone: choiceOr('calm', {
      doc: 'How it says it.',
      values: ['calm', 'loud'],
      code: 'invalid-tone',
      message: 'invalid tone',
      hint: '"calm" or "loud"',
    }),
    shelf: id({
      doc: 'Where it lies.',
      kinds: ['fs.directory'],
      onlyFull: (name) => `shelf not found: ${name}`,
    }),
  },
  decode: ({ text, times, tone, shelf }): EchoConfig => ({
    text: text.value,
    times: times.value,
    tone: tone.value,
    shelf: shelf && { id: shelf.value as EntryId, place: shelf.place },
  }),
  refusal: ({ message }) => invalid(`decode config: ${message}`),
  fingerprint: ({ shelf, ...rest }) => ({ ...rest, shelf: shelf?.id ?? null }),
  references: ({ shelf }) => (shelf ? [{ target: shelf.id, place: shelf.place, rule: FILESYSTEM }] : []),
});

class Echo implements Callable {
  readonly id: EntryId;
  readonly said: string;
  readonly #closed: () => void;

  constructor(entry: EntryId, { text, times, tone }: EchoConfig, closed: () => void) {
    this.id = entry;
    this.said = (tone === 'loud' ? text.toUpperCase() : text).repeat(times);
    this.#closed = closed;
  }

  start(call: CallStart): () => void {
    const { said } = this;
    const writeTo = (writer: ValueWriter): number => {
      writer.string(said);
      return 1;
    };
    call.done({ status: 'returned', source: { writeTo } });
    return () => {};
  }

  info(): ReturnType<Callable['info']> {
    return { type: 'inline', active: 0, queued: 0, workers: 0, max: 1 };
  }

  close(): void {
    this.#closed();
  }
}

/** `events` is told what becomes of the entries. */
export function textEcho(events: string[]): KernelKind<typeof description, Echo> {
  return {
    description,
    load: ({ id: entry, config }) => ({
      status: 'ready',
      diagnostics: [],
      create: () => new Echo(entry, config, () => events.push(`${config.text} closed`)),
    }),
    add(echo, project, meta) {
      events.push(`${echo.said} added`);
      FUNCTION_LIFE.add(echo, project, meta);
    },
    replace(before, after, project, meta) {
      events.push(`${before.said} replaced by ${after.said}`);
      FUNCTION_LIFE.replace(before, after, project, meta);
    },
    remove(echo, project) {
      events.push(`${echo.said} removed`);
      FUNCTION_LIFE.remove(echo, project);
    },
  };
}
