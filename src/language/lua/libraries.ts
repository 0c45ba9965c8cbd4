/** What a library of the project gives to those who import it. */
import type { EntryView, ProjectView } from '../project-view.ts';
import { placeIn } from '../project-view.ts';
import { LuaInference, type LuaValue } from './infer.ts';

/** By the last `return` of its text; null where that is not known. Libraries of a library are not followed. */
export function libraryOf(project: ProjectView, entry: EntryView): LuaValue | null {
  const source = project.textIn(entry, 'source');
  if (!source) return null;
  const names = project.readings.lua(source.text);
  const last = names.chunk.statements.at(-1);
  const [value] = last?.kind === 'return' ? last.values : [];
  if (!value) return null;
  const typeOf = (id: string): ReturnType<ProjectView['typeOf']> => {
    const target = project.entry(id);
    return target && project.typeOf(target);
  };
  return new LuaInference(names, {
    file: source.file,
    place: (range) => placeIn(source, range),
    typeOf,
    library: () => null,
  }).valueOf(value);
}
