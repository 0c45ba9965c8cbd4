import { useId } from 'react';
import type { FlagsType } from '../../wit/types.ts';
import type { Draft } from '../model/arguments/draft.ts';
import type { ValueFieldProps } from './field-props.ts';
import styles from './Fields.module.css';
import { Row } from './Row.tsx';

export interface FlagsFieldProps extends ValueFieldProps {
  readonly type: FlagsType;
  readonly draft: Draft & { readonly kind: 'flags' };
}

/** One box for each flag. */
export function FlagsField({ label, type, draft, onChange, actions }: FlagsFieldProps) {
  const id = useId();
  return (
    <Row label={label} labelId={id} actions={actions}>
      <span className={styles['flags']} role="group" aria-labelledby={id}>
        {type.labels.map((flag, index) => (
          <label key={flag} className={styles['flag']}>
            <input
              type="checkbox"
              className={styles['checkbox']}
              checked={draft.on[index] === true}
              onChange={(event) =>
                onChange({
                  kind: 'flags',
                  on: type.labels.map((_, at) => (at === index ? event.target.checked : draft.on[at] === true)),
                })
              }
            />
            {flag}
          </label>
        ))}
        <span className={styles['type']}>{type.name ?? 'flags'}</span>
      </span>
    </Row>
  );
}
