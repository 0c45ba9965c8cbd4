/** When an adaptive pool takes on workers and lets them go (spec/wasm §4.4): pure, a tick at a time. */

/** A pool at a tick. */
export interface PoolMoment {
  readonly workers: number;
  /** Workers with a call. */
  readonly busy: number;
  readonly queued: number;
  /** Calls that ended since the last tick. */
  readonly ended: number;
}

/** Ticks after which more workers are judged, and the ticks that a pool rests then: twice as many after each failure. */
const PROBE_TICKS = 4;
const REST_TICKS = { good: 2, failed: 4 } as const;
const MAX_DOUBLINGS = 10;
/** The share by which the rest after a failure varies, so that pools do not try all at once. */
const JITTER = 0.25;
/** Ticks of little work before workers go. */
const SLACK_TICKS = 8;
/** Of a new tick in the averages. */
const WEIGHT = 0.2;
/** The most of the average that counts as noise. */
const MAX_NOISE = 0.5;

interface Probe {
  readonly added: number;
  /** Calls a tick, and those that waited, before there were more workers. */
  readonly average: number;
  readonly queued: number;
  ticks: number;
}

export class AdaptivePolicy {
  readonly #max: number;
  readonly #fraction: () => number;
  /** Of calls that end in a tick: the average, and how far from it they are. */
  #average = 0;
  #deviation = 0;
  #probe: Probe | null = null;
  #rest = 0;
  #failures = 0;
  #slack = 0;
  /** Ticks in a row in which no call ended. */
  #still = 0;

  /** `fraction`: numbers from 0 to below 1. */
  constructor(max: number, fraction: () => number) {
    this.#max = max;
    this.#fraction = fraction;
  }

  /** How many workers come (above 0) or go (below). */
  tick(moment: PoolMoment): number {
    this.#measure(moment.ended);
    this.#still = moment.ended === 0 ? this.#still + 1 : 0;
    if (this.#isStalled) this.#rest = 0;
    if (this.#probe) return this.#judge(this.#probe, moment);
    const isWanted = moment.busy >= moment.workers && moment.queued > 0;
    if (this.#rest > 0) this.#rest--;
    else if (isWanted && moment.workers < this.#max) return this.#try(moment);
    return this.#letGo(moment);
  }

  /**
   * Nothing ends: there is nothing to compare, and the calls under way may wait for those in the queue, which then wait for
   * no rest. So the pool grows to its maximum, where such waits are refused.
   */
  get #isStalled(): boolean {
    return this.#still >= PROBE_TICKS;
  }

  #measure(ended: number): void {
    this.#deviation += WEIGHT * (Math.abs(ended - this.#average) - this.#deviation);
    this.#average += WEIGHT * (ended - this.#average);
  }

  #try({ workers, queued }: PoolMoment): number {
    const wanted = Math.max(1, Math.floor(workers / 4), queued > workers ? Math.floor(queued / workers) : 0);
    const added = Math.min(wanted, Math.max(1, Math.floor(this.#max / 4)), this.#max - workers);
    this.#probe = { added, average: this.#average, queued, ticks: 0 };
    this.#slack = 0;
    return added;
  }

  #judge(probe: Probe, { workers, queued }: PoolMoment): number {
    if (++probe.ticks < PROBE_TICKS) return 0;
    this.#probe = null;
    if (this.#isStalled) return 0;
    const noise = probe.average * Math.min(MAX_NOISE, probe.average > 0 ? (2 * this.#deviation) / probe.average : 0);
    const gain = this.#average - probe.average;
    if (gain > noise || (gain >= -noise && queued < probe.queued)) {
      this.#failures = 0;
      this.#rest = REST_TICKS.good;
      return 0;
    }
    this.#failures = Math.min(this.#failures + 1, MAX_DOUBLINGS);
    const varied = 1 + JITTER * (2 * this.#fraction() - 1);
    this.#rest = Math.round(REST_TICKS.failed * 2 ** this.#failures * varied);
    return -Math.min(probe.added, workers - 1);
  }

  #letGo({ workers, busy, queued }: PoolMoment): number {
    const isSlack = queued === 0 && busy < workers / 2;
    this.#slack = isSlack ? this.#slack + 1 : 0;
    return this.#slack >= SLACK_TICKS && workers > Math.max(1, busy + 1) ? -1 : 0;
  }
}
