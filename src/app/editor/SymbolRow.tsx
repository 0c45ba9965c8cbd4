import { nameOf, symbolsOf } from './symbols.ts';
import styles from './SymbolRow.module.css';

export interface SymbolRowProps {
  readonly path: string;
  /** Types into the editor that has the focus. */
  readonly onType: (text: string) => void;
}

/** Keys over a phone's keyboard. They take no focus, so that the keyboard stays. */
export function SymbolRow({ path, onType }: SymbolRowProps) {
  const symbols = symbolsOf(path);
  if (symbols.length === 0) return null;
  return (
    <div className={styles['row']} role="toolbar" aria-label="Symbols">
      {symbols.map((symbol) => (
        <button
          key={symbol}
          type="button"
          tabIndex={-1}
          className={styles['key']}
          aria-label={nameOf(symbol)}
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onType(symbol)}
        >
          {symbol === '\t' ? '⇥' : symbol}
        </button>
      ))}
    </div>
  );
}
