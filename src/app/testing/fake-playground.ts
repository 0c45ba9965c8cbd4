/** A runtime made of canned answers, for working on the page alone. */
import { Emitter } from '../../base/emitter.ts';
import type { Playground, PlaygroundEvents, RunState } from '../../client/playground.ts';
import type { FunctionType } from '../../wit/types.ts';
import type {
  BootReport,
  CallError,
  CallResult,
  ConsoleEntry,
  Diagnostic,
  EntryId,
  EntryReport,
  Pid,
  PlainValue,
  ProjectFiles,
} from '../../contract/api.ts';
import type { BuildRequest, BuildResult, JavaScriptModule } from '../../contract/binaries.ts';
import {
  describeFake,
  fakeComponent,
  fakeCore,
  fakeText,
  isComponent,
  mixedType,
  transformType,
} from './fake-binaries.ts';

export interface FakePlaygroundOptions {
  readonly isolated?: boolean;
  readonly unavailable?: boolean;
  readonly startMs?: number;
}

const toolsPerTick = 150_000;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const timeout: CallError = {
  from: 'runtime',
  kind: 'Timeout',
  message: 'the call took longer than limits.max_execution_ms (200)',
  retryable: true,
  details: { limit_ms: 200 },
};

function entry(name: string, kind: string, signature?: string, type?: FunctionType): EntryReport {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- ids are made by the registry only
  return {
    id: `app:${name}` as EntryId,
    kind,
    status: 'ready',
    ...(signature === undefined ? {} : { signature }),
    ...(type === undefined ? {} : { type }),
  };
}

interface Sample {
  readonly id?: number;
  readonly target: string;
  readonly args?: readonly PlainValue[];
  readonly value?: PlainValue;
  readonly error?: CallError;
  readonly durationMs: number;
  readonly parent?: number;
  readonly caller?: string;
}

export function createFakePlayground({
  isolated = true,
  unavailable = false,
  startMs = 300,
}: FakePlaygroundOptions = {}): Playground {
  const emitters = {
    console: new Emitter<PlaygroundEvents['console']>(),
    trace: new Emitter<PlaygroundEvents['trace']>(),
    diagnostics: new Emitter<PlaygroundEvents['diagnostics']>(),
    run: new Emitter<PlaygroundEvents['run']>(),
    tools: new Emitter<PlaygroundEvents['tools']>(),
    log: new Emitter<PlaygroundEvents['log']>(),
  };
  let hasTools = false;
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
  function record(sample: Sample): void {
    const { target, args = [], value = null, error = null, parent = null, caller = '', durationMs } = sample;
    write({
      source: 'call',
      level: error ? 'error' : 'info',
      text: target,
      call: { id: sample.id ?? ++id, parent, target, arguments: args, value, error, durationMs, caller },
    });
  }

  /** As over a slow line, the first time. */
  async function loadTools(): Promise<void> {
    if (hasTools) return;
    hasTools = true;
    const totalBytes = 2_100_000;
    for (let loadedBytes = 0; loadedBytes < totalBytes; loadedBytes += toolsPerTick) {
      emitters.tools.emit({ state: 'loading', loadedBytes, totalBytes });
      await wait(60);
    }
    emitters.tools.emit({ state: 'idle' });
  }
  async function makeModule(bytes: Uint8Array, name: string): Promise<JavaScriptModule> {
    await loadTools();
    await wait(300);
    return isComponent(bytes)
      ? { ok: true, name, zip: new Uint8Array(22), files: [`${name}/${name}.js`] }
      : { ok: false, message: 'this is no component' };
  }
  async function build(request: BuildRequest): Promise<BuildResult> {
    await loadTools();
    await wait(300);
    const { source } = request;
    const text = typeof source === 'string' ? source : '';
    const at = (pattern: string, file: string, content: string, message: string): Diagnostic => {
      const before = content.slice(0, Math.max(0, content.indexOf(pattern))).split('\n');
      const column = (before.at(-1)?.length ?? 0) + 1;
      return {
        file,
        line: before.length,
        column,
        endLine: before.length,
        endColumn: column + pattern.length,
        severity: 'error',
        code: 'build',
        message,
      };
    };
    if (text.includes('unreachable_'))
      return { ok: false, diagnostics: [at('unreachable_', 'source', text, 'unknown operator unreachable_')] };
    if (request.from === 'core' && request.wit.includes('strin,'))
      return { ok: false, diagnostics: [at('strin,', 'wit', request.wit, 'unknown type strin')] };
    return {
      ok: true,
      bytes: new Uint8Array(request.from === 'core' || text.startsWith('(component') ? fakeComponent : fakeCore),
    };
  }

  async function begin(): Promise<void> {
    await wait(startMs);
    if (unavailable) enter('unavailable', 'Shared memory is missing.');
    else enter('idle');
  }
  const started = begin();

  function diagnose(files: ProjectFiles): readonly Diagnostic[] {
    if (!('lib.lua' in files)) return [];
    return [
      {
        file: '_index.yaml',
        line: 8,
        column: 13,
        endLine: 8,
        endColumn: 31,
        severity: 'error',
        code: 'registry.source',
        message: 'there is no file compute.wasm',
        hint: 'Did you mean compute.wat?',
        entry: 'app:compute' as EntryId,
      },
      {
        file: 'main.lua',
        line: 6,
        column: 26,
        endLine: 6,
        endColumn: 36,
        severity: 'warning',
        code: 'lua.call',
        message: 'app:compute is not among the entries that booted',
      },
      {
        file: 'main.lua',
        line: 9,
        column: 5,
        endLine: 9,
        endColumn: 9,
        severity: 'info',
        code: 'lua.unused',
        message: `<b>markup</b> is <img src=x onerror=alert(1)> text like any other. ${'A long message goes on over several lines. '.repeat(12)}`,
      },
    ];
  }

  async function open(files: ProjectFiles): Promise<BootReport> {
    await started;
    if (unavailable) return { ok: false, entries: [], diagnostics: [] };
    enter('booting');
    await wait(150);
    const diagnostics = diagnose(files);
    emitters.diagnostics.emit(diagnostics);
    enter('idle');
    const isBroken = diagnostics.length > 0;
    const compute = entry('compute', 'function.wat', 'compute: func(a: s32, b: s32) -> s32;', {
      name: 'compute',
      parameters: ['a', 'b'].map((name) => ({ name, type: { kind: 'scalar', name: 's32' } })),
      result: { kind: 'scalar', name: 's32' },
    });
    return {
      ok: !isBroken,
      diagnostics,
      entries: [
        isBroken
          ? {
              ...compute,
              status: 'failed',
              error: { kind: 'NotFound', message: 'there is no file compute.wasm', retryable: false, details: null },
            }
          : compute,
        entry(
          'mixed',
          'function.wasm',
          'mixed: func(flag: bool, big: u64, ratio: f64, name: string, items: list<tuple<string, u32>>) -> result<string, string>',
          mixedType,
        ),
        entry(
          'transform_users',
          'function.wasm',
          'transform-users: func(users: list<user-record>, limit: option<u32>) -> result<list<user-record>, failure>',
          transformType,
        ),
        entry('main', 'function.lua'),
        entry('flood', 'function.lua'),
        entry('wait', 'function.lua'),
        { ...entry('files', 'fs.directory'), status: 'stored' },
      ],
    };
  }

  async function call(target: string, ...args: PlainValue[]): Promise<CallResult> {
    enter('running');
    let error: CallError | null = null;
    if (target === 'app:flood' || target === 'app:wait') {
      const perTick = target === 'app:flood' ? 50 : 0;
      const timer = setInterval(() => {
        for (let index = 0; index < perTick; index++)
          write({ source: 'print', level: 'info', text: `row ${id} of very many`, location: `${target}:3` });
      }, 10);
      await new Promise<void>((resolve) => (stopped = resolve));
      clearInterval(timer);
      error = { from: 'runtime', kind: 'Canceled', message: 'stopped', retryable: false, details: null };
    } else {
      await writeSamples(target, args);
    }
    enter('idle');
    const value = error ? null : { product: 42, note: 'computed in a guest' };
    if (error) record({ target, args, error, durationMs: 1500 });
    return { value, error, durationMs: error ? 1500 : 44.1 };
  }

  /** One row of each sort. */
  async function writeSamples(target: string, args: readonly PlainValue[]): Promise<void> {
    await wait(40);
    const root = ++id;
    const child = { parent: root, caller: target };
    write({
      source: 'print',
      level: 'info',
      text: 'multiplying',
      location: 'app:main:10',
      at: { file: 'main.lua', line: 10 },
    });
    const nested = ++id;
    record({
      target: 'app:load',
      args: ['config.json'],
      value: new Uint8Array(40).map((_, index) => index * 7),
      durationMs: 0.08,
      parent: nested,
      caller: 'app:compute',
    });
    record({ ...child, id: nested, target: 'app:compute', args, value: 42, durationMs: 0.31 });
    write({ source: 'print', level: 'info', text: '6 * 7 =\t42', location: 'app:main:11' });
    write({
      source: 'log',
      level: 'warn',
      text: 'slow disk',
      location: 'app:main:12',
      fields: { path: 'data/a', ms: 812 },
    });
    write({ source: 'stderr', level: 'error', text: 'warning: unused\nvalue', location: 'app:cli' });
    write({
      source: 'stdout',
      level: 'info',
      text: 'A line of text that goes on and on. '.repeat(12),
      location: 'app:cli',
    });
    record({ ...child, target: 'app:sleep', args: [500n, null, true], error: timeout, durationMs: 200.4 });
    record({
      ...child,
      target: 'app:parse',
      args: ['{"a": 1', new Uint8Array([1, 2, 250])],
      error: { from: 'guest', payload: { code: 'unexpected-end', at: 7 } },
      durationMs: 1.2,
    });
    record({
      ...child,
      target: 'app:list',
      value: Array.from({ length: 180 }, (_, index) => ({ id: index, name: `item ${index}` })),
      durationMs: 12.6,
    });
    write({ source: 'system', level: 'info', text: 'a worker was started' });
    record({
      id: root,
      target,
      args,
      value: { product: 42, note: 'computed in a guest', deep: { list: [1, [2, 3]], big: 18446744073709551615n } },
      durationMs: 44.1,
    });
  }

  return {
    version: 1,
    prepare: () => {},
    open,
    apply: open,
    async check(files) {
      await wait(60);
      return diagnose(files);
    },
    help: () => Promise.resolve(null),
    async describe(bytes) {
      await loadTools();
      return describeFake(bytes);
    },
    async disassemble(bytes) {
      await wait(200);
      return bytes.length < 1000
        ? { ok: false, message: 'unexpected end at offset 300' }
        : { ok: true, text: fakeText(bytes), isCut: isComponent(bytes), places: new Uint32Array(0) };
    },
    build,
    toJavaScript: makeModule,
    call,
    inspect: () => Promise.reject(new Error('nothing to look into here')),
    eval: () => Promise.resolve({ values: [], error: null, durationMs: 0 }),
    run: () => Promise.resolve({ exitCode: 0, stdout: '', stderr: '', value: null, error: null, durationMs: 0 }),
    fetch: async () => new Response(),
    whole: () => Promise.resolve(null),
    written: () => Promise.resolve({ files: [], count: 0, usedBytes: 0, limitBytes: 0 }),
    takeWritten: () => Promise.resolve([]),
    variables: () => Promise.resolve([]),
    console: () => rows,
    trace: () => [],
    async state() {
      await started;
      return {
        run: state,
        isolated,
        backend: isolated ? 'shared' : 'messages',
        processes:
          state === 'running'
            ? [
                {
                  pid: '{page|0x00001}' as Pid,
                  target: 'app:main',
                  call: 1,
                  state: 'blocked(call)',
                  memoryBytes: 114_000,
                  mailbox: 0,
                  names: [],
                  links: [],
                  watchers: [],
                },
              ]
            : [],
        pools: [
          {
            target: 'app:compute',
            type: 'inline',
            active: state === 'running' ? 1 : 0,
            queued: 0,
            workers: 0,
            max: 1,
            generation: 1,
            isDraining: false,
          },
        ],
        guests: { alive: 2, parked: state === 'running' ? 1 : 0, terminating: 0, list: [] },
        memory: { luaBytes: 1_930_000, luaLimitBytes: 64_000_000 },
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
