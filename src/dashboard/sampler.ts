import { availableParallelism } from 'node:os';
import { visitValues } from '../evaluation/visit-values.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { EventLoopYielder, TimeSlice } from '../support/event-loop.js';
import { ChangeCollector, NumberCollector } from './change-collector.js';
import { HISTORY_LENGTH } from './history.js';
import { Metadata } from './metadata.js';
import type { ProcessSource } from './process-source.js';
import type {
  Failure,
  Frame,
  HistoryResponse,
  ProcessIdentity,
  State,
} from './protocol.js';
import { RuntimeFigures } from './runtime-figures.js';
import { MAX_SERIES, MAX_VALUES, SeriesStore } from './series-store.js';

/** Names and members visited in a sample while somebody watches. */
const MAX_VISITS = 2 * MAX_VALUES;

/** Names and members visited in a sample while nobody watches. */
const MAX_IDLE_VISITS = 2 * MAX_SERIES;

/** Samples the variables and stores the last ten minutes. */
export class Sampler {
  private readonly store = new SeriesStore();
  private readonly figures: RuntimeFigures;
  private readonly metadata: Metadata;
  private readonly yielder = new EventLoopYielder();
  private tick = -1;
  private at = 0;
  /** The failures and omitted values of the last complete sample. */
  private failures: readonly Failure[] = [];
  private omitted = 0;
  private isComplete = false;

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly source: ProcessSource,
  ) {
    this.metadata = new Metadata(registry);
    this.figures = new RuntimeFigures(source);
  }

  get lastTick(): number {
    return this.tick;
  }

  /** True if the last sample included all variables. */
  get hasCompleteSample(): boolean {
    return this.isComplete;
  }

  /**
   * Samples the numbers that variables store. Runs no user code, except for
   * variables with `history: true`.
   *
   * @param signal stops the wait for these variables
   */
  async sampleStored(signal: AbortSignal): Promise<void> {
    const vars = await this.registry.evaluateStored(signal);
    this.beginTick();
    this.isComplete = false;
    this.figures.sample(this.tick, this.at);
    await visitValues(
      vars,
      this.store.root,
      new NumberCollector(this.store, this.tick),
      new TimeSlice(this.yielder),
      MAX_IDLE_VISITS,
    );
    this.store.record(this.tick);
  }

  /**
   * Samples all variables, as a scrape does.
   *
   * @param signal stops waiting for async variables
   * @returns the changes since the last sample
   */
  async sampleAll(signal: AbortSignal): Promise<Frame> {
    const start = Date.now();
    const slice = new TimeSlice(this.yielder);
    const vars = await this.registry.evaluate({ signal }, slice);
    // Until this sample is complete, requests for the history get the last
    // tick.
    const changes = new ChangeCollector(this.store, this.tick + 1);
    const { store } = this;
    const unvisited = await visitValues(
      vars,
      store.root,
      changes,
      slice,
      MAX_VISITS,
    );
    this.beginTick();
    const { tick, at, omitted: omittedBefore } = this;
    const runtime = this.figures.sample(tick, at);
    store.record(tick);
    this.omitted = changes.omitted + unvisited;
    this.isComplete = true;
    const { added, values } = changes;
    const removed = changes.hideMissing();
    const metadata = this.metadata.entriesOf(added.map(([, path]) => path));
    const haveFailuresChanged = this.updateFailures(start);
    return {
      tick,
      at,
      runtime,
      values,
      ...(added.length > 0 && { added }),
      ...(removed.length > 0 && { removed }),
      ...(metadata.length > 0 && { metadata }),
      ...(haveFailuresChanged
        ? { failures: this.failures }
        : this.failures.length > 0 && {
            failureCounts: this.failures.map(({ count }) => count),
          }),
      ...(this.omitted !== omittedBefore && { omitted: this.omitted }),
    };
  }

  /** Returns the state after a complete sample. */
  state(process: ProcessIdentity, history: boolean, intervalMs: number): State {
    const { tick, at, failures, omitted, sampleCount } = this;
    const shown = [...this.store.values].filter(({ isShown }) => isShown);
    return {
      process,
      tick,
      at,
      intervalMs,
      history,
      heapLimit: this.source.readFigures().heapLimit,
      cpus: availableParallelism(),
      runtime: this.figures.history(sampleCount, tick),
      variables: shown.map(({ id, path, value }) => [id, path, value]),
      metadata: this.metadata.entriesOf(
        [...shown, ...failures].map(({ path }) => path),
      ),
      failures,
      omitted,
    };
  }

  history(ids: readonly number[]): HistoryResponse {
    const { tick, sampleCount } = this;
    const series: Record<string, readonly (number | null)[]> = {};
    for (const id of ids) {
      const samples = this.store.samples(id, sampleCount, tick);
      if (samples !== undefined) {
        series[id] = samples;
      }
    }
    return { tick, at: this.figures.times(sampleCount, tick), series };
  }

  private get sampleCount(): number {
    return Math.min(this.tick + 1, HISTORY_LENGTH);
  }

  private beginTick(): void {
    this.tick++;
    this.at = Date.now();
  }

  /**
   * @returns true if other variables fail than before, or for another reason
   */
  private updateFailures(start: number): boolean {
    const before = JSON.stringify(this.failures.map(pathAndReason));
    this.failures = this.registry
      .failures()
      .filter(({ at }) => at.getTime() >= start)
      .map(({ path, reason, at, count }) => ({
        path,
        reason,
        at: at.getTime(),
        count,
      }));
    return before !== JSON.stringify(this.failures.map(pathAndReason));
  }
}

function pathAndReason({ path, reason }: Failure) {
  return { path, reason };
}
