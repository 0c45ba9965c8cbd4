import { Footprints } from 'lucide-react';
import { useState } from 'react';
import { chapters, printedLines, type Chapter, type Lesson, type Level } from '../../examples/gallery.ts';
import { focusPane } from '../commands/actions.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { useOnScreen } from '../parts/use-on-screen.ts';
import { useProject, useStores, useView } from '../stores/context.ts';
import type { ExampleSource } from '../stores/project-store.ts';
import styles from './GalleryDialog.module.css';

const levels: readonly { readonly value: Level | 'all'; readonly text: string }[] = [
  { value: 'all', text: 'All' },
  { value: 'first steps', text: 'First steps' },
  { value: 'going on', text: 'Going on' },
  { value: 'in depth', text: 'In depth' },
];
/** Of what a run prints, on a card. */
const shownLines = 3;

/** The shipped projects, in the order in which one learns from them. Each opens as a copy: what the visitor has written stays where it is. */
export function GalleryDialog() {
  const examples = useProject((state) => state.examples);
  const [level, setLevel] = useState<Level | 'all'>('all');
  const shown = chaptersOf(examples)
    .map((chapter) => ({
      ...chapter,
      lessons: chapter.lessons.filter((lesson) => level === 'all' || lesson.level === level),
    }))
    .filter(({ lessons }) => lessons.length > 0);
  return (
    <Dialog title="Examples" description="Each opens as a copy. Your own projects stay as they are." size="wide">
      {examples.length === 0 ? (
        <p className={styles['empty']}>There are no examples here.</p>
      ) : (
        <>
          <div className={styles['top']}>
            <TourCard />
            <Segmented label="Level" options={levels} value={level} onChange={setLevel} />
          </div>
          {shown.map((chapter) => (
            <section key={chapter.title} className={styles['chapter']}>
              <h3 className={styles['heading']}>{chapter.title}</h3>
              <p className={styles['outcome']}>{chapter.outcome}</p>
              <ul className={styles['cards']}>
                {chapter.lessons.map((lesson) => (
                  <Card key={lesson.id} lesson={lesson} example={examples.find(({ id }) => id === lesson.id)} />
                ))}
              </ul>
            </section>
          ))}
        </>
      )}
    </Dialog>
  );
}

/** What has no chapter comes last. */
function chaptersOf(examples: readonly ExampleSource[]): readonly Chapter[] {
  const there = new Set(examples.map(({ id }) => id));
  const known = chapters.map((chapter) => ({
    ...chapter,
    lessons: chapter.lessons.filter(({ id }) => there.has(id)),
  }));
  const placed = new Set(known.flatMap(({ lessons }) => lessons.map(({ id }) => id)));
  const others = examples.filter(({ id }) => !placed.has(id));
  if (others.length === 0) return known;
  const lessons = others.map(({ id }): Lesson => ({ id, level: 'going on', summary: '' }));
  return [...known, { title: 'More', outcome: '', lessons }];
}

function TourCard() {
  const showTour = useView((state) => state.showTour);
  const openDialog = useView((state) => state.openDialog);
  function begin(): void {
    openDialog(null);
    showTour(true);
  }
  return (
    <button type="button" className={styles['tour']} onClick={begin}>
      <Footprints size={18} aria-hidden="true" />
      <span>
        <strong>New here?</strong> A tour of five steps through the first project.
      </span>
    </button>
  );
}

function Card({ lesson, example }: { readonly lesson: Lesson; readonly example: ExampleSource | undefined }) {
  const stores = useStores();
  const openExample = useProject((state) => state.openExample);
  const openDialog = useView((state) => state.openDialog);
  const isOnScreen = useOnScreen();
  if (!example) return null;

  async function open(): Promise<void> {
    // What is typed meanwhile is for nobody, so the dialog stays until the project is there.
    await openExample(lesson.id);
    // Closed meanwhile: the visitor does something else by now.
    if (!isOnScreen()) return;
    openDialog(null);
    focusPane(stores, 'editor');
  }

  return (
    <li>
      <button type="button" className={styles['card']} onClick={() => void open()}>
        <span className={styles['title']}>
          {example.title}
          <span className={styles['level']} data-level={lesson.level}>
            {lesson.level}
          </span>
        </span>
        <span className={styles['summary']}>{lesson.summary}</span>
        <span className={styles['prints']}>
          <span className="visually-hidden">It prints:</span>
          {printedLines(lesson.id, shownLines).map((line) => (
            <code key={line}>{line}</code>
          ))}
        </span>
      </button>
    </li>
  );
}
