import type { BinarySection } from '../../contract/binaries.ts';
import { formatBytes } from '../model/format-bytes.ts';
import styles from './Overview.module.css';

/** Where the bytes are. */
export function SectionTable({
  sections,
  sizeBytes,
}: {
  readonly sections: readonly BinarySection[];
  readonly sizeBytes: number;
}) {
  const largest = Math.max(1, ...sections.map((section) => section.sizeBytes));
  return (
    <section className={styles['part']} aria-label="Sections">
      <h2 className={styles['title']}>
        Sections <span className={styles['count']}>{sections.length}</span>
      </h2>
      {sections.length === 0 ? (
        <p className={styles['none']}>There is nothing in it.</p>
      ) : (
        <table className={styles['sections']}>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Section</th>
              <th scope="col">Share</th>
              <th scope="col">Items</th>
              <th scope="col">Size</th>
            </tr>
          </thead>
          <tbody>
            {sections.map((section) => (
              <tr
                key={section.offset}
                title={`at ${section.offset.toLocaleString('en')}, ${section.sizeBytes.toLocaleString('en')} bytes, ${percent(section.sizeBytes, sizeBytes)}`}
              >
                <th scope="row" className={styles['sectionName']}>
                  {section.name}
                </th>
                <td className={styles['share']}>
                  <span
                    className={styles['bar']}
                    style={{ width: `${Math.max(1, (section.sizeBytes / largest) * 100)}%` }}
                  />
                  <span className="visually-hidden">{percent(section.sizeBytes, sizeBytes)}</span>
                </td>
                <td className={styles['number']}>
                  {section.count === null ? '' : `×${section.count.toLocaleString('en')}`}
                </td>
                <td className={styles['number']}>{formatBytes(section.sizeBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function percent(part: number, whole: number): string {
  const value = whole === 0 ? 0 : (part / whole) * 100;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}
