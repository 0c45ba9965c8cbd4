import { startTransition, useEffect, useState } from 'react';
import type { ProjectFiles } from '../../contract/api.ts';
import { useStores } from './context.ts';

/** A pause in typing after which lists made of the text may follow it. */
const pauseMs = 400;

/**
 * The project's files as of the last pause, for what is costly to make of them and not looked at while typing. Another
 * project is there at once.
 */
export function useSettledFiles(): ProjectFiles {
  const { project } = useStores();
  const [files, setFiles] = useState<ProjectFiles>(() => project.getState().files);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const undo = project.subscribe((now, before) => {
      if (now.files === before.files) return;
      clearTimeout(timer);
      if (now.id !== before.id) setFiles(now.files);
      // As a transition, so that a key that comes meanwhile goes first.
      else timer = setTimeout(() => startTransition(() => setFiles(project.getState().files)), pauseMs);
    });
    return () => {
      clearTimeout(timer);
      undo();
    };
  }, [project]);
  return files;
}
