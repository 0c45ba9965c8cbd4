import { topics } from 'virtual:reference';
import { Fragment, useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import {
  codeParts,
  searchReference,
  type ReferenceItem,
  type ReferenceRow,
  type ReferenceTopic,
} from '../model/reference.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { useView } from '../stores/context.ts';
import styles from './ReferenceDialog.module.css';

/** Kinds, modules, types, errors, limits: read topic by topic, or searched all at once. A chunk of its own. */
export function ReferenceDialog() {
  const asked = useView((state) => state.referenceSearch);
  const [search, setSearch] = useState(asked);
  const [topicId, setTopicId] = useState(topics[0]?.id ?? '');
  const field = useRef<HTMLInputElement>(null);
  const deferred = useDeferredValue(search);
  const isSearch = deferred.trim() !== '';
  const shown = useMemo(
    () => (isSearch ? searchReference(topics, deferred) : topics.filter(({ id }) => id === topicId)),
    [isSearch, deferred, topicId],
  );
  const found = shown.reduce((sum, { items }) => sum + items.length, 0);

  return (
    <Dialog title="Reference" size="wide" firstField={field}>
      <div className={styles['bar']}>
        <SearchField
          ref={field}
          className={styles['search']}
          label="Search the reference"
          placeholder="Search everything: pool, funcs.call, list<u8>, Timeout …"
          value={search}
          onChange={setSearch}
        />
        {isSearch ? (
          <output className={styles['count']}>
            {found === 0 ? 'Nothing fits all of these words' : `${found} ${found === 1 ? 'entry' : 'entries'}`}
          </output>
        ) : (
          <Segmented
            label="Topic"
            options={topics.map(({ id, title }) => ({ value: id, text: title }))}
            value={topicId}
            onChange={setTopicId}
          />
        )}
      </div>
      {shown.map((topic) => (
        <Topic key={topic.id} topic={topic} isOpen={isSearch} />
      ))}
    </Dialog>
  );
}

function Topic({ topic: { title, doc, items }, isOpen }: { readonly topic: ReferenceTopic; readonly isOpen: boolean }) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} className={styles['topic']}>
      <h3 id={heading} className={styles['heading']}>
        {title}
      </h3>
      <p className={styles['doc']}>
        <Text text={doc} />
      </p>
      {items.map((item) => (
        <Item key={item.name} item={item} isOpen={isOpen} />
      ))}
    </section>
  );
}

function Item({ item, isOpen }: { readonly item: ReferenceItem; readonly isOpen: boolean }) {
  const head = (
    <>
      <code className={styles['name']}>{item.name}</code>
      {item.isMissing && <Missing />}
      {item.doc !== '' && (
        <span className={styles['summary']}>
          <Text text={item.doc} />
        </span>
      )}
    </>
  );
  if (item.rows.length === 0) return <div className={styles['item']}>{head}</div>;
  // What a table has only words for is read at once; fields and functions are looked up.
  const isTable = item.rows.every(({ type }) => type === '');
  const rows = (
    <dl className={styles['rows']} data-table={isTable}>
      {item.rows.map((row) => (
        <Row key={row.name} row={row} />
      ))}
    </dl>
  );
  if (isTable)
    return (
      <div className={styles['item']}>
        {head}
        {rows}
      </div>
    );
  return (
    <details className={styles['item']} open={isOpen}>
      <summary className={styles['head']}>{head}</summary>
      {rows}
    </details>
  );
}

function Row({ row: { name, type, doc, isMissing } }: { readonly row: ReferenceRow }) {
  return (
    <div className={styles['row']}>
      <dt>
        <code className={styles['member']}>{name}</code>
        {type !== '' && <code className={styles['type']}>{type}</code>}
        {isMissing && <Missing />}
      </dt>
      <dd>
        <Text text={doc} />
      </dd>
    </div>
  );
}

function Missing() {
  return <span className={styles['missing']}>not here yet</span>;
}

function Text({ text }: { readonly text: string }) {
  return codeParts(text).map((part, index) => (
    // Parts have no identity but their place.
    // eslint-disable-next-line react/no-array-index-key
    <Fragment key={index}>{index % 2 === 1 ? <code className={styles['code']}>{part}</code> : part}</Fragment>
  ));
}
