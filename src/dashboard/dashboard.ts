import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { type Reply, type StreamReply, textReply } from '../http/reply.js';
import type { ReplyTracker } from '../http/reply-tracker.js';
import type { SubRoutes } from '../http/sub-routes.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { assetRoutes } from './asset-routes.js';
import { DASHBOARD_HEADERS, jsonReply } from './dashboard-replies.js';
import { processIdentity } from './process-identity.js';
import type { ProcessSource } from './process-source.js';
import type { ProcessIdentity } from './protocol.js';
import { RecentFrames } from './recent-frames.js';
import { Sampler } from './sampler.js';
import { Ticker } from './ticker.js';
import { Viewers } from './viewers.js';

const INTERVAL_MS = 1000;

/** A client counts as a viewer for this long after a poll, in ms. */
const POLL_MEMORY_MS = 12_000;

/** The most variables whose history one response contains. */
const MAX_HISTORIES = 100;

/** Clients without a free stream may poll after this time, in seconds. */
const RETRY_AFTER = '5';

/** Serves the dashboard page and its data. */
export class Dashboard implements OnModuleDestroy {
  private readonly logger = new Logger(Dashboard.name);
  private readonly process: ProcessIdentity;
  private readonly sampler: Sampler;
  private readonly viewers = new Viewers();
  private readonly frames = new RecentFrames();
  private readonly ticker = new Ticker(INTERVAL_MS);
  private lastPoll = -Infinity;
  /** The complete sample that is being taken. */
  private sampling: Promise<void> | undefined;

  /** @param history true if numbers are sampled while nobody watches */
  constructor(
    registry: ExpvarRegistry,
    source: ProcessSource,
    routes: SubRoutes,
    private readonly tracker: ReplyTracker,
    private readonly history: boolean,
  ) {
    this.sampler = new Sampler(registry, source);
    this.process = processIdentity(tracker.processId, source.cmdline);
    for (const [path, route] of assetRoutes()) {
      routes.add(path, route);
    }
    routes.add('ui/state', (request) => this.state(request));
    routes.add('ui/stream', () => this.stream());
    routes.add('ui/poll', (request, query) => this.poll(request, query));
    routes.add('ui/history', (request, query) => this.series(request, query));
    if (history) {
      routes.onServed(() => this.ticker.start(this));
    }
  }

  onModuleDestroy(): void {
    this.ticker.stop();
    this.viewers.end(eventOf('bye', '{}'));
  }

  /** Called by the ticker. */
  tick(): void {
    if (this.isWatched) {
      void this.sampleEverything();
    } else if (this.history) {
      this.frames.clear();
      void this.sampleStored();
    } else {
      this.ticker.stop();
    }
  }

  private get isWatched(): boolean {
    return (
      this.viewers.size > 0 ||
      performance.now() - this.lastPoll < POLL_MEMORY_MS
    );
  }

  /**
   * Only one sample runs at a time, because a variable may hang until the
   * deadline.
   */
  private sampleEverything(): Promise<void> {
    this.sampling ??= this.sampled(async () => {
      const frame = await this.sampler.sampleAll(this.tracker.shutdownSignal);
      const text = JSON.stringify(frame);
      this.frames.add(frame.tick, text);
      this.viewers.broadcast(eventOf('frame', text));
    });
    return this.sampling;
  }

  private sampleStored(): Promise<void> {
    this.sampling ??= this.sampled(() =>
      this.sampler.sampleStored(this.tracker.shutdownSignal),
    );
    return this.sampling;
  }

  private async sampled(sample: () => Promise<void>): Promise<void> {
    try {
      await sample();
    } catch (error) {
      if (!this.tracker.isClosing) {
        this.logger.error(error);
      }
    } finally {
      this.sampling = undefined;
    }
  }

  private async state(request: IncomingMessage): Promise<Reply> {
    this.watch();
    await this.sampling;
    if (!this.sampler.hasCompleteSample) {
      await this.sampleEverything();
    }
    return jsonReply(
      request,
      JSON.stringify(
        this.sampler.state(this.process, this.history, INTERVAL_MS),
      ),
    );
  }

  private stream(): Reply | StreamReply {
    if (this.viewers.isFull) {
      return textReply(503, 'no stream is free; poll ui/poll instead\n', {
        'Retry-After': RETRY_AFTER,
      });
    }
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
        if (this.viewers.isFull) {
          // Other viewers connected while this reply was being created.
          response.end();
          return () => {};
        }
        const { process, sampler } = this;
        const hello = JSON.stringify({ process, tick: sampler.lastTick });
        this.viewers.add(response, eventOf('hello', hello));
        this.ticker.start(this);
        return () => this.viewers.delete(response);
      },
    };
  }

  private async poll(
    request: IncomingMessage,
    query: URLSearchParams,
  ): Promise<Reply> {
    const since = query.get('since') ?? '';
    this.watch();
    const { frames, sampler } = this;
    const recentFrames =
      /^\d+$/.test(since) && sampler.hasCompleteSample
        ? frames.since(Number(since), sampler.lastTick)
        : undefined;
    const process = JSON.stringify(this.process);
    return jsonReply(
      request,
      recentFrames === undefined
        ? `{"process":${process},"reset":true}`
        : `{"process":${process},"frames":${recentFrames}}`,
    );
  }

  private series(
    request: IncomingMessage,
    query: URLSearchParams,
  ): Promise<Reply> {
    const ids = query.getAll('id').slice(0, MAX_HISTORIES);
    return jsonReply(
      request,
      JSON.stringify(this.sampler.history(ids.map(Number))),
    );
  }

  private watch(): void {
    this.lastPoll = performance.now();
    if (!this.tracker.isClosing) {
      this.ticker.start(this);
    }
  }
}

function eventOf(name: string, data: string): Buffer {
  return Buffer.from(`event: ${name}\ndata: ${data}\n\n`);
}
