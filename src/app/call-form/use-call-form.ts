import { useCallback, useEffect, useMemo } from 'react';
import type { PlainValue } from '../../contract/api.ts';
import type { FunctionType } from '../../wit/types.ts';
import { formatArguments, parseArguments } from '../model/arguments/arguments.ts';
import { useForm, useProject, useRun, useStores } from '../stores/context.ts';
import { checkArguments, type FormProblem } from '../model/arguments/check.ts';
import type { Draft } from '../model/arguments/draft.ts';
import { fromArguments, toArguments } from '../model/arguments/draft-values.ts';
import { parametersText } from '../model/arguments/types.ts';

export interface CallForm {
  readonly drafts: readonly Draft[];
  readonly problems: readonly FormProblem[];
  /** Null while something is wrong. */
  readonly values: readonly PlainValue[] | null;
  readonly write: (index: number, draft: Draft) => void;
}

/**
 * The form of one function as it was left, or made of the project's arguments. What is typed becomes the project's arguments as
 * soon as all of it is right.
 */
export function useCallForm(id: string, type: FunctionType): CallForm {
  const stores = useStores();
  const projectId = useProject((state) => state.id);
  const text = useProject((state) => state.argumentsText);
  const key = `${projectId}\n${id}\n${useMemo(() => parametersText(type), [type])}`;
  const kept = useForm((state) => state.forms.get(key));
  const drafts = useMemo(() => {
    if (kept?.text === text) return kept.drafts;
    const parsed = parseArguments(text);
    return fromArguments(type, parsed.ok ? parsed.value : []);
  }, [kept, text, type]);
  const problems = useMemo(() => checkArguments(type, drafts), [type, drafts]);
  const values = useMemo(() => (problems.length === 0 ? toArguments(type, drafts) : null), [type, drafts, problems]);

  const write = useCallback(
    (index: number, draft: Draft) => {
      const next = drafts.with(index, draft);
      const { argumentsText, setArguments } = stores.project.getState();
      const written =
        checkArguments(type, next).length === 0 ? formatArguments(toArguments(type, next)) : argumentsText;
      stores.form.getState().keep(key, { drafts: next, text: written });
      if (written !== argumentsText) setArguments(written);
    },
    [drafts, key, stores, type],
  );
  return { drafts, problems, values, write };
}

/** What stands in the form is what Run takes, also before anybody has typed. */
export function useAsArguments({ problems, values }: CallForm, target: string): void {
  const text = useProject((state) => state.argumentsText);
  const setTyped = useRun((state) => state.setTyped);
  const first = problems[0];
  const error = first ? `${first.path}: ${first.message}` : null;
  const { run } = useStores();
  useEffect(() => {
    const typed = { target, text, values, error };
    setTyped(typed);
    return () => {
      if (run.getState().typed === typed) setTyped(null);
    };
  }, [run, target, text, values, error, setTyped]);
}
