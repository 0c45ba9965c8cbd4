/** What a screen reader says about moving files by keyboard, with keys as their caps have them. */
import { AssistiveDndState, type DndState } from '@headless-tree/core';
import { baseName } from '../model/project-files.ts';
import { rootId } from './tree-data.ts';

const begin = 'Press Control, Shift and D to move the chosen files or folders.';

export function movingWords<T>(dnd: DndState<T> | null | undefined, state: AssistiveDndState): string {
  const names = (dnd?.draggedItems ?? []).map((item) => baseName(item.getId())).join(', ');
  const target = dnd?.dragTarget?.item.getId();
  const place =
    target === undefined
      ? 'where they are'
      : target === rootId
        ? 'to the top of the project'
        : `into ${baseName(target)}`;
  switch (state) {
    case AssistiveDndState.Started:
      return `Moving ${names}. Arrow up and arrow down choose a folder, Enter moves, Escape leaves all as it is.`;
    case AssistiveDndState.Dragging:
      return `${names} ${place}`;
    case AssistiveDndState.Completed:
      return `Moved. ${begin}`;
    case AssistiveDndState.Aborted:
      return `Not moved. ${begin}`;
    default:
      return begin;
  }
}
