import { Crosshair, Trash2, ZoomIn, ZoomOut } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { definitionsOf } from '../model/definitions.ts';
import { sourcePlace } from '../model/places.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { useProject, useStores, useView } from '../stores/context.ts';
import styles from './ActivityPane.module.css';
import { CallTable } from './CallTable.tsx';
import type { SpanKind } from './palette.ts';
import { PoolTable } from './PoolTable.tsx';
import { ProcessTable } from './ProcessTable.tsx';
import type { Span } from './timeline.ts';
import { TimelineView, type TimelineHandle } from './TimelineView.tsx';
import { useLiveState } from './use-live-state.ts';
import { useTrace } from './use-trace.ts';

type Part = 'timeline' | 'calls' | 'processes' | 'pools';
const zoomStep = 1.5;

/** What goes on inside of the runtime: calls over time, processes and pools. */
export function ActivityPane() {
  const isShown = useView((state) => state.bottomTab === 'activity');
  const [part, setPart] = useState<Part>('timeline');
  const [isFollowing, setFollowing] = useState(true);
  const handle = useRef<TimelineHandle>(null);
  const { timeline, changes, now, clear } = useTrace(isShown);
  const state = useLiveState(isShown && (part === 'processes' || part === 'pools'));
  const { console, project, view } = useStores();
  const kindOf = useKinds();

  const onSource = useCallback(
    (target: string) => {
      const place = sourcePlace(project.getState().files, target);
      if (place) view.getState().reveal(place);
      else view.getState().notify(`${target} is not in the files of this project`);
    },
    [project, view],
  );
  const onConsole = useCallback(
    (span: Span) => {
      if (console.getState().reveal(span.call)) view.getState().setBottomTab('console');
      else view.getState().notify(`The console has no row of #${span.call}`);
    },
    [console, view],
  );

  const parts = [
    { value: 'timeline', text: 'Timeline' },
    { value: 'calls', text: 'Calls' },
    { value: 'processes', text: 'Processes' },
    { value: 'pools', text: 'Pools' },
  ] as const;
  const isTimeline = part === 'timeline';
  return (
    <section className={`pane ${styles['pane']}`} aria-label="Activity">
      <div className={styles['bar']}>
        <Segmented label="Part of the activity" options={parts} value={part} onChange={setPart} />
        <p className={styles['summary']}>{summary(timeline.spans.length, timeline.forgotten)}</p>
        {isTimeline && (
          <>
            <Tool label="Zoom out" onClick={() => handle.current?.zoom(zoomStep)} icon={ZoomOut} />
            <Tool label="Zoom in" onClick={() => handle.current?.zoom(1 / zoomStep)} icon={ZoomIn} />
            <Tool
              label="Follow what goes on"
              isPressed={isFollowing}
              onClick={() => setFollowing(!isFollowing)}
              icon={Crosshair}
            />
          </>
        )}
        {(isTimeline || part === 'calls') && <Tool label="Clear the activity" onClick={clear} icon={Trash2} />}
      </div>
      {isTimeline && (
        <TimelineView
          timeline={timeline}
          changes={changes}
          now={now}
          isShown={isShown}
          isFollowing={isFollowing}
          onFollowing={setFollowing}
          kindOf={kindOf}
          onConsole={onConsole}
          onSource={onSource}
          handle={handle}
        />
      )}
      {isTimeline && timeline.spans.length === 0 && (
        <p className={styles['overlay']}>
          <b>Nothing has run yet.</b> Calls, processes and guests appear here over time while they run: what was queued,
          what waited, and for what.
        </p>
      )}
      {part === 'calls' && (
        <CallTable timeline={timeline} changes={changes} now={now} onConsole={onConsole} onSource={onSource} />
      )}
      {part === 'processes' && <ProcessTable processes={state?.processes ?? []} onSource={onSource} />}
      {part === 'pools' && <PoolTable pools={state?.pools ?? []} onSource={onSource} />}
    </section>
  );
}

interface ToolProps {
  readonly label: string;
  readonly icon: typeof ZoomIn;
  readonly isPressed?: boolean;
  readonly onClick: () => void;
}

function Tool({ label, icon: Icon, isPressed, onClick }: ToolProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      data-tip={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      <Icon size={15} aria-hidden="true" />
    </button>
  );
}

function summary(kept: number, forgotten: number): string {
  if (kept === 0) return '';
  const calls = kept === 1 ? '1 call' : `${kept} calls`;
  return forgotten === 0 ? calls : `${calls}; ${forgotten} older ones are not kept`;
}

/** By the entries of the project as they are written now. */
function useKinds(): (span: Span) => SpanKind {
  const files = useProject((state) => state.files);
  const wasm = useMemo(
    () => new Set(definitionsOf(files).flatMap(({ id, kind }) => (/\.wa(?:sm|t)$/.test(kind) ? [id] : []))),
    [files],
  );
  return useCallback(
    (span) => (span.pid !== null ? 'process' : span.guest !== null || wasm.has(span.target) ? 'wasm' : 'lua'),
    [wasm],
  );
}
