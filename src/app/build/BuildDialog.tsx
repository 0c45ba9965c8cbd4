import { errorText } from '../../base/error-text.ts';
import { CircleAlert, Hammer } from 'lucide-react';
import { useId, useMemo, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { ownValue } from '../../base/own.ts';
import { checkPath } from '../../share/names.ts';
import { downloadJavaScript } from '../commands/javascript-module.ts';
import { hashWords, putFiles } from '../commands/put-files.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { offsetAt } from '../model/panes.ts';
import { useProject, useStores, useTools, type AppStores } from '../stores/context.ts';
import { baseName } from '../model/project-files.ts';
import { useOnScreen } from '../parts/use-on-screen.ts';
import { ToolsProgress } from '../parts/ToolsProgress.tsx';
import styles from './BuildDialog.module.css';
import {
  needsWit,
  toProblem,
  toRequest,
  witTemplate,
  type BuildForm,
  type BuildKind,
  type BuildProblem,
} from './build-request.ts';
import {
  buildSources,
  entryWit,
  isComponentText,
  outputPath,
  witFor,
  witSources,
  worldsOf,
  type BuildSource,
} from './build-sources.ts';

/** What was chosen last in each project, for this visit: a problem leads out of the dialog and one comes back. */
interface Settings {
  readonly sourceId: string | null;
  readonly kind: BuildKind;
  /** '' for WIT typed here; null for what fits the source. */
  readonly witId: string | null;
  readonly typedWit: string | null;
  readonly world: string;
  /** Null for what follows from the source. */
  readonly output: string | null;
}
const kept = new Map<string, Settings>();
const first: Settings = { sourceId: null, kind: 'component', witId: null, typedWit: null, world: '', output: null };

/** Makes a binary of text: a component of a core module and its WIT, or what component text says. */
export function BuildDialog() {
  const stores = useStores();
  const files = useProject((state) => state.files);
  const sources = useMemo(() => buildSources(files), [files]);
  const [settings, setSettings] = useState<Settings>(() =>
    begin(stores.project.getState().id, stores.view.getState().activeFile, sources),
  );
  const source = sources.find((item) => item.id === settings.sourceId) ?? sources[0];

  function change(part: Partial<Settings>): void {
    const next = { ...settings, ...part };
    kept.set(stores.project.getState().id, next);
    setSettings(next);
  }
  return (
    <Dialog
      title="Build component"
      description="From WebAssembly text to a binary of this project. It is made in this page."
    >
      {source ? <Form sources={sources} source={source} settings={settings} onChange={change} /> : <NoSource />}
    </Dialog>
  );
}

/** The file in front, if it has a part in a build; else as it was left. */
function begin(projectId: string, activeFile: string | null, sources: readonly BuildSource[]): Settings {
  const last = kept.get(projectId) ?? first;
  const active = sources.find((item) => item.id === activeFile);
  if (active && active.id !== last.sourceId && typeof active.content === 'string')
    return { ...first, sourceId: active.id, typedWit: last.typedWit };
  if (!activeFile?.endsWith('.wit')) return last;
  const named = sources.find((item) => item.id === activeFile.replace(/\.wit$/, '.wat'));
  return { ...last, sourceId: last.sourceId ?? named?.id ?? null, witId: activeFile };
}

function NoSource() {
  return (
    <p className={styles['none']}>
      This project has nothing to build yet: add a file of WebAssembly text, such as <code>math.wat</code>, with{' '}
      <code>(module …)</code> or <code>(component …)</code> in it.
    </p>
  );
}

interface FormProps {
  readonly sources: readonly BuildSource[];
  readonly source: BuildSource;
  readonly settings: Settings;
  readonly onChange: (part: Partial<Settings>) => void;
}

function Form({ sources, source, settings, onChange }: FormProps) {
  const stores = useStores();
  const id = useId();
  const files = useProject((state) => state.files);
  const readOnly = useProject((state) => state.access === 'read');
  const build = useTools((state) => state.build);
  const [isBuilding, setBuilding] = useState(false);
  const [problems, setProblems] = useState<readonly BuildProblem[]>([]);
  const typed = useRef<HTMLTextAreaElement>(null);
  const isOnScreen = useOnScreen();

  const ofEntry = useMemo(() => entryWit(source, files), [source, files]);
  const wits = useMemo(() => (ofEntry?.entry ? [ofEntry, ...witSources(files)] : witSources(files)), [ofEntry, files]);
  const wit =
    settings.witId === null
      ? (ofEntry ?? witFor(source, wits))
      : (wits.find((item) => item.id === settings.witId) ?? null);
  const typedWit = settings.typedWit ?? witTemplate(baseName(outputPath(source)).replace(/\..*$/, ''));
  const worlds = worldsOf(wit?.text ?? typedWit);
  const world = worlds.includes(settings.world) ? settings.world : (worlds[0] ?? '');
  const form: BuildForm = { source, kind: settings.kind, wit, typedWit, world };
  const hasWit = needsWit(form);
  const output = settings.output ?? outputPath(source);
  const pathProblem = problemOfPath(output);
  const isThere = Object.hasOwn(files, output);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isBuilding || pathProblem !== null || readOnly) return;
    setBuilding(true);
    setProblems([]);
    onChange({ sourceId: source.id });
    const projectId = stores.project.getState().id;
    try {
      const result = await build(toRequest(form));
      // Whoever has closed the dialog or gone to another project does not want it any more.
      if (!isOnScreen() || stores.project.getState().id !== projectId) return;
      if (!result.ok) return setProblems(result.diagnostics.map((item) => toProblem(form, item)));
      const { hashes, undo } = await putFiles(stores, { [output]: result.bytes });
      const { openDialog, openFile, notify } = stores.view.getState();
      if (isOnScreen()) openDialog(null);
      openFile(output);
      notify(
        `Built “${output}”${hashWords(hashes)}${renamedWords(result.renamed)}`,
        ...(isThere ? [{ label: 'Undo', run: undo }] : form.kind === 'component' ? [asJavaScript(stores, output)] : []),
      );
    } catch (error) {
      const message = errorText(error);
      setProblems([{ message, hint: null, severity: 'error', line: 1, column: 1, file: null, part: 'source' }]);
    } finally {
      if (isOnScreen()) setBuilding(false);
    }
  }

  function goTo(problem: BuildProblem): void {
    if (problem.file !== null) {
      stores.view.getState().openDialog(null);
      // The dialog gives the focus back first.
      requestAnimationFrame(() =>
        stores.view.getState().reveal({ file: problem.file ?? '', line: problem.line, column: problem.column }),
      );
    } else if (problem.part === 'wit' && typed.current) {
      const offset = offsetAt(typedWit, problem.line, problem.column);
      typed.current.focus();
      typed.current.setSelectionRange(offset, offset);
    }
  }

  return (
    <form className={styles['form']} onSubmit={(event) => void submit(event)}>
      <Field id={`${id}-source`} label="Source">
        <select
          id={`${id}-source`}
          className={styles['control']}
          value={source.id}
          onChange={(event) => onChange({ ...first, sourceId: event.target.value, typedWit: settings.typedWit })}
        >
          {sources.map((item) => (
            <option key={item.id} value={item.id}>
              {item.title}
            </option>
          ))}
        </select>
        {isComponentText(source.content) && (
          <p className={styles['note']}>Text of a component: it names its types itself.</p>
        )}
      </Field>
      {!isComponentText(source.content) && typeof source.content === 'string' && (
        <div className={styles['field']}>
          <span className={styles['label']}>Result</span>
          <Segmented
            label="Result"
            value={settings.kind}
            options={[
              { value: 'component', text: 'Component' },
              { value: 'module', text: 'Core module' },
            ]}
            onChange={(kind) => onChange({ kind })}
          />
        </div>
      )}
      {hasWit && (
        <>
          <Field id={`${id}-wit`} label="WIT">
            <select
              id={`${id}-wit`}
              className={styles['control']}
              value={wit?.id ?? ''}
              onChange={(event) => onChange({ witId: event.target.value, world: '' })}
            >
              {wits.map((item) => (
                <option key={item.id} value={item.id}>
                  {item.title}
                </option>
              ))}
              <option value="">typed here</option>
            </select>
            {wit === null && (
              <textarea
                ref={typed}
                className={styles['text']}
                aria-label="WIT text"
                rows={Math.min(12, Math.max(6, typedWit.split('\n').length))}
                value={typedWit}
                spellCheck={false}
                autoCapitalize="off"
                autoComplete="off"
                onChange={(event) => onChange({ typedWit: event.target.value })}
              />
            )}
          </Field>
          {worlds.length > 1 && (
            <Field id={`${id}-world`} label="World">
              <select
                id={`${id}-world`}
                className={styles['control']}
                value={world}
                onChange={(event) => onChange({ world: event.target.value })}
              >
                {worlds.map((item) => (
                  <option key={item}>{item}</option>
                ))}
              </select>
            </Field>
          )}
        </>
      )}
      <Field id={`${id}-output`} label="Output">
        <input
          id={`${id}-output`}
          className={styles['control']}
          type="text"
          value={output}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={pathProblem !== null}
          aria-describedby={`${id}-output-note`}
          onChange={(event) => onChange({ output: event.target.value })}
        />
        <p id={`${id}-output-note`} className={styles['note']} data-tone={pathProblem === null ? undefined : 'danger'}>
          {pathProblem ??
            (isThere ? 'Takes the place of the file that is there; hashes of its entries follow.' : 'A new file.')}
        </p>
      </Field>
      {problems.length > 0 && <Problems problems={problems} sourceTitle={source.title} onGoTo={goTo} />}
      <div className={styles['bar']}>
        {isBuilding && <ToolsProgress idleText="Building…" />}
        <button type="submit" className="button primary" disabled={isBuilding || pathProblem !== null || readOnly}>
          <Hammer size={14} aria-hidden="true" /> {isThere ? 'Build and replace' : 'Build'}
        </button>
      </div>
    </form>
  );
}

/** For a page of one's own; what goes wrong is said where the rest is. */
function asJavaScript(stores: AppStores, path: string) {
  return {
    label: 'As JavaScript',
    async run(): Promise<void> {
      const bytes = ownValue(stores.project.getState().files, path);
      if (!(bytes instanceof Uint8Array)) return;
      const problem = await downloadJavaScript(stores, { path, bytes });
      if (problem !== null) stores.view.getState().notify(`No JavaScript module: ${problem}`);
    },
  };
}

/** What its functions are called there, for entries to name them by. */
function renamedWords(renamed: readonly (readonly [from: string, to: string])[] = []): string {
  const [shown] = renamed;
  if (!shown) return '';
  return `; ${shown[0]} is ${shown[1]} there${renamed.length > 1 ? `, and ${renamed.length - 1} more are renamed` : ''}`;
}

function problemOfPath(path: string): string | null {
  const checked = checkPath(path);
  if (!checked.ok) return checked.error;
  return path.endsWith('.wasm') ? null : 'The name of a binary ends with .wasm.';
}

function Field({ id, label, children }: { readonly id: string; readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <div className={styles['controls']}>{children}</div>
    </div>
  );
}

interface ProblemsProps {
  readonly problems: readonly BuildProblem[];
  readonly sourceTitle: string;
  readonly onGoTo: (problem: BuildProblem) => void;
}

function Problems({ problems, sourceTitle, onGoTo }: ProblemsProps) {
  return (
    <div className={styles['problems']} role="alert">
      <p className={styles['problemsTitle']}>
        <CircleAlert size={15} aria-hidden="true" />
        Not built: {problems.length === 1 ? '1 problem' : `${problems.length} problems`}
      </p>
      <ul>
        {problems.map((problem) => {
          const where = problem.part === 'wit' ? (problem.file ?? 'WIT typed here') : (problem.file ?? sourceTitle);
          const hasPlace = problem.file !== null || problem.part === 'wit';
          return (
            <li
              key={`${problem.part} ${problem.line}:${problem.column} ${problem.message}`}
              className={styles['problem']}
            >
              {hasPlace ? (
                <button type="button" className={styles['place']} onClick={() => onGoTo(problem)}>
                  {where}:{problem.line}:{problem.column}
                </button>
              ) : (
                <span className={styles['file']}>{where}</span>
              )}
              <span className={styles['message']}>
                {problem.message}
                {problem.hint !== null && <span className={styles['hint']}> {problem.hint}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
