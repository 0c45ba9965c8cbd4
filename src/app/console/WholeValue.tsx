import { Copy, Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { CutPartInfo, PlainValue } from '../../contract/api.ts';
import { useConsole, useView } from '../stores/context.ts';
import { copyText } from '../parts/clipboard.ts';
import { copiedMessage, valueText } from './copy-rows.ts';
import { valuePieces } from '../model/format-value.ts';
import { ValueTree } from '../parts/ValueTree.tsx';
import styles from './WholeValue.module.css';

export interface WholeValueProps {
  readonly value: PlainValue;
  /** What the value lacks, and where the whole is to be had; undefined where it is whole. */
  readonly info: CutPartInfo | undefined;
}

/** A value in full. Of one that the row has the beginning of, the rest is fetched when it is asked for, as long as it is kept. */
export function WholeValue({ value, info }: WholeValueProps) {
  const [whole, setWhole] = useState<{ readonly value: PlainValue } | 'gone' | 'coming' | null>(null);
  const readWhole = useConsole((state) => state.readWhole);
  const notify = useView((state) => state.notify);
  if (info === undefined) return <ValueTree value={value} />;
  if (whole !== null && typeof whole === 'object') return <ValueTree value={whole.value} />;
  const { cut, handle } = info;
  const isGone = handle === null || whole === 'gone';

  async function fetchWhole(): Promise<{ readonly value: PlainValue } | null> {
    if (handle === null) return null;
    setWhole('coming');
    const read = await readWhole(handle);
    setWhole(read ? null : 'gone');
    return read;
  }
  async function showAll(): Promise<void> {
    const read = await fetchWhole();
    if (read) setWhole(read);
  }
  async function copyAll(): Promise<void> {
    const read = await fetchWhole();
    const text = await valueText(
      valuePieces(read ? read.value : value, { maxLength: Infinity, layout: 'line', cut: read ? null : cut }),
    );
    await copyText(text, notify, copiedMessage({ cutValues: read ? 0 : 1 }));
  }
  return (
    <div className={styles['whole']}>
      <ValueTree value={value} cut={cut} />
      <p className={styles['actions']}>
        {isGone ? (
          <span>
            {handle === null
              ? 'Only the beginning was kept: the whole was too large.'
              : 'The rest is not kept any more.'}
          </span>
        ) : (
          <button
            type="button"
            className={`link-button ${styles['action']}`}
            disabled={whole === 'coming'}
            onClick={() => void showAll()}
          >
            <Ellipsis size={12} aria-hidden="true" /> Show all
          </button>
        )}
        <button
          type="button"
          className={`link-button ${styles['action']}`}
          disabled={whole === 'coming'}
          onClick={() => void copyAll()}
        >
          <Copy size={12} aria-hidden="true" /> {isGone ? 'Copy the beginning' : 'Copy all'}
        </button>
      </p>
    </div>
  );
}
