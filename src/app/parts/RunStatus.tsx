import { assertNever } from '../../base/assert-never.ts';
import { formatDuration } from '../model/format-value.ts';
import { useRun, useTools } from '../stores/context.ts';
import type { RuntimeState } from '../stores/runtime-state.ts';
import { toolsText } from '../model/tools-text.ts';
import styles from './RunStatus.module.css';

type Tone = 'quiet' | 'busy' | 'good' | 'bad';

/** One line that says what the runtime does now, or how the last run ended. Announced politely. */
export function RunStatus() {
  const tone = useRun((state) => describe(state).tone);
  const words = useRun((state) => describe(state).text);
  const busy = useRun((state) => state.busy);
  // What a run waits for is of more interest than that it runs.
  const text = useTools((state) => (busy ? toolsText(state.tools) : null)) ?? words;
  return (
    <output className={styles['status']} data-tone={tone}>
      <span className={styles['dot']} aria-hidden="true" />
      <span className={styles['text']} title={text}>
        {text}
      </span>
    </output>
  );
}

function describe(state: RuntimeState): { readonly tone: Tone; readonly text: string } {
  if (state.phase === 'unavailable') return { tone: 'bad', text: 'Runtime unavailable' };
  if (state.argumentsError !== null) return { tone: 'bad', text: 'Not run: the arguments do not fit' };
  switch (state.phase) {
    case 'starting':
      return { tone: 'busy', text: 'Starting runtime…' };
    case 'booting':
      return { tone: 'busy', text: 'Booting the project…' };
    case 'running':
      return { tone: 'busy', text: 'Running…' };
    case 'stopping':
      return { tone: 'busy', text: 'Stopping…' };
    case 'idle':
      return state.busy ? { tone: 'busy', text: 'Running…' } : outcome(state);
    default:
      return assertNever(state.phase);
  }
}

function outcome({ outcome: last, diagnostics }: RuntimeState): { readonly tone: Tone; readonly text: string } {
  if (last === null) return { tone: 'quiet', text: 'Ready' };
  if (last.kind === 'notBooted') {
    const errors = diagnostics.filter((item) => item.severity === 'error').length;
    return {
      tone: 'bad',
      text: errors === 1 ? 'Not run: 1 error in the project' : `Not run: ${errors || 'some'} errors in the project`,
    };
  }
  if (last.kind === 'nothingToCall') return { tone: 'quiet', text: 'Booted; the project has no function to call' };
  const { error, durationMs } = last.result;
  const duration = formatDuration(durationMs);
  if (last.isStopped && error !== null) return { tone: 'quiet', text: `${last.target} was stopped after ${duration}` };
  return { tone: error === null ? 'good' : 'bad', text: `${last.text} · ${duration}` };
}
