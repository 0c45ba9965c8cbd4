/** Environment variables as the reader is shown them, with what was typed for each. */
import type { EnvironmentValues, VariableInfo } from '../../contract/api.ts';

export interface VariableRow extends VariableInfo {
  /** What is given to it; empty: nothing. */
  readonly given: string;
}

/** The project's variables, and what is given to names that it does not have, which would be lost from sight otherwise. */
export function rowsOf(
  variables: readonly VariableInfo[],
  values: EnvironmentValues,
): { readonly rows: readonly VariableRow[]; readonly unused: EnvironmentValues } {
  const given = new Map(values);
  const names = new Set(variables.map(({ name }) => name));
  return {
    rows: variables.map((variable) => ({ ...variable, given: given.get(variable.name) ?? '' })),
    unused: values.filter(([name]) => !names.has(name)),
  };
}

/** An empty value is none: a variable with one has its default. */
export function withValue(values: EnvironmentValues, name: string, value: string): EnvironmentValues {
  const others = values.filter(([other]) => other !== name);
  return value === '' ? others : [...others, [name, value]];
}

/** Where the value comes from that programs are told without one that is given. */
export function sourceWords({ source, takesValue, value, problem, storage }: VariableInfo): string {
  if (problem !== undefined) return problem;
  if (!takesValue) return `${value ?? 'no value'}, from ${storage}, where it is changed`;
  if (source === 'stored') return 'set by a program of this run';
  return source === 'default' ? `default: ${value ?? ''}` : source === 'given' ? 'given here' : 'no value';
}
