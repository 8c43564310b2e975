import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { messages } from '../expvar.messages.js';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { VarMeta } from '../vars/var-meta.js';
import type { Var } from '../vars/var.js';
import { countExpressRequests } from './express-requests.js';
import { countFastifyRequests } from './fastify-requests.js';
import { RequestCounter } from './request-counter.js';
import {
  REQUESTS_OPTIONS,
  type ResolvedHttpVarsOptions,
} from './http-metrics.options.js';

const MAP = 'http';

const METAS: Readonly<Record<string, VarMeta>> = {
  aborted: {
    kind: 'counter',
    unit: '{request}',
    description: 'Requests that were given up before the answer was whole',
  },
  bytesOut: {
    kind: 'counter',
    unit: 'By',
    description: 'Bytes that were sent, heads of answers included',
  },
  errors: {
    kind: 'counter',
    unit: '{request}',
    description: 'Requests that were answered with a status from 500 on',
  },
  inFlight: {
    kind: 'gauge',
    unit: '{request}',
    description: 'Requests that have yet to be answered',
  },
  requests: {
    kind: 'counter',
    unit: '{request}',
    description: 'Requests that were answered',
  },
  routes: {
    description: 'Requests by route and method, with their latency in seconds',
  },
};

/** The map `http`: the requests that the application answers. */
@Injectable()
export class HttpMetrics {
  private readonly counter: RequestCounter | undefined;
  private isAttached = false;

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(REQUESTS_OPTIONS) options: ResolvedHttpVarsOptions | undefined,
  ) {
    this.counter = options && new RequestCounter(options);
    // Before whatever else the application has for its requests.
    this.attach();
  }

  /** Begins to count, where there is an adapter by now and was none before. */
  attach(): void {
    const { counter, isAttached } = this;
    // With testing modules it comes later.
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
   * @param page where the page is served; undefined where it is not
   * @throws Error when something else has the name
   */
  publish(page: string | undefined): void {
    const { counter, isAttached } = this;
    if (counter === undefined || !isAttached) {
      return;
    }
    if (page !== undefined) {
      counter.leaveOut(page);
    }
    const { aborted, bytesOut, errors, inFlight, requests } = counter;
    const routes = counter.routes.map;
    const variables = { aborted, bytesOut, errors, inFlight, requests, routes };
    for (const [key, variable] of Object.entries<Var>(variables)) {
      const meta = { ...METAS[key], source: 'nestjs-expvar' };
      try {
        this.registry.publishInMap(MAP, key, variable, meta);
      } catch (error) {
        throw new Error(messages.httpTaken((error as Error).message), {
          cause: error,
        });
      }
    }
  }
}
