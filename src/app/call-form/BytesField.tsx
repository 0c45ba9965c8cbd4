import { useId } from 'react';
import { parseHex, textToBytes } from '../model/arguments/bytes.ts';
import { problemOf } from '../model/arguments/check.ts';
import type { Draft } from '../model/arguments/draft.ts';
import type { ValueFieldProps } from './field-props.ts';
import styles from './Fields.module.css';
import { switchBytes } from '../model/arguments/draft-values.ts';
import { Row } from './Row.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { formatType } from '../../wit/print.ts';

export interface BytesFieldProps extends ValueFieldProps {
  readonly draft: Draft & { readonly kind: 'bytes' };
}

const maxLines = 8;

/** Bytes as the text they are, or as hex. */
export function BytesField({ label, type, draft, onChange, actions }: BytesFieldProps) {
  const id = useId();
  const problem = problemOf(type, draft);
  const bytes = draft.form === 'text' ? textToBytes(draft.text) : parseHex(draft.text);
  const size = bytes instanceof Uint8Array ? bytes.length : bytes.ok ? bytes.value.length : null;
  const other = switchBytes(draft, draft.form === 'text' ? 'hex' : 'text');
  return (
    <Row label={label} htmlFor={id} actions={actions} problem={problem} problemId={`${id}-problem`}>
      <span className={`field-box ${styles['box']}`} data-invalid={problem !== null}>
        <textarea
          id={id}
          className={styles['text']}
          rows={Math.min(maxLines, draft.text.split('\n').length)}
          value={draft.text}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? `${id}-type` : `${id}-type ${id}-problem`}
          onChange={(event) => onChange({ ...draft, text: event.target.value })}
        />
        <span id={`${id}-type`} className={styles['type']}>
          {formatType(type)}
        </span>
      </span>
      <span className={styles['line']}>
        <Segmented
          label={`${label}, bytes as`}
          value={draft.form}
          options={[
            { value: 'text', text: 'Text', disabled: draft.form === 'hex' && other === null },
            { value: 'hex', text: 'Hex' },
          ]}
          onChange={(form) => onChange(switchBytes(draft, form) ?? draft)}
        />
        {size !== null && (
          <span className={styles['note']}>
            {size.toLocaleString('en')} {size === 1 ? 'byte' : 'bytes'}
          </span>
        )}
      </span>
    </Row>
  );
}
