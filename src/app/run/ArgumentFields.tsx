import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useProject, useRun, useStores } from '../stores/context.ts';
import type { TypedInput } from '../stores/runtime-state.ts';
import { formatArguments } from '../model/arguments/arguments.ts';
import styles from './ArgumentFields.module.css';
import { NumberKeys } from '../parts/NumberKeys.tsx';
import type { Parameter } from '../model/arguments/signature.ts';
import { besideWhatWasTyped, fieldKind, fieldTexts, keypadOf, readFields } from '../model/arguments/typed-arguments.ts';

/** A JSON list, for functions that do not say what they take. */
export function JsonArguments() {
  const id = useId();
  const text = useProject((state) => state.argumentsText);
  const setArguments = useProject((state) => state.setArguments);
  const setTyped = useRun((state) => state.setTyped);
  const error = useRun((state) => state.argumentsError);
  return (
    <span className={styles['field']}>
      <label className={styles['title']} htmlFor={id}>
        Arguments
      </label>
      <span className={`field-box ${styles['box']}`} data-invalid={error !== null}>
        <input
          id={id}
          className={styles['input']}
          data-kind="list"
          type="text"
          value={text}
          placeholder="[]"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={error !== null}
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            setArguments(event.target.value);
            setTyped(null);
          }}
        />
      </span>
      <Hint id={`${id}-hint`} text="JSON list" problem={error} state="shown" />
    </span>
  );
}

export interface TypedArgumentsProps {
  readonly target: string | null;
  readonly parameters: readonly Parameter[];
}

/** One field for each parameter. What is typed becomes the project's arguments as soon as all of it is right. */
export function TypedArguments({ target, parameters }: TypedArgumentsProps) {
  const argumentsText = useProject((state) => state.argumentsText);
  const setArguments = useProject((state) => state.setArguments);
  const setTyped = useRun((state) => state.setTyped);
  const { run } = useStores();
  const mine = useRef<TypedInput>(null);
  const wasRefused = useRun((state) => state.argumentsError !== null);
  const [focused, setFocused] = useState<number | null>(null);
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
    const typed = { target, text: argumentsText, values: read.values, error };
    mine.current = typed;
    setTyped(typed);
  }, [target, argumentsText, content, parameters, setTyped]);
  useEffect(
    () => () => {
      if (run.getState().typed === mine.current) setTyped(null);
    },
    [run, setTyped],
  );

  function write(index: number, value: string): void {
    const next = parameters.map((_, at) => (at === index ? value : (texts[at] ?? '')));
    const { values } = readFields(next, parameters);
    const text = values === null ? argumentsText : formatArguments(values);
    setTypedIn({ text, texts: next });
    setTouched(new Set(touched).add(index));
    if (text !== argumentsText) setArguments(text);
  }

  const problems = parameters.map((_, index) => (touched.has(index) || wasRefused ? (errors[index] ?? null) : null));
  // One at a time: a message is longer than its field, and has the line below the fields for itself.
  const told =
    focused !== null && (problems[focused] ?? null) !== null
      ? focused
      : problems.findIndex((problem) => problem !== null);

  return (
    <div role="group" aria-label="Arguments" className={styles['fields']}>
      {parameters.length === 0 && <span className={styles['none']}>no arguments</span>}
      {parameters.map((parameter, index) => (
        <Field
          key={parameter.name}
          parameter={parameter}
          text={texts[index] ?? ''}
          problem={problems[index] ?? null}
          hint={told < 0 || told === index ? 'shown' : 'hidden'}
          onChange={(value) => write(index, value)}
          onFocus={() => setFocused(index)}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  readonly parameter: Parameter;
  readonly text: string;
  readonly problem: string | null;
  /** Whether what stands below the field is in sight; it is always told to assistive technology. */
  readonly hint: 'shown' | 'hidden';
  readonly onChange: (text: string) => void;
  readonly onFocus: () => void;
}

function Field({ parameter: { name, type }, text, problem, hint, onChange, onFocus }: FieldProps) {
  const id = useId();
  const kind = fieldKind(type);
  return (
    <span className={styles['field']} onFocus={onFocus}>
      <label className={styles['name']} htmlFor={id} title={name}>
        {name}
      </label>
      <span className={`field-box ${styles['box']}`} data-invalid={problem !== null}>
        {kind === 'boolean' ? (
          <select
            id={id}
            className={styles['choice']}
            value={text === 'true' ? 'true' : 'false'}
            aria-describedby={`${id}-hint`}
            onChange={(event) => onChange(event.target.value)}
          >
            <option>false</option>
            <option>true</option>
          </select>
        ) : (
          <input
            id={id}
            className={styles['input']}
            data-kind={kind}
            type="text"
            inputMode={keypadOf(type)}
            value={text}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            aria-invalid={problem !== null}
            aria-describedby={`${id}-hint`}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
        <NumberKeys name={name} type={type} text={text} onChange={onChange} />
      </span>
      <Hint id={`${id}-hint`} text={type} problem={problem} state={hint} />
    </span>
  );
}

interface HintProps {
  readonly id: string;
  readonly text: string;
  readonly problem: string | null;
  readonly state: 'shown' | 'hidden';
}

/** The line below a field: what it takes, or what is wrong with what it has. The line is always there, so nothing moves. */
function Hint({ id, text, problem, state }: HintProps) {
  const line = useRef<HTMLSpanElement>(null);
  // Longer than the field, it may begin left of it, but not end outside of the bar.
  useLayoutEffect(() => {
    const words = line.current?.firstElementChild;
    const bar = line.current?.closest('form');
    if (!(words instanceof HTMLElement) || !bar) return;
    words.style.translate = 'none';
    const over = words.getBoundingClientRect().right - (bar.getBoundingClientRect().right - 8);
    if (over > 0) words.style.translate = `${-over}px`;
  });
  return (
    <span ref={line} id={id} className={styles['hint']} data-state={state} data-problem={problem !== null}>
      <span title={problem ?? text}>{problem === null ? text : besideWhatWasTyped(problem)}</span>
    </span>
  );
}
