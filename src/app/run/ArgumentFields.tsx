import { useEffect, useId, useState } from 'react';
import { useProject, useRun } from '../stores/context.ts';
import { formatArguments } from './arguments.ts';
import styles from './ArgumentFields.module.css';
import type { Parameter } from './signature.ts';
import { fieldKind, fieldTexts, readFields } from './typed-arguments.ts';

/** A JSON list, for functions that do not say what they take. */
export function JsonArguments() {
  const text = useProject((state) => state.argumentsText);
  const setArguments = useProject((state) => state.setArguments);
  const setTyped = useRun((state) => state.setTyped);
  const error = useRun((state) => state.argumentsError);
  return (
    <label className={styles['fields']}>
      <span className={styles['title']}>Arguments</span>
      <span className={styles['box']} data-invalid={error !== null}>
        <input
          className={styles['input']}
          data-kind="list"
          type="text"
          value={text}
          placeholder="[]"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={error !== null}
          aria-describedby={error === null ? undefined : 'arguments-error'}
          onChange={(event) => {
            setArguments(event.target.value);
            setTyped(null);
          }}
        />
        <span className={styles['type']}>JSON list</span>
      </span>
    </label>
  );
}

export interface TypedArgumentsProps {
  readonly parameters: readonly Parameter[];
  readonly result: string | null;
}

/** One field for each parameter. What is typed becomes the project's arguments as soon as all of it is right. */
export function TypedArguments({ parameters, result }: TypedArgumentsProps) {
  const argumentsText = useProject((state) => state.argumentsText);
  const setArguments = useProject((state) => state.setArguments);
  const setTyped = useRun((state) => state.setTyped);
  const wasRefused = useRun((state) => state.argumentsError !== null);
  const [touched, setTouched] = useState<ReadonlySet<number>>(new Set());
  const [typedIn, setTypedIn] = useState({ text: argumentsText, texts: fieldTexts(argumentsText, parameters) });
  // Arguments that came from elsewhere, such as with another version of the project.
  const texts = typedIn.text === argumentsText ? typedIn.texts : fieldTexts(argumentsText, parameters);
  const errors = readFields(texts, parameters).errors;
  const content = JSON.stringify(texts);

  // What stands in the fields counts when Run is pressed, also before anybody has typed.
  useEffect(() => {
    const read = readFields(JSON.parse(content) as readonly string[], parameters);
    const index = read.errors.findIndex((error) => error !== null);
    const error = index < 0 ? null : `${parameters[index]?.name}: ${read.errors[index]}`;
    setTyped({ text: argumentsText, values: read.values, error });
  }, [argumentsText, content, parameters, setTyped]);

  function write(index: number, value: string): void {
    const next = parameters.map((_, at) => (at === index ? value : (texts[at] ?? '')));
    const { values } = readFields(next, parameters);
    const text = values === null ? argumentsText : formatArguments(values);
    setTypedIn({ text, texts: next });
    setTouched(new Set(touched).add(index));
    if (text !== argumentsText) setArguments(text);
  }

  return (
    <div role="group" aria-label="Arguments" className={styles['fields']}>
      {parameters.length === 0 && <span className={styles['none']}>no arguments</span>}
      {parameters.map((parameter, index) => (
        <Field
          key={parameter.name}
          parameter={parameter}
          text={texts[index] ?? ''}
          error={touched.has(index) || wasRefused ? (errors[index] ?? null) : null}
          onChange={(value) => write(index, value)}
        />
      ))}
      {result !== null && (
        <span className={styles['result']} title={`returns ${result}`}>
          → {result}
        </span>
      )}
    </div>
  );
}

interface FieldProps {
  readonly parameter: Parameter;
  readonly text: string;
  readonly error: string | null;
  readonly onChange: (text: string) => void;
}

function Field({ parameter: { name, type }, text, error, onChange }: FieldProps) {
  const id = useId();
  const kind = fieldKind(type);
  const described = error === null ? `${id}-type` : `${id}-type ${id}-error`;
  return (
    <span className={styles['field']}>
      <label className={styles['name']} htmlFor={id}>
        {name}
      </label>
      <span className={styles['box']} data-invalid={error !== null}>
        {kind === 'boolean' ? (
          <select id={id} className={styles['choice']} value={text === 'true' ? 'true' : 'false'} aria-describedby={described} onChange={(event) => onChange(event.target.value)}>
            <option>false</option>
            <option>true</option>
          </select>
        ) : (
          <input
            id={id}
            className={styles['input']}
            data-kind={kind}
            type="text"
            inputMode={kind === 'integer' && type.startsWith('u') ? 'numeric' : undefined}
            value={text}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            aria-invalid={error !== null}
            aria-describedby={described}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
        <span id={`${id}-type`} className={styles['type']}>
          {type}
        </span>
      </span>
      {error !== null && (
        <span id={`${id}-error`} className={styles['problem']}>
          {error}
        </span>
      )}
    </span>
  );
}
