import { Queue } from '../../base/queue.ts';
import type { ConsoleEntry, TraceEvent, TraceStep } from '../../contract/api.ts';
import { sizeOfEntry } from '../../contract/plain-size.ts';
import type { LogEntry, LogSource } from '../../contract/log.ts';
import type { Clock, OmittedEntry, Sink, TerminalOutput, TraceSink } from '../../contract/ports.ts';
import type { KernelToPage } from '../../protocol/messages.ts';

/** How long records are gathered before they are posted, milliseconds: about a frame. */
const GATHER_MS = 16;
/** The same while a flood lasts: what the page does with each batch takes the core that a guest or the kernel could use. */
const FLOOD_GATHER_MS = 400;
/** Records gathered in that time that are kept; of a flood beyond it the newest are kept too and the rest is counted. */
const MAX_FIRST = 100;
const MAX_LAST = 50;
/**
 * Once so many were gathered there is room for others only while they take less than this together: to show the values of calls that
 * come faster than anybody reads would take longer than the calls. Rows of small values are not touched by it.
 */
const FEW = 32;
const MAX_MANY_BYTES = 128 * 1024;
/** Steps of the trace that are kept in that time while nobody looks, and while somebody does. */
const MAX_TRACE = { unwatched: 300, watched: 2_000 };
/** Of what commands write in that time, in UTF-16 units: what a terminal still shows without holding up the page. */
const MAX_WRITTEN = 64 * 1024;
/** Lines of the log gathered in that time; it is for people, and those beyond are counted. */
const MAX_LOG = 300;
/** The first and the last of them together: what the page takes over in a few milliseconds. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Rows that are missing one after the other, at the place of the first of them. */
interface Gap {
  readonly id: number;
  readonly time: number;
  readonly callId: number | undefined;
  count: number;
}

type Row = { readonly entry: ConsoleEntry } | { readonly gap: Gap };

/** Gathers what the kernel shows and posts it in batches, so that a flood costs the page one message per frame. */
export class Outbox implements Sink {
  readonly #post: (message: KernelToPage) => void;
  readonly #clock: Clock;
  readonly #report: (bug: unknown) => void;
  #first: ConsoleEntry[] = [];
  #firstBytes = 0;
  #lastBytes = 0;
  /** What is missing between the first and the last. */
  #gap: Gap | null = null;
  /** Entries, with gaps between them where others were spared. */
  readonly #last = new Queue<Row>();
  #lastEntries = 0;
  #lastRow: Row | null = null;
  #trace: TraceEvent[] = [];
  #maxTrace = MAX_TRACE.unwatched;
  #missingSteps: { readonly atMs: number; count: number; calls: number } | null = null;
  #written: TerminalOutput[] = [];
  #writtenLength = 0;
  #isLogged = false;
  #log: LogEntry[] = [];
  #missingLines = 0;
  #ids = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sinceMs = 0;
  #gatherMs = GATHER_MS;

  /** `report` tells the authors of a mistake that was survived. */
  constructor(post: (message: KernelToPage) => void, clock: Clock, report: (bug: unknown) => void) {
    this.#post = post;
    this.#clock = clock;
    this.#report = report;
  }

  hasRoom(): boolean {
    const { length } = this.#first;
    return length < MAX_FIRST && this.#firstBytes < (length < FEW ? MAX_BYTES / 2 : MAX_MANY_BYTES);
  }

  console(entry: Omit<ConsoleEntry, 'id'>): void {
    this.#arm();
    const numbered = { id: ++this.#ids, ...entry };
    // What came after a gap must stay behind it.
    if (this.hasRoom() && this.#gap === null && this.#lastRow === null) {
      this.#first.push(numbered);
      this.#firstBytes += sizeOfEntry(numbered);
      return;
    }
    this.#add({ entry: numbered });
    this.#lastEntries++;
    this.#lastBytes += sizeOfEntry(numbered);
    while (this.#lastEntries > MAX_LAST || (this.#lastBytes > MAX_BYTES / 2 && this.#lastEntries > 1))
      this.#dropOldest();
  }

  omitted({ time, callId }: OmittedEntry): void {
    this.#arm();
    const id = ++this.#ids;
    const last = this.#lastRow;
    if (last === null) this.#extend({ id, time, callId, count: 1 });
    else if ('gap' in last) last.gap.count++;
    else this.#add({ gap: { id, time, callId, count: 1 } });
  }

  bug(error: unknown): void {
    this.#report(error);
    const text = `a mistake of the playground, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    if (this.#isLogged) this.#addLine({ time: this.#clock.wallMs(), level: 'error', source: 'kernel', text });
    this.console({ time: this.#clock.wallMs(), source: 'system', level: 'error', text });
  }

  readonly trace: TraceSink = {
    hasRoom: () => this.#trace.length < this.#maxTrace,
    step: (step: TraceStep) => {
      this.#arm();
      this.#trace.push(step);
    },
    omitted: (what) => {
      this.#arm();
      const missing = (this.#missingSteps ??= { atMs: this.#clock.nowMs(), count: 0, calls: 0 });
      if (what === 'call') missing.calls++;
      else missing.count++;
    },
  };

  terminal(output: TerminalOutput): void {
    this.#arm();
    const text = output.text.slice(0, MAX_WRITTEN - this.#writtenLength);
    const leftOut = output.text.length - text.length;
    this.#writtenLength += text.length;
    const last = this.#written.at(-1);
    if (
      last?.terminal !== output.terminal ||
      last.stream !== output.stream ||
      (last.leftOut !== undefined && text !== '')
    )
      this.#written.push({ ...output, text, ...(leftOut > 0 ? { leftOut } : {}) });
    else {
      const missing = (last.leftOut ?? 0) + leftOut;
      this.#written[this.#written.length - 1] = {
        ...last,
        text: last.text + text,
        ...(missing > 0 ? { leftOut: missing } : {}),
      };
    }
  }

  /** Whether anybody looks at the trace. */
  setWatched(isWatched: boolean): void {
    this.#maxTrace = isWatched ? MAX_TRACE.watched : MAX_TRACE.unwatched;
  }

  /** Whether anybody listens to the log. */
  setLogged(isLogged: boolean): void {
    this.#isLogged = isLogged;
  }

  readonly log = (source: LogSource, text: () => string): void => {
    if (!this.#isLogged) return;
    if (this.#log.length >= MAX_LOG) this.#missingLines++;
    else this.#addLine({ time: this.#clock.wallMs(), level: 'debug', source, text: text() });
  };

  #addLine(entry: LogEntry): void {
    this.#arm();
    this.#log.push(entry);
  }

  /** Posts what was gathered if it is time. Called between turns, which a timer may wait for. */
  settle(): void {
    if (this.#timer !== null && this.#clock.nowMs() - this.#sinceMs >= this.#gatherMs) this.flush();
  }

  /** Posts what was gathered now, so that it comes before what is posted next. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    // Where rows are missing there were more than are looked at one by one.
    this.#gatherMs = this.#gap === null && this.#lastRow === null ? GATHER_MS : FLOOD_GATHER_MS;
    if (this.#written.length > 0) this.#post({ type: 'terminal', outputs: this.#written });
    this.#written = [];
    this.#writtenLength = 0;
    const entries = this.#takeEntries();
    const events = this.#takeEvents();
    if (entries.length > 0) this.#post({ type: 'console', entries });
    if (events.length > 0) this.#post({ type: 'trace', events });
    const lines = this.#takeLines();
    if (lines.length > 0) this.#post({ type: 'log', entries: lines });
  }

  #add(row: Row): void {
    this.#last.push(row);
    this.#lastRow = row;
  }

  /** The gap before the last entries grows by the oldest of them, and by the gaps that it meets. */
  #dropOldest(): void {
    const row = this.#last.shift();
    if (row === undefined) return;
    if ('gap' in row) {
      this.#extend(row.gap);
      return;
    }
    this.#lastEntries--;
    this.#lastBytes -= sizeOfEntry(row.entry);
    this.#extend({ id: row.entry.id, time: row.entry.time, callId: writtenIn(row.entry), count: 1 });
  }

  #extend(gap: Gap): void {
    if (this.#gap) this.#gap.count += gap.count;
    else this.#gap = gap;
  }

  #takeEntries(): ConsoleEntry[] {
    const entries = this.#first;
    this.#first = [];
    this.#firstBytes = 0;
    this.#lastBytes = 0;
    if (this.#gap) entries.push(notice(this.#gap));
    this.#gap = null;
    for (let row = this.#last.shift(); row; row = this.#last.shift())
      entries.push('gap' in row ? notice(row.gap) : row.entry);
    this.#lastRow = null;
    this.#lastEntries = 0;
    return entries;
  }

  #takeEvents(): TraceEvent[] {
    const events = this.#trace;
    if (this.#missingSteps) events.push({ kind: 'left-out', untilMs: this.#clock.nowMs(), ...this.#missingSteps });
    this.#trace = [];
    this.#missingSteps = null;
    return events;
  }

  #takeLines(): LogEntry[] {
    const lines = this.#log;
    const missing = this.#missingLines;
    this.#log = [];
    this.#missingLines = 0;
    if (missing > 0) {
      const text = `${missing} lines were left out here: they came faster than they can be passed on`;
      lines.push({ time: this.#clock.wallMs(), level: 'debug', source: 'kernel', text });
    }
    return lines;
  }

  #arm(): void {
    if (this.#timer !== null) return;
    this.#sinceMs = this.#clock.nowMs();
    this.#timer = setTimeout(() => this.flush(), this.#gatherMs);
  }
}

/** The call that a row stands below of. */
function writtenIn({ call, callId }: ConsoleEntry): number | undefined {
  return call ? (call.parent ?? undefined) : callId;
}

function notice({ id, time, callId, count }: Gap): ConsoleEntry {
  const text = `${count === 1 ? '1 row was' : `${count} rows were`} left out here: they came faster than they can be shown`;
  return { id, time, source: 'system', level: 'warn', text, ...(callId === undefined ? {} : { callId }) };
}
