import type { HttpAdapterHost } from '@nestjs/core';
import type { ResolvedHttpOptions } from '../options/http-metrics.options.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { countExpressRequests } from './count-express-requests.js';
import { countFastifyRequests } from './count-fastify-requests.js';
import { RequestCounter } from './request-counter.js';

/** Publishes the map `http`: the requests that the application answers. */
export class HttpMetrics {
  private readonly counter: RequestCounter | undefined;
  private isAttached = false;

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly adapterHost: HttpAdapterHost,
    options: ResolvedHttpOptions | undefined,
  ) {
    const log = RateLimitedLogger.warningsOf(HttpMetrics.name);
    this.counter = options && new RequestCounter(options, log);
    // Middleware that the application adds later may answer requests.
    this.attach();
  }

  /**
   * Starts to count, unless counting has started or there is no adapter yet.
   */
  attach(): void {
    const { counter, isAttached } = this;
    // A testing module gets its adapter later.
    const { httpAdapter } = this.adapterHost as Partial<HttpAdapterHost>;
    if (counter === undefined || isAttached || !httpAdapter) {
      return;
    }
    const platform = httpAdapter.getType();
    this.isAttached = true;
    if (platform === 'fastify') {
      countFastifyRequests(httpAdapter.getInstance(), counter);
    } else if (platform === 'express') {
      countExpressRequests(httpAdapter, counter);
    } else {
      this.isAttached = false;
    }
  }

  /**
   * Publishes the map, after the application's own variables.
   *
   * @param documentPath the path of the document; undefined if it is not served
   * @throws Error when another variable has the name
   */
  publish(documentPath: string | undefined): void {
    const { counter, isAttached } = this;
    if (counter === undefined || !isAttached) {
      return;
    }
    if (documentPath !== undefined) {
      counter.excludeDocument(documentPath);
    }
    this.registry.publishOwnMap(
      'http',
      counter.variables(),
      ', without the option http',
    );
  }
}
