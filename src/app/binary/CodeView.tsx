import { Binary } from 'lucide-react';
import { useEffect, useState, useRef } from 'react';
import { ByteView } from './ByteView.tsx';
import { bytesOfLine, lineOfByte, rangeText, type ByteRange } from './byte-places.ts';
import { TextView } from './TextView.tsx';
import styles from './CodeView.module.css';

export interface CodeViewProps {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly isCut: boolean;
  readonly places: Uint32Array;
}

interface Chosen {
  readonly line: number | null;
  readonly range: ByteRange | null;
  readonly byte: number;
}

/** So wide that sixteen bytes and a line of text have room beside each other. */
const besidePx = 860;
const narrowPx = 520;

/** The text of a binary and its bytes: a line shows where it stands in them, and a byte which line says it. */
export function CodeView({ path, bytes, text, isCut, places }: CodeViewProps) {
  const [isHexShown, setHexShown] = useState(true);
  const [chosen, setChosen] = useState<Chosen>({ line: null, range: null, byte: 0 });
  const host = useRef<HTMLDivElement>(null);
  const width = useWidthOf(host);
  function chooseLine(line: number): void {
    const range = bytesOfLine(places, line);
    setChosen(({ byte }) => ({ line: range ? line : null, range, byte: range?.start ?? byte }));
  }
  function chooseByte(byte: number): void {
    const line = lineOfByte(places, byte);
    setChosen({ line, range: line === null ? null : bytesOfLine(places, line), byte });
  }
  const { line, range, byte } = chosen;
  return (
    <div
      ref={host}
      className={styles['view']}
      data-layout={!isHexShown ? 'text' : width >= besidePx ? 'beside' : 'below'}
    >
      <TextView
        language="wat"
        label={`WAT of ${path}`}
        text={text}
        isCut={isCut}
        line={line}
        onLine={chooseLine}
        tools={
          <button
            type="button"
            className="icon-button"
            aria-label="Bytes beside the text"
            data-tip={isHexShown ? 'Hide the bytes' : 'Show the bytes'}
            aria-pressed={isHexShown}
            onClick={() => setHexShown(!isHexShown)}
          >
            <Binary size={14} aria-hidden="true" />
          </button>
        }
      />
      {isHexShown && (
        <section className={styles['bytes']} aria-label="Bytes">
          <output className={styles['place']}>
            {range ? (
              <>
                <span>Line {line?.toLocaleString('en')}</span>
                <code>{rangeText(range)}</code>
              </>
            ) : (
              <span>Choose a line for its bytes, or a byte for its line.</span>
            )}
          </output>
          <ByteView
            bytes={bytes}
            label={`Bytes of ${path}`}
            width={width > 0 && width < narrowPx ? 8 : 16}
            range={range}
            chosen={byte}
            onChoose={chooseByte}
          />
        </section>
      )}
    </div>
  );
}

function useWidthOf(host: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [host]);
  return width;
}
