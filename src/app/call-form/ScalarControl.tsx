import type { WitType } from '../../wit/types.ts';
import { NumberKeys } from '../parts/NumberKeys.tsx';
import { keypadOf } from '../model/arguments/typed-arguments.ts';
import type { Draft } from '../model/arguments/draft.ts';
import styles from './Fields.module.css';
import { formatType } from '../../wit/print.ts';

export interface ScalarControlProps {
  readonly id: string;
  /** Of the parameter or part. */
  readonly name: string;
  readonly type: WitType;
  readonly draft: Draft;
  readonly problem: string | null;
  readonly onChange: (draft: Draft) => void;
}

/** More lines scroll. */
const maxLines = 8;

/** The control for a number, a boolean, a character or a text. What is wrong is told under `<id>-problem`. */
export function ScalarControl({ id, name, type, draft, problem, onChange }: ScalarControlProps) {
  if (draft.kind === 'bool') {
    return (
      <span className={styles['check']}>
        <input
          id={id}
          type="checkbox"
          className={styles['switch']}
          checked={draft.on}
          onChange={(event) => onChange({ kind: 'bool', on: event.target.checked })}
        />
        <span className={styles['word']}>{String(draft.on)}</span>
      </span>
    );
  }
  const text = draft.kind === 'text' ? draft.text : '';
  const shared = {
    id,
    value: text,
    spellCheck: false,
    autoCapitalize: 'off',
    autoComplete: 'off',
    'aria-invalid': problem !== null,
    'aria-describedby': problem === null ? `${id}-type` : `${id}-type ${id}-problem`,
  } as const;
  return (
    <span className={`field-box ${styles['box']}`} data-invalid={problem !== null}>
      {type.kind === 'string' ? (
        <textarea
          {...shared}
          className={styles['text']}
          rows={Math.min(maxLines, text.split('\n').length)}
          onChange={(event) => onChange({ kind: 'text', text: event.target.value })}
        />
      ) : (
        <input
          {...shared}
          className={styles['input']}
          type="text"
          // Enter presses the one button for running.
          form="run-bar"
          inputMode={keypadOf(formatType(type))}
          onChange={(event) => onChange({ kind: 'text', text: event.target.value })}
        />
      )}
      <span id={`${id}-type`} className={styles['type']}>
        {formatType(type)}
      </span>
      <NumberKeys
        name={name}
        type={formatType(type)}
        text={text}
        onChange={(next) => onChange({ kind: 'text', text: next })}
      />
    </span>
  );
}
