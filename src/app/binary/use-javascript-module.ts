import { errorText } from '../../base/error-text.ts';
import { useEffect, useRef, useState } from 'react';
import { downloadJavaScript } from '../commands/javascript-module.ts';
import { useStores } from '../stores/context.ts';

export type ModuleState =
  | { readonly state: 'idle' }
  | { readonly state: 'making' }
  | { readonly state: 'failed'; readonly message: string };

export interface JavaScriptModuleMaker {
  readonly made: ModuleState;
  readonly make: () => void;
  readonly cancel: () => void;
}

/** Makes the module when it is asked for, and gives it up when the tab is gone. */
export function useJavaScriptModule(path: string, bytes: Uint8Array): JavaScriptModuleMaker {
  const stores = useStores();
  const [made, setMade] = useState<ModuleState>({ state: 'idle' });
  const job = useRef<AbortController | null>(null);
  useEffect(() => () => job.current?.abort(), []);

  async function make(): Promise<void> {
    if (job.current && !job.current.signal.aborted) return;
    const own = new AbortController();
    job.current = own;
    setMade({ state: 'making' });
    const message = await downloadJavaScript(stores, { path, bytes, signal: own.signal }).catch((error: unknown) =>
      errorText(error),
    );
    if (job.current === own) job.current = null;
    if (!own.signal.aborted) setMade(message === null ? { state: 'idle' } : { state: 'failed', message });
  }
  return {
    made,
    make: () => void make(),
    cancel() {
      job.current?.abort();
      setMade({ state: 'idle' });
    },
  };
}
