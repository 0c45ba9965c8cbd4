import { useEffect, useState } from 'react';
import type { InspectionResult } from '../../client/read-inspection.ts';
import type { CallError } from '../../contract/api.ts';
import { useRun, useView } from '../stores/context.ts';

export interface Looked {
  /** Of what the view asks for: what came of an earlier wish is not it. */
  readonly serial: number;
  readonly result: InspectionResult;
}

const NOT_BOOTED: CallError = {
  from: 'runtime',
  kind: 'Invalid',
  message: 'The project does not boot: its problems say why.',
  retryable: false,
  details: null,
};

/** Makes the call that the view wants looked into, once for each wish; null until that is over. */
export function useInspection(): InspectionResult | null {
  const wanted = useView((state) => state.inspected);
  const boot = useRun((state) => state.boot);
  const running = useRun((state) => state.running);
  const [looked, setLooked] = useState<Looked | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let isOver = false;
    const { serial, target, args } = wanted;
    void (async () => {
      const isBooted = await boot();
      if (isOver) return;
      const result = isBooted
        ? await running.inspect(target, ...args)
        : { inspection: null, error: NOT_BOOTED, durationMs: 0 };
      if (!isOver) setLooked({ serial, result });
    })();
    return () => {
      isOver = true;
    };
  }, [wanted, boot, running]);
  return looked?.serial === wanted?.serial ? (looked?.result ?? null) : null;
}
