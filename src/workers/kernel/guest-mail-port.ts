import type { GuestMail } from '../../protocol/guest-messages.ts';
import type { GuestPort } from './guest-record.ts';

/**
 * The port to one guest. Leaves out of programs what the guest has had before: the text of their bindings, which is long and
 * the same for all functions of a component.
 */
export class GuestMailPort implements GuestPort {
  readonly #port: GuestPort;
  /** Translations whose text was sent. */
  readonly #sent = new Set<string>();

  constructor(port: GuestPort) {
    this.#port = port;
  }

  postMessage(mail: GuestMail): void {
    this.#port.postMessage(this.#shortened(mail));
  }

  close(): void {
    this.#port.close();
  }

  #shortened(mail: GuestMail): GuestMail {
    if (mail.type !== 'program' || mail.program.form !== 'component') return mail;
    const { program } = mail;
    const { translation } = program;
    if (this.#sent.has(translation.id))
      return { type: 'program', program: { ...program, translation: { ...translation, source: '' } } };
    this.#sent.add(translation.id);
    return mail;
  }
}
