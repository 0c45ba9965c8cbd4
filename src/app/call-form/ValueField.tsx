import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { ListType, OptionType, WitType } from '../../wit/types.ts';
import { BytesField } from './BytesField.tsx';
import { problemOf } from '../model/arguments/check.ts';
import {
  addItem,
  choose,
  defaultDraft,
  moveItem,
  removeItem,
  setItem,
  switchOption,
  type Draft,
} from '../model/arguments/draft.ts';
import { indentDepth, type ValueFieldProps } from './field-props.ts';
import styles from './Fields.module.css';
import { FlagsField } from './FlagsField.tsx';
import { Group } from './Group.tsx';
import { Row } from './Row.tsx';
import { ScalarControl } from './ScalarControl.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { choicesOf, isBytes } from '../model/arguments/types.ts';
import { formatType } from '../../wit/print.ts';

/** Items shown at first, and added with each request for more. */
const pageOfItems = 30;

/** The field for a value of any type. What has parts is a group of such fields. */
export function ValueField(props: ValueFieldProps) {
  const { draft, type } = props;
  switch (draft.kind) {
    case 'text':
    case 'bool':
      return <ScalarField {...props} />;
    case 'bytes':
      return isBytes(type) ? <BytesField {...props} draft={draft} /> : null;
    case 'items':
    case 'parts':
      return <GroupField {...props} />;
    case 'option':
      return type.kind === 'option' ? <OptionField {...props} type={type} draft={draft} /> : null;
    case 'choice':
      return <ChoiceField {...props} draft={draft} />;
    case 'flags':
      return type.kind === 'flags' ? <FlagsField {...props} type={type} draft={draft} /> : null;
    case 'none':
      return <UnsupportedField {...props} />;
    default:
      return draft satisfies never;
  }
}

function ScalarField({ label, type, draft, onChange, actions }: ValueFieldProps) {
  const id = useId();
  const problem = problemOf(type, draft);
  return (
    <Row label={label} htmlFor={id} actions={actions} problem={problem} problemId={`${id}-problem`}>
      <ScalarControl id={id} name={label} type={type} draft={draft} problem={problem} onChange={onChange} />
    </Row>
  );
}

function UnsupportedField({ label, type, draft, actions }: ValueFieldProps) {
  const id = useId();
  return (
    <Row label={label} actions={actions} problem={problemOf(type, draft)} problemId={id}>
      <span className={styles['type']}>{formatType(type)}</span>
    </Row>
  );
}

/** A record, a tuple or a list. */
function GroupField({ label, type, draft, onChange, depth, actions }: ValueFieldProps) {
  const count = draft.kind === 'items' ? draft.items.length : null;
  return (
    <Group
      label={label}
      type={type}
      draft={draft}
      depth={depth}
      actions={actions}
      note={count === null ? null : `${count} ${count === 1 ? 'item' : 'items'}`}
    >
      <GroupParts type={type} draft={draft} depth={depth} onChange={onChange} />
    </Group>
  );
}

interface GroupPartsProps {
  readonly type: WitType;
  readonly draft: Draft;
  readonly depth: number;
  readonly onChange: (draft: Draft) => void;
}

/** What is in a record, a tuple or a list. */
function GroupParts({ type, draft, depth, onChange }: GroupPartsProps) {
  if (draft.kind === 'items' && type.kind === 'list')
    return <Items type={type} draft={draft} depth={depth} onChange={onChange} />;
  if (draft.kind !== 'parts') return null;
  const { parts } = draft;
  return partsOf(type).map((part, index) => (
    <ValueField
      key={part.label}
      label={part.label}
      type={part.type}
      draft={parts[index] ?? defaultDraft(part.type)}
      depth={depth + 1}
      onChange={(value) => onChange({ kind: 'parts', parts: parts.with(index, value) })}
    />
  ));
}

function partsOf(type: WitType): readonly { readonly label: string; readonly type: WitType }[] {
  if (type.kind === 'record') return type.fields.map((field) => ({ label: field.name, type: field.type }));
  return type.kind === 'tuple' ? type.items.map((item, index) => ({ label: String(index + 1), type: item })) : [];
}

interface ItemsProps {
  readonly type: ListType;
  readonly draft: Draft & { readonly kind: 'items' };
  readonly depth: number;
  readonly onChange: (draft: Draft) => void;
}

/** Counted from 1, as Lua does. */
function Items({ type, draft, depth, onChange }: ItemsProps) {
  const [shown, setShown] = useState(pageOfItems);
  const { items } = draft;
  const problem = problemOf(type, draft);
  const end = useRef<HTMLDivElement>(null);
  const [added, setAdded] = useState<number | null>(null);

  // Where the next thing is to be typed: in the item that has just come.
  useEffect(() => {
    if (added === null) return;
    let item = end.current?.previousElementSibling ?? null;
    if (item instanceof HTMLParagraphElement) item = item.previousElementSibling;
    (
      item?.querySelector<HTMLElement>('input, textarea, select') ?? item?.querySelector<HTMLElement>('button')
    )?.focus();
  }, [added]);

  function add(): void {
    setAdded((added ?? 0) + 1);
    onChange(addItem(draft, defaultDraft(type.element)));
    setShown(Math.max(shown, items.length + 1));
  }
  return (
    <>
      {items.slice(0, shown).map((item, index) => (
        <ValueField
          key={item.key}
          label={String(index + 1)}
          type={type.element}
          draft={item.draft}
          depth={depth + 1}
          onChange={(value) => onChange(setItem(draft, index, value))}
          actions={
            <span className={styles['actions']}>
              <ItemButton
                label={`Move item ${index + 1} up`}
                icon={ArrowUp}
                disabled={index === 0}
                onClick={() => onChange(moveItem(draft, index, -1))}
              />
              <ItemButton
                label={`Move item ${index + 1} down`}
                icon={ArrowDown}
                disabled={index === items.length - 1}
                onClick={() => onChange(moveItem(draft, index, 1))}
              />
              <ItemButton
                label={`Remove item ${index + 1}`}
                icon={X}
                disabled={false}
                onClick={() => onChange(removeItem(draft, index))}
              />
            </span>
          }
        />
      ))}
      {problem !== null && <p className={styles['problem']}>{problem}</p>}
      <div ref={end} className={styles['more']}>
        <button type="button" className="button compact" onClick={add}>
          <Plus size={14} aria-hidden="true" /> Add item
        </button>
        {items.length > shown && (
          <button type="button" className="button compact quiet" onClick={() => setShown(shown + pageOfItems)}>
            {(items.length - shown).toLocaleString('en')} more
          </button>
        )}
      </div>
    </>
  );
}

function ItemButton({
  label,
  icon: Icon,
  disabled,
  onClick,
}: {
  readonly label: string;
  readonly icon: typeof X;
  readonly disabled: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      data-tip={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={14} aria-hidden="true" />
    </button>
  );
}

interface OptionFieldProps extends ValueFieldProps {
  readonly type: OptionType;
  readonly draft: Draft & { readonly kind: 'option' };
}

/** A switch, and behind it the value. */
function OptionField({ label, type, draft, onChange, depth, actions }: OptionFieldProps) {
  const id = useId();
  const inner = draft.some ?? defaultDraft(type.some);
  const write = (some: Draft): void => onChange({ ...draft, some });
  const toggle = (
    <label className={styles['check']}>
      <input
        type="checkbox"
        className={styles['switch']}
        checked={draft.isSome}
        aria-label={`${label} has a value`}
        onChange={(event) => onChange(switchOption(draft, type.some, event.target.checked))}
      />
      {!draft.isSome && <span className={styles['word']}>none</span>}
    </label>
  );
  if (inner.kind === 'text' || inner.kind === 'bool') {
    const problem = draft.isSome ? problemOf(type.some, inner) : null;
    return (
      <Row
        label={label}
        {...(draft.isSome ? { htmlFor: id } : {})}
        actions={actions}
        problem={problem}
        problemId={`${id}-problem`}
      >
        <span className={styles['line']}>
          {toggle}
          {draft.isSome ? (
            <ScalarControl id={id} name={label} type={type.some} draft={inner} problem={problem} onChange={write} />
          ) : (
            <span className={styles['type']}>{formatType(type)}</span>
          )}
        </span>
      </Row>
    );
  }
  return (
    <Group
      label={label}
      type={type}
      draft={draft}
      depth={depth}
      actions={actions}
      lead={toggle}
      isEmpty={!draft.isSome}
    >
      {inner.kind === 'items' || inner.kind === 'parts' ? (
        <GroupParts type={type.some} draft={inner} depth={depth} onChange={write} />
      ) : (
        <ValueField label="some" type={type.some} draft={inner} depth={depth + 1} onChange={write} />
      )}
    </Group>
  );
}

interface ChoiceFieldProps extends ValueFieldProps {
  readonly draft: Draft & { readonly kind: 'choice' };
}

/** A variant, an enum or a result: the case, and below it what goes with the case. */
function ChoiceField({ label, type, draft, onChange, depth, actions }: ChoiceFieldProps) {
  const id = useId();
  const choices = choicesOf(type);
  const chosen = choices[draft.index];
  const payload = chosen?.payload ?? null;
  const pick = (index: number): void => onChange(choose(draft, type, index));
  return (
    <div className={styles['choice']}>
      <Row label={label} {...(type.kind === 'result' ? {} : { htmlFor: id })} actions={actions}>
        <span className={styles['line']}>
          {type.kind === 'result' ? (
            <Segmented
              label={label}
              value={draft.index === 0 ? 'ok' : 'err'}
              options={[
                { value: 'ok', text: 'ok' },
                { value: 'err', text: 'err' },
              ]}
              onChange={(side) => pick(side === 'ok' ? 0 : 1)}
            />
          ) : (
            <select
              id={id}
              className={styles['select']}
              value={draft.index}
              onChange={(event) => pick(Number(event.target.value))}
            >
              {choices.map((choice, index) => (
                <option key={choice.name} value={index}>
                  {choice.name}
                </option>
              ))}
            </select>
          )}
          <span className={styles['type']}>{formatType(type)}</span>
        </span>
      </Row>
      {chosen && payload !== null && (
        <div className={styles['body']} data-indent={depth < indentDepth}>
          <ValueField
            // Another case is another value.
            key={draft.index}
            label={chosen.name}
            type={payload}
            draft={draft.payloads[draft.index] ?? defaultDraft(payload)}
            depth={depth + 1}
            onChange={(value) => onChange({ ...draft, payloads: { ...draft.payloads, [draft.index]: value } })}
          />
        </div>
      )}
    </div>
  );
}
