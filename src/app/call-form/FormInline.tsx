import { ListTree } from 'lucide-react';
import type { FunctionType } from '../../wit/types.ts';
import { formatValue } from '../model/format-value.ts';
import { useForm } from '../stores/context.ts';
import styles from './FormInline.module.css';
import { useAsArguments, useCallForm } from './use-call-form.ts';

/** As much as the run bar has room for. */
const summaryLength = 90;

/** In the run bar, in the place of fields: the arguments on one line, or what is wrong with them. Opens the form. */
export function FormInline({ id, type }: { readonly id: string; readonly type: FunctionType }) {
  const form = useCallForm(id, type);
  useAsArguments(form, id);
  const isOpen = useForm((state) => state.isOpen);
  const setOpen = useForm((state) => state.setOpen);
  const first = form.problems[0];
  const text =
    form.values === null
      ? ''
      : form.values.map((value) => formatValue(value, { maxLength: summaryLength, layout: 'line' }).text).join(', ');
  return (
    <div className={styles['fields']} role="group" aria-label="Arguments">
      <button
        type="button"
        id="form-toggle"
        className={styles['summary']}
        data-invalid={first !== undefined}
        aria-expanded={isOpen}
        aria-controls={isOpen ? 'call-form' : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <ListTree size={14} aria-hidden="true" />
        <span className={styles['word']}>Form</span>
        {/* What the form has in sight is not said twice. */}
        {!isOpen && (
          <span className={styles['text']}>
            {first ? `${first.path}: ${first.message}` : text === '' ? 'no arguments' : text}
          </span>
        )}
      </button>
    </div>
  );
}
