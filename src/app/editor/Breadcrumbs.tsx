import { Menu } from '@base-ui/react/menu';
import { ChevronDown } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { ownValue } from '../../base/own.ts';
import type { TextSymbol } from '../../contract/help.ts';
import { definitionsOf, type Definition } from '../model/definitions.ts';
import { offsetAt, placeAt } from '../model/panes.ts';
import { useRun, useView } from '../stores/context.ts';
import { useSettledFiles } from '../stores/use-settled-files.ts';
import styles from './Breadcrumbs.module.css';
import { crumbsAt, entriesOf, namespaceOf, type Crumb } from './crumbs.ts';

/** Where the caret is: namespace, entry, and what is around it in the text. Each step leads to what stands beside it. */
export function Breadcrumbs({ path }: { readonly path: string }) {
  const files = useSettledFiles();
  const help = useRun((state) => state.running);
  const reveal = useView((state) => state.reveal);
  const { line, column } = useCaret(path);
  const content = ownValue(files, path);
  const text = typeof content === 'string' ? content : '';
  const [known, setKnown] = useState<{ readonly path: string; readonly symbols: readonly TextSymbol[] } | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    void help.help(files, { topic: 'symbols', file: path }, asking.signal).then((symbols) => {
      if (!asking.signal.aborted) setKnown({ path, symbols: symbols ?? [] });
    });
    return () => asking.abort();
  }, [help, files, path]);

  const definitions = useMemo(() => definitionsOf(files), [files]);
  const entries = useMemo(() => entriesOf(path, definitions), [path, definitions]);
  const namespace = useMemo(() => namespaceOf(path, definitions), [path, definitions]);
  const crumbs = useMemo(
    () => (known?.path === path ? crumbsAt(known.symbols, offsetAt(text, line, column)) : []),
    [known, path, text, line, column],
  );
  const go = (symbol: TextSymbol): void => reveal({ file: path, ...placeAt(text, symbol.selection.start) });
  return (
    <nav className={styles['crumbs']} aria-label={`Breadcrumbs of ${path}`}>
      <ol className={styles['list']}>
        {namespace !== null && <Step>{namespace}</Step>}
        {entries.length > 0 && (
          <Step>
            <Choice
              label="Entries of this source"
              current={entries.length === 1 ? 0 : -1}
              names={entries.map(({ id }) => id.slice(id.indexOf(':') + 1))}
              placeholder={`${entries.length} entries`}
              onChoose={(index) => reveal(placeOf(entries[index]!))}
            />
          </Step>
        )}
        {crumbs.map((crumb, depth) => (
          // Steps have no identity but their depth.
          // eslint-disable-next-line react/no-array-index-key
          <Step key={depth}>
            <SymbolChoice crumb={crumb} onChoose={go} />
          </Step>
        ))}
      </ol>
    </nav>
  );
}

/** Where the caret is in a file, or was when one went to another column. */
function useCaret(path: string): { readonly line: number; readonly column: number } {
  const now = useView((state) => (state.activeFile === path ? state.cursor : null));
  const [last, setLast] = useState({ path, line: 1, column: 1 });
  if (now && (last.path !== path || last.line !== now.line || last.column !== now.column)) setLast({ path, ...now });
  return now ?? (last.path === path ? last : { line: 1, column: 1 });
}

function placeOf({ file, line, column }: Definition): {
  readonly file: string;
  readonly line: number;
  readonly column: number;
} {
  return { file, line, column };
}

function Step({ children }: { readonly children: ReactNode }) {
  return <li className={styles['step']}>{children}</li>;
}

interface SymbolChoiceProps {
  readonly crumb: Crumb;
  readonly onChoose: (symbol: TextSymbol) => void;
}

function SymbolChoice({ crumb: { current, siblings }, onChoose }: SymbolChoiceProps) {
  return (
    <Choice
      label={current ? `Beside ${current.name}` : 'Parts of this text'}
      current={current ? siblings.indexOf(current) : -1}
      names={siblings.map(({ name }) => name)}
      placeholder="…"
      onChoose={(index) => onChoose(siblings[index]!)}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  /** -1 = none of them. */
  readonly current: number;
  readonly names: readonly string[];
  readonly placeholder: string;
  readonly onChoose: (index: number) => void;
}

/** Nothing is gone to before it is chosen: neither arrows nor letters move the caret in the text. */
function Choice({ label, current, names, placeholder, onChoose }: ChoiceProps) {
  // Within the landmark.
  const [place, setPlace] = useState<HTMLSpanElement | null>(null);
  return (
    <Menu.Root>
      <Menu.Trigger
        className={styles['choice']}
        aria-label={`${label}: ${names[current] ?? placeholder}`}
        title={label}
      >
        <span className={styles['name']}>{names[current] ?? placeholder}</span>
        <ChevronDown size={12} aria-hidden="true" />
      </Menu.Trigger>
      <span ref={setPlace} />
      <Menu.Portal container={place}>
        <Menu.Positioner
          className={styles['positioner']}
          positionMethod="fixed"
          align="start"
          sideOffset={2}
          collisionPadding={8}
        >
          {/* The caret goes to what was chosen, and with it the focus. */}
          <Menu.Popup className={styles['popup']}>
            {names.map((name, index) => (
              <Menu.Item
                // Names may be there several times.
                // eslint-disable-next-line react/no-array-index-key
                key={index}
                className={styles['item']}
                aria-current={index === current}
                onClick={() => void setTimeout(() => onChoose(index))}
              >
                {name}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
