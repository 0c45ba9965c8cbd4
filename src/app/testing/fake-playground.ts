/** A runtime made of canned answers, for working on the page alone. */
import { Emitter } from '../../base/emitter.ts';
import type { Playground, PlaygroundEvents, RunState } from '../../client/playground.ts';
import type { BootReport, CallError, CallResult, ConsoleEntry, Diagnostic, EntryId, EntryReport, PlainValue } from '../../kernel/api.ts';

export interface FakePlaygroundOptions {
  readonly isolated?: boolean;
  readonly unavailable?: boolean;
  readonly startMs?: number;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const timeout: CallError = {
  from: 'runtime',
  kind: 'Timeout',
  message: 'the call took longer than limits.max_execution_ms (200)',
  retryable: true,
  details: { limit_ms: 200 },
};

function entry(name: string, kind: string, signature?: string): EntryReport {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- ids are made by the registry only
  return { id: `app:${name}` as EntryId, kind, status: 'ready', ...(signature === undefined ? {} : { signature }) };
}

export function createFakePlayground({ isolated = true, unavailable = false, startMs = 300 }: FakePlaygroundOptions = {}): Playground {
  const emitters = {
    console: new Emitter<PlaygroundEvents['console']>(),
    trace: new Emitter<PlaygroundEvents['trace']>(),
    diagnostics: new Emitter<PlaygroundEvents['diagnostics']>(),
    run: new Emitter<PlaygroundEvents['run']>(),
  };
  const rows: ConsoleEntry[] = [];
  let state: RunState = 'starting';
  let id = 0;
  let stopped: (() => void) | null = null;

  function enter(next: RunState, reason?: string): void {
    state = next;
    emitters.run.emit(reason === undefined ? { state } : { state, reason });
  }
  function write(content: Omit<ConsoleEntry, 'id' | 'time'>): void {
    const row = { id: ++id, time: Date.now(), ...content };
    rows.push(row);
    emitters.console.emit(row);
  }
  function record(target: string, args: readonly PlainValue[], value: PlainValue, error: CallError | null, caller: string, durationMs: number): void {
    write({
      source: 'call',
      level: error ? 'error' : 'info',
      text: target,
      call: { id: ++id, parent: null, target, arguments: args, value, error, durationMs, caller },
    });
  }

  async function begin(): Promise<void> {
    await wait(startMs);
    if (unavailable) enter('unavailable', 'Shared memory is missing.');
    else enter('idle');
  }
  const started = begin();

  async function open(files: Readonly<Record<string, string | Uint8Array>>): Promise<BootReport> {
    await started;
    if (unavailable) return { ok: false, entries: [], diagnostics: [] };
    enter('booting');
    await wait(150);
    const broken = 'lib.lua' in files;
    const diagnostics: Diagnostic[] = broken
      ? [
          {
            file: '_index.yaml', line: 8, column: 13, endLine: 8, endColumn: 31, severity: 'error', code: 'registry.source',
            message: 'there is no file compute.wasm', hint: 'Did you mean compute.wat?',
          },
          { file: 'main.lua', line: 6, column: 26, endLine: 6, endColumn: 36, severity: 'warning', code: 'lua.call', message: 'app:compute is not among the entries that booted' },
        ]
      : [];
    emitters.diagnostics.emit(diagnostics);
    enter('idle');
    return {
      ok: !broken,
      diagnostics,
      entries: [entry('compute', 'function.wasm', 'func(a: s32, b: s32) -> s32'), entry('main', 'function.lua'), entry('flood', 'function.lua'), entry('wait', 'function.lua')],
    };
  }

  async function call(target: string, ...args: PlainValue[]): Promise<CallResult> {
    enter('running');
    let error: CallError | null = null;
    if (target === 'app:flood' || target === 'app:wait') {
      const perTick = target === 'app:flood' ? 50 : 0;
      const timer = setInterval(() => {
        for (let index = 0; index < perTick; index++) write({ source: 'print', level: 'info', text: `row ${id} of very many`, location: 'app:flood:3' });
      }, 10);
      await new Promise<void>((resolve) => (stopped = resolve));
      clearInterval(timer);
      error = { from: 'runtime', kind: 'Canceled', message: 'stopped', retryable: false, details: null };
    } else {
      await wait(40);
      record('app:compute', args, 42, null, 'app:main', 0.31);
      write({ source: 'print', level: 'info', text: '6 * 7 =\t42', location: 'app:main:11' });
      write({ source: 'log', level: 'warn', text: 'slow disk', location: 'app:main:12', fields: { path: '/tmp/a', ms: 812 } });
      write({ source: 'stderr', level: 'error', text: 'warning: unused\nvalue', location: 'app:cli' });
      record('app:sleep', [500n, null, true], null, timeout, 'app:main', 200.4);
      record('app:parse', ['{"a": 1', new Uint8Array([1, 2, 250])], null, { from: 'guest', payload: { code: 'unexpected-end', at: 7 } }, 'app:main', 1.2);
      record('app:list', [], Array.from({ length: 80 }, (_, index) => ({ id: index, name: `item ${index}` })), null, 'app:main', 12.6);
      record(target, args, { product: 42, note: 'computed in a guest' }, null, 'page', 44.1);
    }
    enter('idle');
    const value = error ? null : { product: 42, note: 'computed in a guest' };
    if (error) record(target, args, null, error, 'page', 1500);
    return { value, error, durationMs: error ? 1500 : 44.1 };
  }

  return {
    version: 1,
    open,
    call,
    eval: () => Promise.resolve({ values: [], error: null, durationMs: 0 }),
    console: () => rows,
    trace: () => [],
    async state() {
      await started;
      return {
        run: state, isolated, processes: [], pools: [], guests: { alive: 0, parked: 0, terminating: 0, list: [] },
        memory: { luaBytes: 0, luaLimitBytes: 0 },
      };
    },
    async stop() {
      enter('stopping');
      await wait(80);
      stopped?.();
      stopped = null;
    },
    restart: () => open({}),
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- each name has the emitter of its type
    on: (event, listener) => (emitters[event] as unknown as Emitter<Parameters<typeof listener>[0]>).on(listener),
  };
}
