import type { ConsoleEntry, ProjectFiles } from '../../contract/api.ts';
import { entryPlace, sourcePlace, type SourcePlace } from '../model/places.ts';
import { useStores } from '../stores/context.ts';
import styles from './SourceLink.module.css';

export type SourceLinkProps = { readonly isStop: boolean } & (
  | { readonly target: string }
  | { readonly entry: ConsoleEntry }
);

/** The name of a place that leads into the editor. Where it is gets looked up when it is asked for: rows are many. */
export function SourceLink(props: SourceLinkProps) {
  const { project, view } = useStores();
  const name = 'target' in props ? props.target : (props.entry.location ?? '');

  function reveal(): void {
    const place = find(project.getState().files);
    if (place) view.getState().reveal(place);
    else view.getState().notify(`${name} is not in the files of this project`);
  }
  function find(files: ProjectFiles): SourcePlace | null {
    return 'target' in props ? sourcePlace(files, props.target) : entryPlace(files, props.entry);
  }

  return (
    <button
      type="button"
      className={styles['link']}
      tabIndex={props.isStop ? 0 : -1}
      title={`Go to ${name}`}
      onClick={reveal}
    >
      {name}
    </button>
  );
}
