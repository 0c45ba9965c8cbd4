import type { BinaryDescription } from '../../contract/binaries.ts';
import { ExportList } from './ExportList.tsx';
import { ImportList } from './ImportList.tsx';
import styles from './Overview.module.css';
import { SectionTable } from './SectionTable.tsx';

export interface OverviewProps {
  readonly path: string;
  readonly description: BinaryDescription;
}

/** What it gives, what it needs, what it is made of. */
export function Overview({ path, description }: OverviewProps) {
  const { imports, exports, sections, sizeBytes, problem } = description;
  // What was not read is not said to be empty.
  const isKnown = (items: readonly unknown[]): boolean => problem === null || items.length > 0;
  return (
    <div className={styles['overview']}>
      {isKnown(exports) && <ExportList key={description.digest} path={path} description={description} />}
      {isKnown(imports) && <ImportList imports={imports} />}
      <SectionTable sections={sections} sizeBytes={sizeBytes} />
    </div>
  );
}
