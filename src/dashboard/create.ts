import type { ResolvedOptions } from '../expvar.options.js';
import type { ReplyTracker } from '../http/reply-tracker.js';
import type { SubRoutes } from '../http/sub-routes.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { Dashboard } from './dashboard.js';

/** The dashboard of an application. */
export function create(
  registry: ExpvarRegistry,
  pages: SubRoutes,
  outbox: ReplyTracker,
  { runtime, history, deadline }: ResolvedOptions,
): Dashboard {
  const { cmdline } = runtime;
  return new Dashboard(registry, pages, outbox, { history, deadline, cmdline });
}
