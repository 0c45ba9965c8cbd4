import { ArrowUpRight, Play } from 'lucide-react';
import { languageOf } from '../model/panes.ts';
import { colourPieces } from './colour.ts';
import styles from './Poster.module.css';

export interface PosterProps {
  readonly name: string;
  /** The file that is shown; null where there is none. */
  readonly file: { readonly path: string; readonly text: string } | null;
  /** What a run gave, or is known to print; null where nothing is known. */
  readonly results: { readonly label: string; readonly lines: readonly string[] } | null;
  /** Why there is nothing to be run; null where all is well. */
  readonly problem: string | null;
  readonly fullPage: string;
  readonly onStart: () => void;
}

/** A poster is looked at; what has more says how much. */
const shownLines = 60;

/** What an embedded page is until it is pressed: its code and its result, and nothing that runs. */
export function Poster({ name, file, results, problem, fullPage, onStart }: PosterProps) {
  const lines = file?.text.split('\n') ?? [];
  const more = lines.length - shownLines;
  return (
    <main className={styles['poster']}>
      <header className={styles['head']}>
        <h1 className={styles['title']}>{name}</h1>
        {file && <span className={styles['file']}>{file.path}</span>}
        <a className={`button compact ${styles['link']}`} href={fullPage} target="_blank" rel="noopener">
          Open in Wippy Playground <ArrowUpRight size={14} aria-hidden="true" />
        </a>
      </header>
      {problem !== null ? (
        <p className={styles['problem']} role="alert">
          {problem}
        </p>
      ) : (
        <div className={styles['body']}>
          {/* In reach of the keyboard for scrolling. */}
          <pre
            className={styles['code']}
            {...{ tabIndex: 0, role: 'region', 'aria-label': file ? `Code of ${file.path}` : 'Code' }}
          >
            {file &&
              colourPieces(lines.slice(0, shownLines).join('\n'), languageOf(file.path)).map((piece, index) => (
                // Pieces have no identity but their place.
                // eslint-disable-next-line react/no-array-index-key
                <span key={index} data-look={piece.look ?? undefined}>
                  {piece.text}
                </span>
              ))}
            {more > 0 && <span className={styles['more']}>{`\n… ${more} more ${more === 1 ? 'line' : 'lines'}`}</span>}
          </pre>
          <div className={styles['foot']}>
            <button type="button" className="button primary" onClick={onStart}>
              <Play size={15} aria-hidden="true" /> Run and edit
            </button>
            {results && (
              <div className={styles['results']}>
                <span className={styles['label']}>{results.label}</span>
                {results.lines.map((line) => (
                  <code key={line}>{line}</code>
                ))}
              </div>
            )}
          </div>
        </div>
      )}
    </main>
  );
}
