import { ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { BinaryImport } from '../../contract/binaries.ts';
import { groupImports, type ImportGroup, withoutName } from './group-names.ts';
import styles from './Overview.module.css';

/** What the binary asks of its host, and the token of `imports` that opens it. */
export function ImportList({ imports }: { readonly imports: readonly BinaryImport[] }) {
  const groups = useMemo(() => groupImports(imports), [imports]);
  return (
    <section className={styles['part']} aria-label="Imports">
      <h2 className={styles['title']}>
        Imports <span className={styles['count']}>{imports.length}</span>
      </h2>
      {groups.length === 0 ? (
        <p className={styles['none']}>It needs nothing of its host.</p>
      ) : (
        <ul className={styles['list']}>
          {groups.map((group) => (
            <Group key={group.module} group={group} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Group({ group: { module, items, profiles, missing } }: { readonly group: ImportGroup }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button type="button" className={styles['module']} aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight size={13} className="chevron" aria-hidden="true" />
        <span className={styles['moduleName']}>{module === '' ? 'of the world itself' : module}</span>
        <span className={styles['count']}>{items.length}</span>
        <span className={styles['chips']}>
          {profiles.map((profile) => (
            <span key={profile} className={styles['chip']} title={`Opened by “${profile}” in the entry's imports`}>
              {profile}
            </span>
          ))}
          {missing > 0 && (
            <span className={styles['chip']} data-tone="warning">
              not available: calls trap
            </span>
          )}
        </span>
      </button>
      {open && (
        <ul className={styles['members']}>
          {items.map((item) => (
            <li key={`${item.kind} ${item.name}`} className={styles['member']}>
              <span className={styles['name']}>{item.name}</span>
              {item.kind !== 'func' && <span className={styles['kind']}>{item.kind}</span>}
              {item.signature !== null && <code className={styles['signature']}>{withoutName(item.signature)}</code>}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
