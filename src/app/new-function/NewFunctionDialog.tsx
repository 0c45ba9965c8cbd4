import { Plus } from 'lucide-react';
import { useId, useRef, useState, type FormEvent, type Ref } from 'react';
import { ownValue } from '../../base/own.ts';
import { namespaceOf, newRegistryText } from '../model/plan-entries.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { useProject, useStores } from '../stores/context.ts';
import { addFunction, planFunction, registriesOf } from './add-function.ts';
import styles from './NewFunctionDialog.module.css';
import type { FunctionKind } from './skeleton.ts';

const kinds = [
  { value: 'function.wat', text: 'WebAssembly text' },
  { value: 'function.lua', text: 'Lua' },
] as const satisfies readonly { readonly value: FunctionKind; readonly text: string }[];

/** What each kind asks for besides the name. */
const signatures: Readonly<
  Record<FunctionKind, { readonly label: string; readonly initial: string; readonly hint: string }>
> = {
  'function.wat': {
    label: 'Signature',
    initial: '(a: s32, b: s32) -> s32',
    hint: 'Parameters and result as WIT: numbers, bool, char, string, lists, record { x: s32 }.',
  },
  'function.lua': { label: 'Parameters', initial: '', hint: 'Names, such as a, b; or none.' },
};

/** So that nobody has to know how WIT is written before they have seen some. */
const presets = [
  ['Two numbers', '(a: s32, b: s32) -> s32'],
  ['A text', '(name: string) -> string'],
  ['A list of numbers', '(items: list<s32>) -> u32'],
  ['A record', '(point: record { x: s32, y: s32 }) -> s32'],
] as const;

/** Kind, name and signature; the rest is written by the page. */
export function NewFunctionDialog() {
  const stores = useStores();
  const id = useId();
  const files = useProject((state) => state.files);
  const folders = useProject((state) => state.folders);
  const readOnly = useProject((state) => state.access === 'read');
  const registries = registriesOf(files);
  const [kind, setKind] = useState<FunctionKind>('function.wat');
  const [name, setName] = useState('');
  const [typed, setTyped] = useState<Partial<Record<FunctionKind, string>>>({});
  const [registry, setRegistry] = useState(registries[0] ?? '_index.yaml');
  const [wasRefused, setRefused] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const signature = typed[kind] ?? signatures[kind].initial;
  const request = { kind, name, signature, registry };
  const registryText = ownValue(files, registry);
  const namespace = namespaceOf(typeof registryText === 'string' ? registryText : newRegistryText);
  const plan = planFunction({ files, folders }, request);
  // Nobody has made a mistake before they have typed.
  const problem = plan.ok || (!wasRefused && name === '') ? null : plan.error;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (readOnly) return;
    if (!plan.ok) {
      setRefused(true);
      document.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${plan.error.field}`)}`)?.focus();
      return;
    }
    const { openDialog, reveal } = stores.view.getState();
    openDialog(null);
    const added = addFunction(stores, request);
    if (!added.ok) return;
    const { source, line } = added.value;
    // The dialog gives the focus back first. Then the entry, which stays in sight where there is room for both, and what to write.
    requestAnimationFrame(() => {
      reveal({ file: registry, line, column: 1 });
      requestAnimationFrame(() => reveal({ file: source, line: 1, column: 1 }));
    });
  }

  return (
    <Dialog
      title="New function"
      description="An entry in the registry and a file that runs as it is, both to be written over."
      size="small"
      firstField={field}
    >
      <form className={styles['form']} onSubmit={submit}>
        <div className={styles['field']}>
          <span className={styles['label']}>Kind</span>
          <Segmented label="Kind" options={kinds} value={kind} onChange={setKind} />
        </div>
        <Text
          ref={field}
          id={`${id}-name`}
          label="Name"
          value={name}
          placeholder="add"
          problem={problem?.field === 'name' ? problem.message : null}
          hint={plan.ok ? `${plan.value.id}, in ${plan.value.source}` : `Its ID becomes ${namespace}:name.`}
          onChange={setName}
        />
        <Text
          id={`${id}-signature`}
          label={signatures[kind].label}
          value={signature}
          placeholder={kind === 'function.lua' ? 'a, b' : '(a: s32, b: s32) -> s32'}
          problem={problem?.field === 'signature' ? problem.message : null}
          hint={signatures[kind].hint}
          onChange={(text) => setTyped({ ...typed, [kind]: text })}
        />
        {kind === 'function.wat' && (
          <div className={styles['presets']} role="group" aria-label="Signatures to begin with">
            {presets.map(([title, text]) => (
              <button
                key={title}
                type="button"
                className={styles['preset']}
                aria-pressed={signature === text}
                onClick={() => setTyped({ ...typed, [kind]: text })}
              >
                {title}
              </button>
            ))}
          </div>
        )}
        {registries.length > 1 && (
          <div className={styles['field']}>
            <label className={styles['label']} htmlFor={`${id}-registry`}>
              Registry
            </label>
            <select
              id={`${id}-registry`}
              className={styles['control']}
              value={registry}
              onChange={(event) => setRegistry(event.target.value)}
            >
              {registries.map((path) => (
                <option key={path}>{path}</option>
              ))}
            </select>
          </div>
        )}
        <div className={styles['bar']}>
          <button type="submit" className="button primary" disabled={readOnly}>
            <Plus size={15} aria-hidden="true" /> Add function
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface TextProps {
  readonly ref?: Ref<HTMLInputElement>;
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly problem: string | null;
  readonly hint: string;
  readonly onChange: (value: string) => void;
}

function Text({ ref, id, label, value, placeholder, problem, hint, onChange }: TextProps) {
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <input
        ref={ref}
        id={id}
        className={styles['control']}
        type="text"
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-invalid={problem !== null}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className={styles['hint']} data-problem={problem !== null}>
        {problem ?? hint}
      </p>
    </div>
  );
}
