import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ExpvarExplorer } from './discovery/expvar.explorer.js';
import { SHARED_REGISTRY } from './expvar-feature.module.js';
import { ExpvarLifecycle } from './expvar.lifecycle.js';
import { AccessRule } from './http/access/access-rule.js';
import { ClearTextWarning } from './http/access/clear-text-warning.js';
import { DenialLog } from './http/access/denial-log.js';
import { createExpvarController } from './http/expvar.controller.js';
import { DocumentFormats } from './http/document-formats.js';
import { ExpvarHandler } from './http/expvar.handler.js';
import { ExpvarServer } from './http/expvar.server.js';
import { ReplyTracker } from './http/reply-tracker.js';
import { SubRoutes } from './http/sub-routes.js';
import { HttpMetrics } from './http-metrics/http-metrics.js';
import {
  EXPVAR_OPTIONS,
  type ResolvedExtras,
  type ResolvedOptions,
} from './options/module.options.js';
import { ProcessVars } from './process/process-vars.js';
import { prometheusFormats } from './prometheus/prometheus-formats.js';
import { ExpvarRegistry } from './registry/expvar.registry.js';
import { uniqueImport } from './unique-import.js';

/**
 * All parts of the module, each with the options that it needs.
 *
 * @param options provides {@link EXPVAR_OPTIONS}
 */
export function defineModule(
  extras: ResolvedExtras,
  options: Pick<FactoryProvider<ResolvedOptions>, 'useFactory' | 'inject'>,
): Required<Pick<DynamicModule, 'controllers' | 'providers' | 'exports'>> {
  return {
    controllers:
      extras.controller === false ? [] : [createExpvarController(extras)],
    providers: [
      uniqueImport(),
      { provide: EXPVAR_OPTIONS, ...options },
      {
        provide: AccessRule,
        useFactory: (resolved: ResolvedOptions) => new AccessRule(resolved),
        inject: [EXPVAR_OPTIONS],
      },
      {
        provide: ExpvarRegistry,
        useFactory: ({ deadline, prometheus }: ResolvedOptions) =>
          new ExpvarRegistry(deadline, Object.keys(prometheus?.labels ?? {})),
        inject: [EXPVAR_OPTIONS],
      },
      { provide: SHARED_REGISTRY, useExisting: ExpvarRegistry },
      {
        provide: ProcessVars,
        useFactory: (registry: ExpvarRegistry, resolved: ResolvedOptions) =>
          new ProcessVars(registry, resolved),
        inject: [ExpvarRegistry, EXPVAR_OPTIONS],
      },
      {
        provide: HttpMetrics,
        useFactory: (
          registry: ExpvarRegistry,
          adapterHost: HttpAdapterHost,
          { http }: ResolvedOptions,
        ) => new HttpMetrics(registry, adapterHost, http),
        inject: [ExpvarRegistry, HttpAdapterHost, EXPVAR_OPTIONS],
      },
      {
        provide: DocumentFormats,
        useFactory: (
          registry: ExpvarRegistry,
          { prometheus }: ResolvedOptions,
        ) => new DocumentFormats(prometheusFormats(registry, prometheus)),
        inject: [ExpvarRegistry, EXPVAR_OPTIONS],
      },
      ExpvarExplorer,
      DenialLog,
      ClearTextWarning,
      ExpvarHandler,
      ReplyTracker,
      SubRoutes,
      ExpvarServer,
      ExpvarLifecycle,
      ...(extras.dashboard ? [dashboard()] : []),
    ],
    exports: [ExpvarRegistry, SHARED_REGISTRY],
  };
}

/** The dashboard, whose code is loaded only where it is wanted. */
function dashboard(): FactoryProvider {
  return {
    provide: Symbol('EXPVAR_DASHBOARD'),
    useFactory: async (
      registry: ExpvarRegistry,
      processVars: ProcessVars,
      routes: SubRoutes,
      tracker: ReplyTracker,
      { history, dashboard: settings }: ResolvedOptions,
    ) => {
      const { Dashboard } = await import('./dashboard/dashboard.js');
      return new Dashboard(registry, processVars, routes, tracker, {
        history,
        limits: settings!.limits,
      });
    },
    inject: [
      ExpvarRegistry,
      ProcessVars,
      SubRoutes,
      ReplyTracker,
      EXPVAR_OPTIONS,
    ],
  };
}
