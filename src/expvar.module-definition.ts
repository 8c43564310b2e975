import { ConfigurableModuleBuilder } from '@nestjs/common';
import { ExpvarExplorer } from './discovery/expvar.explorer.js';
import {
  EXPVAR_EXTRAS,
  EXPVAR_OPTIONS,
  type ExpvarModuleExtras,
  type ExpvarModuleOptions,
  resolveExtras,
  type ResolvedOptions,
  resolveOptions,
} from './expvar.options.js';
import { ACCESS_OPTIONS } from './http/access/access.options.js';
import { AccessRule } from './http/access/access-rule.js';
import { ClearTextWarning } from './http/access/clear-text-warning.js';
import { DenialLog } from './http/access/denial-log.js';
import { UnmarkedProxyWatch } from './http/access/unmarked-proxy-watch.js';
import { createExpvarController } from './http/expvar.controller.js';
import { ExpvarHandler } from './http/expvar.handler.js';
import { ExpvarServer } from './http/expvar.server.js';
import { ReplyTracker } from './http/reply-tracker.js';
import { SubRoutes } from './http/sub-routes.js';
import { lazyProvider } from './lazy-provider.js';
import { ExpvarRegistry } from './registry/expvar.registry.js';
import { HttpMetrics } from './http-metrics/http-metrics.js';
import { REQUESTS_OPTIONS } from './http-metrics/http-metrics.options.js';
import { RUNTIME_OPTIONS } from './process/process.options.js';
import { ProcessVars } from './process/process-vars.js';
import { uniqueImport } from './unique-import.js';

// Every extra by name: the builder keeps them apart from the options by it.
const EXTRAS: {
  [Key in keyof ExpvarModuleExtras]-?: ExpvarModuleExtras[Key] | undefined;
} = {
  path: undefined,
  useGlobalPrefix: undefined,
  controller: undefined,
  dashboard: undefined,
  guards: undefined,
  decorators: undefined,
  imports: undefined,
  isGlobal: undefined,
};

const lazyDashboard = () =>
  lazyProvider(
    () => import('./dashboard/create.js'),
    [ExpvarRegistry, ProcessVars, SubRoutes, ReplyTracker, EXPVAR_OPTIONS],
  );

const RAW_OPTIONS = Symbol('EXPVAR_RAW_OPTIONS');

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<ExpvarModuleOptions>({
    optionsInjectionToken: RAW_OPTIONS,
  })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createExpvarOptions')
    .setExtras(EXTRAS as ExpvarModuleExtras, (definition, extras) => {
      const resolved = resolveExtras(extras);
      return {
        ...definition,
        global: resolved.isGlobal,
        imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
        controllers:
          resolved.controller === false
            ? []
            : [createExpvarController(resolved, extras)],
        providers: [
          ...(definition.providers ?? []),
          { provide: EXPVAR_EXTRAS, useValue: resolved },
          uniqueImport(),
          {
            provide: EXPVAR_OPTIONS,
            useFactory: resolveOptions,
            inject: [RAW_OPTIONS],
          },
          {
            provide: ACCESS_OPTIONS,
            useFactory: ({ access }: ResolvedOptions) => access,
            inject: [EXPVAR_OPTIONS],
          },
          {
            provide: RUNTIME_OPTIONS,
            useFactory: ({ runtime }: ResolvedOptions) => runtime,
            inject: [EXPVAR_OPTIONS],
          },
          {
            provide: REQUESTS_OPTIONS,
            useFactory: ({ http }: ResolvedOptions) => http,
            inject: [EXPVAR_OPTIONS],
          },
          {
            provide: ExpvarRegistry,
            useFactory: ({ deadline }: ResolvedOptions) =>
              new ExpvarRegistry(deadline),
            inject: [EXPVAR_OPTIONS],
          },
          ExpvarExplorer,
          AccessRule,
          DenialLog,
          UnmarkedProxyWatch,
          ClearTextWarning,
          ExpvarHandler,
          ReplyTracker,
          SubRoutes,
          ExpvarServer,
          ProcessVars,
          HttpMetrics,
          ...(resolved.dashboard ? [lazyDashboard()] : []),
        ],
        exports: [ExpvarRegistry],
      };
    })
    .build();
