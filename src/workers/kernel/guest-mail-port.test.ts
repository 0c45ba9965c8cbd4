import { describe, expect, it } from 'vitest';
import { programOf } from '../../guest/component/testing/component-harness.ts';
import type { GuestMail } from '../../protocol/guest-messages.ts';
import { GuestMailPort } from './guest-mail-port.ts';

const program = (translation: string) =>
  programOf(
    { id: translation, source: `text of ${translation}`, modules: {} },
    { type: { name: 'f', parameters: [], result: null } },
  );

describe('mail to a guest', () => {
  it('has the text of bindings once, for all functions of a component and after they were taken back', () => {
    const posted: GuestMail[] = [];
    const port = new GuestMailPort({ postMessage: (mail) => void posted.push(mail), close: () => {} });
    for (const translation of ['a', 'a', 'b']) port.postMessage({ type: 'program', program: program(translation) });
    port.postMessage({ type: 'retract', programId: 1 });
    port.postMessage({ type: 'program', program: program('a') });
    const sources = posted.map((mail) =>
      mail.type === 'program' && mail.program.form === 'component' ? mail.program.translation.source : mail.type,
    );
    expect(sources).toEqual(['text of a', '', 'text of b', 'retract', '']);
    expect(posted[1]).toMatchObject({ program: { id: 1, translation: { id: 'a' } } });
  });

  it('goes to each guest as if there were no other, and leaves the program as it is', () => {
    const shared = program('a');
    for (let guest = 0; guest < 2; guest++) {
      const posted: GuestMail[] = [];
      const port = new GuestMailPort({ postMessage: (mail) => void posted.push(mail), close: () => {} });
      for (let time = 0; time < 2; time++) port.postMessage({ type: 'program', program: shared });
      expect(posted[0]).toEqual({ type: 'program', program: shared });
    }
    expect(shared.translation.source).toBe('text of a');
  });
});
