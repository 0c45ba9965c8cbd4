import { Eye, EyeOff, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { VariableInfo } from '../../contract/api.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { useProject, useRun, useStores } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import styles from './EnvironmentDialog.module.css';
import { rowsOf, sourceWords, withValue, type VariableRow } from './environment-rows.ts';

/** Values for the project's environment variables. */
export function EnvironmentDialog() {
  const variables = useVariables();
  const environment = useProject((state) => state.environment);
  const setEnvironment = useProject((state) => state.setEnvironment);
  const origin = useProject((state) => state.origin);
  const { rows, unused } = rowsOf(variables ?? [], environment);
  return (
    <Dialog
      title="Environment"
      description={`Values for env.variable entries, from the next run on. ${
        origin === 'project' ? 'They stay in this browser' : 'They last until the page is closed'
      }: no link, copy or export has them.`}
    >
      {variables === null ? (
        <p className={styles['empty']}>Asking the project…</p>
      ) : (
        <>
          {rows.length === 0 && (
            <p className={styles['empty']}>
              The project has no <code>env.variable</code> entries, or has problems and was not booted.
            </p>
          )}
          <ul className={styles['list']}>
            {rows.map((row) => (
              <Row
                key={row.id}
                row={row}
                onChange={(value) => setEnvironment(withValue(environment, row.name, value))}
              />
            ))}
            {unused.map(([name]) => (
              <li key={name} className={styles['row']}>
                <span className={styles['name']}>{name}</span>
                <span className={styles['source']}>no variable of the project has this name</span>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Forget the value of ${name}`}
                  data-tip="Forget it"
                  onClick={() => setEnvironment(withValue(environment, name, ''))}
                >
                  <X size={15} aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

function Row({ row, onChange }: { readonly row: VariableRow; readonly onChange: (value: string) => void }) {
  const [isShown, setShown] = useState(false);
  const { name, id, given, takesValue } = row;
  return (
    <li className={styles['row']}>
      <label className={styles['label']}>
        <span className={styles['name']}>{name}</span>
        {name !== id && <span className={styles['id']}>{id}</span>}
        {takesValue && (
          <input
            className={styles['field']}
            type={isShown ? 'text' : 'password'}
            aria-label={`Value of ${name}`}
            value={given}
            placeholder={row.source === 'given' ? '' : sourceWords(row)}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
        {!takesValue && <span className={styles['source']}>{sourceWords(row)}</span>}
      </label>
      {takesValue && (
        <button
          type="button"
          className="icon-button"
          aria-label={`Show the value of ${name}`}
          data-tip={isShown ? 'Hide' : 'Show'}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? <EyeOff size={15} aria-hidden="true" /> : <Eye size={15} aria-hidden="true" />}
        </button>
      )}
    </li>
  );
}

/** As the running project has them, which is booted for that where it is not the one on screen; null before the answer. */
function useVariables(): readonly VariableInfo[] | null {
  const { run, project } = useStores();
  const active = useRun(isActive);
  const isBooting = useRun(({ phase }) => phase === 'booting');
  const id = useProject((state) => state.id);
  const [known, setKnown] = useState<{ readonly id: string; readonly variables: readonly VariableInfo[] } | null>(null);
  useEffect(() => {
    // What is there until then is of the project before.
    if (isBooting) return;
    let isCurrent = true;
    void (async () => {
      const { bootedFiles, boot, running } = run.getState();
      if (!active && bootedFiles !== project.getState().files) {
        setKnown(null);
        await boot();
      }
      const found = await running.variables();
      if (isCurrent) setKnown({ id, variables: found });
    })();
    return () => {
      isCurrent = false;
    };
  }, [run, project, id, active, isBooting]);
  return isBooting || known?.id !== id ? null : known.variables;
}
