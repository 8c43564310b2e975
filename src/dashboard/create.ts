import type { ReplyTracker } from '../http/reply-tracker.js';
import type { SubRoutes } from '../http/sub-routes.js';
import type { ResolvedOptions } from '../options/module.options.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { Dashboard } from './dashboard.js';
import type { ProcessSource } from './process-source.js';

/** Creates the dashboard of an application. */
export function create(
  registry: ExpvarRegistry,
  source: ProcessSource & { readonly cmdline: readonly string[] | undefined },
  routes: SubRoutes,
  tracker: ReplyTracker,
  { history }: ResolvedOptions,
): Dashboard {
  const { cmdline } = source;
  return new Dashboard(registry, source, routes, tracker, { history, cmdline });
}
