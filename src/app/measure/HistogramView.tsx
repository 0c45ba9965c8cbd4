import { formatDuration } from '../model/format-value.ts';
import type { Histogram } from './measure.ts';
import styles from './MeasureDialog.module.css';

/** Units of the picture; it takes the width that there is. */
const width = 400;
const height = 80;
const gap = 1;

/** How many calls took how long. The table beside it says the same in numbers. */
export function HistogramView({ histogram: { from, to, series, beyond } }: { readonly histogram: Histogram }) {
  const highest = Math.max(1, ...series.flat());
  const bins = series[0]?.length ?? 1;
  const step = width / bins;
  const bar = (step - gap) / series.length;
  return (
    <figure className={styles['histogram']}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {series.map((counts, index) =>
          counts.map((count, bin) => {
            if (count === 0) return null;
            // One call among a thousand is still seen.
            const tall = Math.max(2, (count / highest) * height);
            return (
              <rect
                // eslint-disable-next-line react/no-array-index-key
                key={`${index} ${bin}`}
                data-series={index}
                x={bin * step + index * bar}
                y={height - tall}
                width={bar}
                height={tall}
              />
            );
          }),
        )}
      </svg>
      <figcaption className={styles['axis']}>
        <span>{formatDuration(from)}</span>
        {beyond > 0 && <span>{beyond === 1 ? '1 call' : `${beyond} calls`} took longer</span>}
        <span>{formatDuration(to)}</span>
      </figcaption>
    </figure>
  );
}
