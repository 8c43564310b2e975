import { availableParallelism } from 'node:os';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { EventLoopYielder, TimeSlice } from '../support/event-loop.js';
import { HistoryOptIns } from './history-opt-ins.js';
import { SeriesStore } from './series-store.js';
import { Metadata } from './metadata.js';
import { parseDocument } from './parse-document.js';
import type { ProcessSource } from './process-source.js';
import type {
  Failure,
  Frame,
  HistoryAnswer,
  ProcessIdentity,
  State,
} from './protocol.js';
import { HISTORY_LENGTH } from './history.js';
import { RuntimeFigures } from './runtime-figures.js';
import { applyDocument, takeNumbers } from './apply-document.js';
import { PassiveSampler } from './passive-sampler.js';

/** Samples the variables, and keeps the last ten minutes. */
export class Sampler {
  private readonly catalog = new SeriesStore();
  private readonly figures: RuntimeFigures;
  private readonly stored: PassiveSampler;
  private readonly metas: Metadata;
  private readonly askedVars: HistoryOptIns;
  private readonly turns = new EventLoopYielder();
  private tick = -1;
  private at = 0;
  /** Of the last sample of everything. */
  private failures: readonly Failure[] = [];
  private omitted = 0;
  private isWhole = false;

  /** @param deadline how long async variables are waited for, in ms */
  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly source: ProcessSource,
    deadline: number,
  ) {
    this.metas = new Metadata(registry);
    this.figures = new RuntimeFigures(source);
    this.stored = new PassiveSampler(this.catalog, registry);
    this.askedVars = new HistoryOptIns(deadline);
  }

  get lastTick(): number {
    return this.tick;
  }

  /** Whether the last sample was of everything. */
  get hasEverything(): boolean {
    return this.isWhole;
  }

  /**
   * Samples what is stored, and runs no code of the application but that of
   * variables that ask for it.
   */
  async takeStored(): Promise<void> {
    this.begin();
    this.isWhole = false;
    const { catalog, tick } = this;
    this.figures.take(tick, this.at);
    const asked = this.stored.take(tick);
    if (asked.length > 0) {
      const values = await this.askedVars.read(
        asked.map(({ variable }) => variable),
      );
      for (const [i, { branch, key }] of asked.entries()) {
        takeNumbers(catalog, branch, key, values[i]!, tick);
      }
    }
    catalog.record(tick);
  }

  /** Samples everything, as a scrape does. @returns what has changed */
  async takeAll(): Promise<Frame> {
    const start = Date.now();
    const document = (await this.registry.render()).toString();
    const stretch = new TimeSlice(this.turns);
    const parts = await parseDocument(document, stretch);
    // Who asks for the history meanwhile is given that of the tick before.
    const { added, removed, values, omitted } = await applyDocument(
      this.catalog,
      parts,
      this.tick + 1,
      stretch,
    );
    this.begin();
    const { tick, at, omitted: omittedBefore } = this;
    const runtime = this.figures.take(tick, at);
    this.catalog.record(tick);
    this.omitted = omitted;
    this.isWhole = true;
    const metas = this.metas.of(added.map(([, path]) => path));
    const haveOthersFailed = this.takeFailures(start);
    return {
      tick,
      at,
      runtime,
      values,
      ...(added.length > 0 && { added }),
      ...(removed.length > 0 && { removed }),
      ...(metas.length > 0 && { metas }),
      ...(haveOthersFailed
        ? { failures: this.failures }
        : this.failures.length > 0 && {
            failureCounts: this.failures.map(({ count }) => count),
          }),
      ...(omitted !== omittedBefore && { omitted }),
    };
  }

  /** All that is known, of a sample of everything. */
  state(process: ProcessIdentity, history: boolean, intervalMs: number): State {
    const { tick, at, failures, omitted } = this;
    const count = this.count;
    return {
      process,
      tick,
      at,
      intervalMs,
      history,
      heapLimit: this.source.readFigures().heapLimit,
      cpus: availableParallelism(),
      runtime: this.figures.history(count, tick),
      variables: [...this.catalog.leaves]
        .filter(({ isShown }) => isShown)
        .map(({ id, path, value }) => [id, path, value]),
      metas: this.metas.all(),
      failures,
      omitted,
    };
  }

  history(ids: readonly number[]): HistoryAnswer {
    const { tick, count } = this;
    const series: Record<string, readonly (number | null)[]> = {};
    for (const id of ids) {
      const samples = this.catalog.samples(id, count, tick);
      if (samples !== undefined) {
        series[id] = samples;
      }
    }
    return { tick, at: this.figures.times(count, tick), series };
  }

  private get count(): number {
    return Math.min(this.tick + 1, HISTORY_LENGTH);
  }

  private begin(): void {
    this.tick++;
    this.at = Date.now();
  }

  /** @returns whether viewers know others */
  private takeFailures(start: number): boolean {
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
