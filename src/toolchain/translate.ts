/** A component into JavaScript bindings and core modules (spec/wit-mapping §11). */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { TranslationProblem } from '../contract/ports.ts';
import { rewriteBindings, UnknownBindings } from './bindings-rewrite.ts';
import { BYTE_OFFSET, generate, ToolCrash, ToolRefusal } from './component-tools.ts';

export interface TranslatedComponent {
  /** As `Translation.source`. */
  readonly source: string;
  readonly modules: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

export interface TranslateFailure extends TranslationProblem {
  /** The translator is broken from here on: this thread must not be asked again. */
  readonly isSpent: boolean;
}

/** The bindings' file, and the beginning of its modules' names. */
const NAME = 'component';
/**
 * What the validator says where bytes are of a proposal that it does not know or that is not enabled in it: they may be valid
 * all the same.
 */
const NEWER =
  /\bfeature\b|\bproposals?\b|\b(?:not|be) enabled\b|\bdisabled\b|\b(?:not|un)supported\b|not (?:yet )?(?:supported|implemented)|illegal opcode|unknown 0x[0-9a-f]+ subopcode|for canonical (?:function|option)/i;
/** A panic's text goes into a message for people. */
const MAX_MESSAGE_LENGTH = 500;

/**
 * Translates a component whose names have been found harmless (`hostileName`): the translator writes them into JavaScript as
 * they are. Never rejects. Blocks the thread while it works, for minutes on some input.
 */
export async function translateComponent(bytes: Uint8Array): Promise<Result<TranslatedComponent, TranslateFailure>> {
  try {
    const { files } = await generate(bytes, {
      name: NAME,
      instantiation: { tag: 'sync' },
      noTypescript: true,
      noNodejsCompat: true,
      // Modules must not be written into the source, whatever their size.
      base64Cutoff: 0,
      strict: true,
    });
    return collect(files);
  } catch (error) {
    return err(failureOf(error));
  }
}

function collect(files: readonly (readonly [string, Uint8Array])[]): Result<TranslatedComponent, TranslateFailure> {
  const modules: { name: string; bytes: Uint8Array<ArrayBuffer> }[] = [];
  let source: string | null = null;
  for (const [name, bytes] of files) {
    if (name.endsWith('.wasm')) modules.push({ name, bytes: bytes.slice() });
    else if (name === `${NAME}.js`) source = rewriteBindings(new TextDecoder().decode(bytes));
  }
  if (source === null) throw new UnknownBindings('there are no bindings');
  return ok({ source, modules });
}

function failureOf(error: unknown): TranslateFailure {
  if (error instanceof ToolRefusal) {
    const message = plainCause(error.message);
    const isMalformed =
      (BYTE_OFFSET.test(message) && !NEWER.test(message)) || message.startsWith('attempted to parse a wasm module');
    return { reason: isMalformed ? 'malformed' : 'untranslatable', message: shorten(message), isSpent: false };
  }
  if (error instanceof UnknownBindings) {
    return {
      reason: 'untranslatable',
      message: `the translator's output is not known: ${error.message}`,
      isSpent: false,
    };
  }
  const isCrash = error instanceof ToolCrash;
  const said = error instanceof Error ? error.message : String(error);
  if (isCrash && said.startsWith('the component tools could not be loaded')) {
    return { reason: 'unavailable', message: said, isSpent: true };
  }
  return {
    reason: 'untranslatable',
    message: shorten(`the translator broke down${said ? `: ${said}` : ''}`),
    isSpent: true,
  };
}

/** `what` and, after `Caused by:`, why; the last of them is what a reader can use. */
export function plainCause(message: string): string {
  const [head = '', ...causes] = message.split(/\n+Caused by:\n/);
  const reasons = causes
    .join('\n')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\d+:)?\s*/, ''))
    .filter((line) => line !== '');
  return (reasons.length > 0 ? reasons.join(': ') : head).trim();
}

function shorten(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}
