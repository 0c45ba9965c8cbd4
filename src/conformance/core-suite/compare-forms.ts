/** One script of the suite in all forms, side by side. */
import { asWritten, metered, pausable, stoppable } from './forms.ts';
import { runScript, type Ending, type Script } from './run-script.ts';

export interface Comparison {
  /** Commands that ended with values, traps or refusals in the form as written. */
  readonly ran: number;
  readonly skipped: number;
  /** What the engine itself does otherwise than the suite wants: `12: 4, not 5`. */
  readonly ofTheEngine: readonly string[];
  /** How often a metered module trapped where the one as written did not: such an attempt is forgotten, and a guest asked. */
  readonly forgotten: number;
  /** What else a form does otherwise than the module as written: `12 stoppable: trap: unreachable, as written 4`. */
  readonly differences: readonly string[];
}

export function compareForms(script: Script, read: (filename: string) => Uint8Array): Comparison {
  const written = runScript(script, read, asWritten());
  const forms: readonly (readonly [name: string, endings: readonly Ending[]])[] = [
    ['metered', runScript(script, read, metered())],
    ['stoppable', runScript(script, read, stoppable())],
    ['pausable', runScript(script, read, pausable())],
  ];
  const differences: string[] = [];
  let forgotten = 0;
  for (const [name, endings] of forms) {
    for (const [index, { line, text }] of endings.entries()) {
      const plain = written[index]?.text;
      if (plain === text) continue;
      if (name === 'metered' && text.startsWith('trap')) forgotten++;
      else differences.push(`${line} ${name}: ${text}, as written ${plain}`);
    }
  }
  const isSkipped = ({ text }: Ending): boolean => text.startsWith('skipped');
  return {
    ran: written.filter((one) => !isSkipped(one)).length,
    skipped: written.filter(isSkipped).length,
    ofTheEngine: written
      .filter((one) => one.wanted !== null && !isSkipped(one) && one.text.split(':')[0] !== one.wanted)
      .map(({ line, text, wanted }) => `${line}: ${text}, not ${wanted}`),
    forgotten,
    differences,
  };
}
