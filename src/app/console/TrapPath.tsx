import { useEffect, useState } from 'react';
import type { Trap } from '../../contract/help.ts';
import { useRun, useStores, useView } from '../stores/context.ts';
import { trapPath, type PathStep } from './trap-path.ts';
import styles from './TrapPath.module.css';

/** The functions on the way to a trap, innermost first, each with its line in the text as it is now. */
export function TrapPath({ trap }: { readonly trap: Trap }) {
  const { project } = useStores();
  const running = useRun((state) => state.running);
  const reveal = useView((state) => state.reveal);
  const [steps, setSteps] = useState<readonly PathStep[]>(() => trap.stack.map(unplaced));
  useEffect(() => {
    const asking = new AbortController();
    const { files } = project.getState();
    void running
      .help(files, { topic: 'trap', file: anyText(Object.keys(files)), ...trap }, asking.signal)
      .then((frames) => {
        if (!asking.signal.aborted && frames && frames.length > 0) setSteps(trapPath(files, frames));
      });
    return () => asking.abort();
  }, [trap, project, running]);
  return (
    <ol className={styles['path']}>
      {steps.map(({ name, places, isOneOf, more }, depth) => (
        // A function may be there several times.
        // eslint-disable-next-line react/no-array-index-key
        <li key={depth} className={styles['step']}>
          <span className={styles['function']}>
            <span className={styles['role']}>{depth === 0 ? 'in' : 'called by'}</span> {name}
          </span>
          <span className={styles['places']}>
            {isOneOf && <span className={styles['role']}>one of</span>}
            {places.map((place) => (
              <button
                key={`${place.file}:${place.line}`}
                type="button"
                className={styles['place']}
                title={`Go to line ${place.line} of ${place.file}`}
                onClick={() => reveal(place)}
              >
                {place.file}:{place.line}
              </button>
            ))}
            {more > 0 && <span className={styles['role']}>and {more} more</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function unplaced(name: string): PathStep {
  return { name, places: [], isOneOf: false, more: 0 };
}

/** A question is about a text; this one is about an entry, which may stand in any. */
function anyText(paths: readonly string[]): string {
  return paths.find((path) => /\.ya?ml$/.test(path)) ?? '';
}
