import { useEffect, useState } from 'react';

/**
 * Whether one writes in an editor, as of the last frame: what moves when it begins would otherwise move within the tap that gives an
 * editor the focus, before the editor has asked where it was tapped.
 *
 * `column` names the one column of editors that is asked about.
 */
export function useWriting(column?: string): boolean {
  const [writing, setWriting] = useState(false);
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() =>
        setWriting(
          document.activeElement
            ?.closest('[data-editor], [data-column] textarea')
            ?.closest(column === undefined ? '*' : `[data-column="${column}"]`) != null,
        ),
      );
    };
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', look);
    look();
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', look);
    };
  }, [column]);
  return writing;
}
