import type { IncomingMessage } from 'node:http';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Reply, type StreamReply, textReply } from '../http/reply.js';
import type { ReplyTracker } from '../http/reply-tracker.js';
import type { SubRoutes } from '../http/sub-routes.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { EventLoopYielder, TimeSlice } from '../support/event-loop.js';
import { monotonicNow } from '../support/monotonic-now.js';
import { Mutex } from '../support/mutex.js';
import { fileRoutes, pageRoute } from './asset-routes.js';
import { DASHBOARD_HEADERS, jsonReply } from './dashboard-replies.js';
import { EventLog } from './event-log.js';
import { IntervalRecorder } from './intervals/interval-recorder.js';
import { processIdentity } from './process-identity.js';
import type { ProcessSource } from './process-source.js';
import {
  encodeDelta,
  encodeHistory,
  encodePoll,
  snapshotSteps,
} from './protocol/encode.js';
import {
  type BuiltInLimits,
  type Delta,
  MAX_HISTORIES,
  type ProcessIdentity,
} from './protocol/types.js';
import { RecentDeltas } from './recent-deltas.js';
import { Sampler } from './sampler.js';
import { Ticker } from './ticker.js';
import { Viewer, Viewers } from './viewers.js';

const INTERVAL_MS = 1000;

/** A client counts as a viewer for this long after a poll, in ms. */
const POLL_MEMORY_MS = 12_000;

/** A viewer does not begin with an older sample. */
const MAX_AGE_MS = 2 * INTERVAL_MS;

/** The most keys in the path of `ui/branch`. */
const MAX_KEYS = 200;

export interface DashboardSettings {
  /** True if numbers are sampled while nobody watches. */
  readonly history: boolean;
  readonly limits: BuiltInLimits;
}

/** Serves the dashboard page and its data. */
export class Dashboard implements OnModuleDestroy {
  private readonly logger = new Logger(Dashboard.name);
  private readonly process: ProcessIdentity;
  private readonly sampler: Sampler;
  private readonly viewers = new Viewers();
  private readonly deltas = new RecentDeltas();
  private readonly ticker = new Ticker(INTERVAL_MS);
  private readonly yielder = new EventLoopYielder();
  /** No sample changes the variables while a snapshot is made of them. */
  private readonly mutex = new Mutex();
  /** The JSON of the last sample, if somebody has asked for it. */
  private snapshot: string | undefined;
  private readonly events: EventLog;
  private readonly recorder: IntervalRecorder;
  /** The last event and the number of series that viewers have. */
  private sentEvent = 0;
  private sentSeries = 0;
  private lastPoll = -Infinity;
  /** The sample that is being taken. */
  private sampling: Promise<void> | undefined;

  constructor(
    registry: ExpvarRegistry,
    source: ProcessSource,
    routes: SubRoutes,
    private readonly tracker: ReplyTracker,
    private readonly options: DashboardSettings,
  ) {
    this.sampler = new Sampler(registry, source);
    this.process = processIdentity(tracker.processId, source.cmdline);
    this.recorder = new IntervalRecorder(registry);
    this.events = new EventLog(registry, {
      mono: 0,
      wall: this.process.startedAt,
    });
    routes.add('ui', pageRoute());
    for (const [path, route] of fileRoutes()) {
      routes.addFile(path, route);
    }
    routes.add('ui/stream', () => this.stream());
    routes.add('ui/poll', (request, query) => this.poll(request, query));
    routes.add('ui/history', (request, query) => this.series(request, query));
    routes.add('ui/branch', (request, query) => this.open(request, query));
    routes.add('ui/search', (request, query) => this.search(request, query));
    if (options.history) {
      routes.onServed(() => this.start());
    }
  }

  onModuleDestroy(): void {
    this.stop();
    this.viewers.endAll('closing');
  }

  /** Called by the ticker. */
  tick(): void {
    if (this.isWatched || this.options.history) {
      this.sampling ??= this.sampleAlone();
    } else {
      this.stop();
    }
  }

  private start(): void {
    this.sampler.start();
    this.ticker.start(this);
  }

  private stop(): void {
    this.ticker.stop();
    this.sampler.stop();
    this.recorder.stop();
  }

  private get isWatched(): boolean {
    return (
      this.viewers.size > 0 || monotonicNow() - this.lastPoll < POLL_MEMORY_MS
    );
  }

  /**
   * Only one sample runs at a time, because a variable may hang until the
   * deadline.
   */
  private async sampleAlone(): Promise<void> {
    try {
      await this.exclusively(() => this.sample(this.isWatched));
    } catch (error) {
      this.logUnlessClosing(error);
    } finally {
      this.sampling = undefined;
    }
  }

  /** @param isComplete false to sample only numbers with a history */
  private async sample(isComplete: boolean): Promise<void> {
    const { sampler, deltas } = this;
    this.snapshot = undefined;
    const { shutdownSignal } = this.tracker;
    const changes = await (isComplete
      ? sampler.sampleAll(shutdownSignal)
      : sampler.sampleStored(shutdownSignal));
    const news = this.observe();
    if (changes === undefined) {
      deltas.clear();
      return;
    }
    const json = encodeDelta({ ...changes, ...news });
    deltas.add(json);
    this.viewers.broadcast(json);
  }

  /** Adds the last sample to the events and intervals. */
  private observe(): Pick<Delta, 'series' | 'interval' | 'events'> {
    const { events: log, recorder, sampler, sentEvent, sentSeries } = this;
    const { mono, wall, readings, lateVariables } = sampler;
    if (readings !== undefined) {
      log.observeProcess(readings, { mono, wall });
    }
    log.observeVariables(lateVariables, { mono, wall });
    const interval = recorder.record(mono, wall);
    const events = log.since(sentEvent);
    const series = recorder.series.slice(sentSeries);
    this.sentEvent = events.at(-1)?.id ?? sentEvent;
    this.sentSeries = recorder.series.length;
    return {
      ...(series.length > 0 && { series }),
      ...(interval !== undefined && { interval }),
      ...(events.length > 0 && { events }),
    };
  }

  /** Runs a task while no sample and no other such task runs. */
  private async exclusively<T>(task: () => T | Promise<T>): Promise<T> {
    await this.mutex.acquire(this.tracker.shutdownSignal);
    try {
      return await task();
    } finally {
      this.mutex.release();
    }
  }

  /** The caller runs exclusively. */
  private async currentSnapshot(): Promise<string> {
    const { isComplete, mono } = this.sampler;
    // A process without history takes no samples while nobody watches.
    if (!isComplete || monotonicNow() - mono >= MAX_AGE_MS) {
      await this.sample(true);
    }
    this.snapshot ??= await this.encodeSnapshot();
    return this.snapshot;
  }

  private async encodeSnapshot(): Promise<string> {
    const { process, options, recorder, events } = this;
    const slice = new TimeSlice(this.yielder);
    const sampled = await slice.run(this.sampler.snapshot());
    let json = '';
    for (const part of snapshotSteps({
      process,
      intervalMs: INTERVAL_MS,
      ...options,
      ...sampled,
      series: recorder.series,
      intervals: recorder.intervals,
      events: events.events,
    })) {
      json += part;
      if (slice.isOver) {
        await slice.yield();
      }
    }
    return json;
  }

  private stream(): StreamReply {
    let viewer: Viewer | undefined;
    return {
      status: 200,
      headers: {
        ...DASHBOARD_HEADERS,
        'Content-Type': 'text/event-stream; charset=utf-8',
        // Proxies must not compress the stream, because that would buffer it.
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      },
      open: (response) => {
        const opened = new Viewer(response);
        viewer = opened;
        this.viewers.add(opened);
        this.start();
        void this.begin(opened);
        return () => this.viewers.delete(opened);
      },
      revoke: () => {
        if (viewer !== undefined) {
          this.viewers.end(viewer, 'access');
        }
      },
    };
  }

  /** Sends a viewer the snapshot that all further events build on. */
  private async begin(viewer: Viewer): Promise<void> {
    try {
      await this.exclusively(async () => {
        this.viewers.start(viewer, await this.currentSnapshot());
      });
    } catch (error) {
      this.logUnlessClosing(error);
    }
  }

  private async poll(
    request: IncomingMessage,
    query: URLSearchParams,
  ): Promise<Reply> {
    const since = query.get('since') ?? '';
    const canContinue =
      query.get('process') === this.process.id && /^\d{1,15}$/.test(since);
    this.lastPoll = monotonicNow();
    if (!this.tracker.isClosing) {
      this.start();
    }
    const json = await this.exclusively(() => {
      const { isComplete, n } = this.sampler;
      const deltas =
        canContinue && isComplete
          ? this.deltas.last(n - Number(since))
          : undefined;
      return deltas === undefined ? this.currentSnapshot() : encodePoll(deltas);
    });
    return jsonReply(request, json);
  }

  private async series(
    request: IncomingMessage,
    query: URLSearchParams,
  ): Promise<Reply> {
    const ids = query.getAll('id').slice(0, MAX_HISTORIES).map(Number);
    const history = await this.exclusively(() => this.sampler.history(ids));
    return jsonReply(request, encodeHistory(history));
  }

  private open(
    request: IncomingMessage,
    query: URLSearchParams,
  ): Reply | Promise<Reply> {
    const path = parsePath(query.get('path'));
    if (path === undefined) {
      return textReply(
        400,
        '400: ?path= must be a JSON array of keys, such as ["quotes","ticks"]\n',
      );
    }
    this.sampler.opened.open(path, monotonicNow());
    return jsonReply(request, '{}');
  }

  private async search(
    request: IncomingMessage,
    query: URLSearchParams,
  ): Promise<Reply> {
    const found = await this.sampler.find(
      query.get('q') ?? '',
      this.tracker.shutdownSignal,
    );
    return jsonReply(request, JSON.stringify(found));
  }

  private logUnlessClosing(error: unknown): void {
    if (!this.tracker.isClosing) {
      this.logger.error(error);
    }
  }
}

function parsePath(json: string | null): readonly string[] | undefined {
  let path: unknown;
  try {
    path = JSON.parse(json ?? '');
  } catch {
    return undefined;
  }
  return Array.isArray(path) &&
    path.length <= MAX_KEYS &&
    path.every((key) => typeof key === 'string')
    ? path
    : undefined;
}
