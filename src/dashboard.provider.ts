import type { FactoryProvider } from '@nestjs/common';
import { EXPVAR_OPTIONS, type ResolvedOptions } from './expvar.options.js';
import { Outbox } from './http/outbox.js';
import { Pages } from './http/pages.js';
import { ExpvarRegistry } from './registry/expvar.registry.js';

/** The dashboard, which is loaded only where it is wanted. */
export const dashboardProvider: FactoryProvider = {
  provide: Symbol('EXPVAR_DASHBOARD'),
  useFactory: async (
    registry: ExpvarRegistry,
    pages: Pages,
    outbox: Outbox,
    { runtime, history, deadline }: ResolvedOptions,
  ) => {
    const { Dashboard } = await import('./dashboard/dashboard.js');
    return new Dashboard(registry, pages, outbox, {
      history,
      deadline,
      cmdline: runtime.cmdline,
    });
  },
  inject: [ExpvarRegistry, Pages, Outbox, EXPVAR_OPTIONS],
};
