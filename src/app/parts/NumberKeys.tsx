import { useRef } from 'react';
import styles from './NumberKeys.module.css';
import { hasWords, isSigned, wordAfter } from '../model/arguments/typed-arguments.ts';

export interface NumberKeysProps {
  /** Of the parameter. */
  readonly name: string;
  readonly type: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** Keys that the keypad which phones show for numbers lacks: the sign, and what is no ordinary number. Shown where there is touch. */
export function NumberKeys({ name, type, text, onChange }: NumberKeysProps) {
  /** What the words took the place of. */
  const number = useRef('');
  const isNegative = text.startsWith('-');
  const word = wordAfter(text);

  function writeWord(): void {
    if (/\d/.test(text)) number.current = text;
    onChange(word ?? number.current);
  }
  return (
    <>
      {isSigned(type) && (
        <button
          type="button"
          className={styles['sign']}
          aria-label={`${name} is negative`}
          aria-pressed={isNegative}
          onClick={() => onChange(isNegative ? text.slice(1) : `-${text.replace(/^\+/, '')}`)}
        >
          ±
        </button>
      )}
      {hasWords(type) && (
        <button
          type="button"
          className={styles['sign']}
          aria-label={`${name}: ${word === null ? 'a number' : word}`}
          onClick={writeWord}
        >
          {word === null ? '12' : word.endsWith('inf') ? '∞' : 'nan'}
        </button>
      )}
    </>
  );
}
