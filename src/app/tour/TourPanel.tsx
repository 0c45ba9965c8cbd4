import { Check, X } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { focusPane, narrowQuery } from '../commands/actions.ts';
import { runCommand } from '../commands/use-commands.ts';
import { useMedia } from '../parts/use-media.ts';
import { useProject, useStores, useView, type AppStores } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import { stepPlace, steps, tourProject, type TourStep } from './steps.ts';
import { tourOf } from './tour.ts';
import styles from './TourPanel.module.css';

/** A band above the work: it takes no focus, covers nothing, goes on when it is told to, and can be left at any step. */
export function TourPanel({ className }: { readonly className?: string | undefined }) {
  const stores = useStores();
  const tour = tourOf(stores);
  const { index, done, goTo } = useStore(tour);
  const showTour = useView((state) => state.showTour);
  const isNarrow = useMedia(narrowQuery);
  const isHere = useProject((state) => state.exampleId === tourProject);
  const next = useRef<HTMLButtonElement>(null);
  const step = steps[index];
  if (!step) return null;
  const isLast = index === steps.length - 1;
  const back = (): void => {
    // Before the first step there is nothing, and this button goes.
    if (index === 1) next.current?.focus();
    goTo(index - 1);
  };
  const leave = (): void => {
    // What was pressed goes; on a phone the editor would bring its keyboard.
    if (!isNarrow) focusPane(stores, 'editor');
    showTour(false);
  };
  const isDone = done.has(step.id);
  return (
    <section
      className={`${styles['tour']} ${className ?? ''}`}
      aria-label={`Tour, step ${index + 1} of ${steps.length}`}
    >
      <ol className={styles['steps']}>
        {steps.map(({ id, title }, at) => (
          <li key={id}>
            <button
              type="button"
              className={styles['dot']}
              data-done={done.has(id)}
              aria-current={at === index ? 'step' : undefined}
              aria-label={`${at + 1}: ${title}${done.has(id) ? ', done' : ''}`}
              data-tip={title}
              onClick={() => goTo(at)}
            >
              {done.has(id) ? <Check size={13} aria-hidden="true" /> : at + 1}
            </button>
          </li>
        ))}
      </ol>
      <p className={styles['text']}>
        <strong className={styles['title']}>{step.title}</strong>{' '}
        {isDone && isLast
          ? 'That was all five. Now write a function of your own, or look at what else there is.'
          : step.text}
      </p>
      <div className={styles['actions']}>
        {!isHere ? (
          <button
            type="button"
            className="button compact primary"
            onClick={() => void stores.project.getState().openExample(tourProject)}
          >
            Open the first project
          </button>
        ) : isDone && isLast ? (
          <>
            <button type="button" className="button compact" onClick={() => runCommand('file.newFunction', stores)}>
              New function…
            </button>
            <button type="button" className="button compact" onClick={() => runCommand('project.gallery', stores)}>
              Examples…
            </button>
          </>
        ) : (
          <StepButton step={step} isDone={isDone} />
        )}
        {index > 0 && !isNarrow && (
          <button type="button" className="button compact quiet" onClick={back}>
            Back
          </button>
        )}
        {isLast ? (
          <button type="button" className={`button compact ${isDone ? 'primary' : ''}`} onClick={leave}>
            Finish
          </button>
        ) : (
          <button
            ref={next}
            type="button"
            className={`button compact ${isDone && isHere ? 'primary' : ''}`}
            onClick={() => goTo(index + 1)}
          >
            Next
          </button>
        )}
      </div>
      <output className="visually-hidden">{isDone ? `${step.title}: done` : ''}</output>
      <button
        type="button"
        className={`icon-button ${styles['leave']}`}
        aria-label="Leave the tour"
        data-tip="Leave the tour"
        onClick={leave}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </section>
  );
}

/** For whoever does not find what the step speaks of. */
function StepButton({ step, isDone }: { readonly step: TourStep; readonly isDone: boolean }) {
  const stores = useStores();
  return (
    <button
      type="button"
      className={`button compact ${isDone ? '' : 'primary'}`}
      onClick={() => showStep(stores, step)}
    >
      {step.action}
    </button>
  );
}

function showStep(stores: AppStores, step: TourStep): void {
  const { view, project, console, run } = stores;
  // While something runs the same command would stop it.
  if (step.id === 'run') return isActive(run.getState()) ? undefined : runCommand('run.toggle', stores);
  if (step.id === 'share') return runCommand('project.share', stores);
  if (step.id === 'failure') {
    const failed = console.getState().rows.findLast(({ entry }) => entry.call != null && entry.call.error !== null);
    view.getState().setBottomTab('console');
    if (failed?.entry.call) console.getState().reveal(failed.entry.call.id);
    else view.getState().notify('No call has failed yet: press Run first');
    return;
  }
  const place = stepPlace(step, project.getState().files);
  if (place) view.getState().reveal(place);
  else view.getState().notify('That text is not there any more: you have changed it already');
}
