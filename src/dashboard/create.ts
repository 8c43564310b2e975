import type { ResolvedOptions } from '../expvar.options.js';
import type { Outbox } from '../http/outbox.js';
import type { Pages } from '../http/pages.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { Dashboard } from './dashboard.js';

/** The dashboard of an application. */
export function create(
  registry: ExpvarRegistry,
  pages: Pages,
  outbox: Outbox,
  { runtime, history, deadline }: ResolvedOptions,
): Dashboard {
  const { cmdline } = runtime;
  return new Dashboard(registry, pages, outbox, { history, deadline, cmdline });
}
