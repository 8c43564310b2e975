import type { ResolvedOptions } from '../expvar.options.js';
import type { ReplyTracker } from '../http/reply-tracker.js';
import type { SubRoutes } from '../http/sub-routes.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { Dashboard } from './dashboard.js';
import type { ProcessSource } from './process-source.js';

/** The dashboard of an application. */
export function create(
  registry: ExpvarRegistry,
  source: ProcessSource,
  pages: SubRoutes,
  outbox: ReplyTracker,
  { runtime, history }: ResolvedOptions,
): Dashboard {
  const { cmdline } = runtime;
  return new Dashboard(registry, source, pages, outbox, { history, cmdline });
}
