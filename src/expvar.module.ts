import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Logger,
  Module,
  type NestModule,
  type OnApplicationBootstrap,
  Optional,
} from '@nestjs/common';
import {
  ApplicationConfig,
  HttpAdapterHost,
  ModulesContainer,
} from '@nestjs/core';
import { ExpvarExplorer } from './discovery/expvar.explorer.js';
import {
  ExpvarFeatureModule,
  type FeatureVar,
} from './expvar-feature.module.js';
import { PrefixExemption } from './global-prefix.js';
import { messages } from './expvar.messages.js';
import {
  defineModule,
  EXPVAR_EXTRAS,
  EXPVAR_OPTIONS,
} from './expvar.module-definition.js';
import { AccessRule } from './http/access/access-rule.js';
import { ClearTextWarning } from './http/access/clear-text-warning.js';
import { ExpvarServer } from './http/expvar.server.js';
import { SubRoutes } from './http/sub-routes.js';
import {
  checkForRoot,
  checkForRootAsync,
  type ExpvarModuleAsyncOptions,
  type ExpvarModuleExtras,
  type ExpvarModuleOptions,
  type ExpvarOptionsFactory,
  type ResolvedExtras,
  type ResolvedOptions,
  resolveFactoryOptions,
  resolveOptions,
} from './options/module.options.js';
import { ExpvarRegistry } from './registry/expvar.registry.js';
import { HttpMetrics } from './http-metrics/http-metrics.js';
import { ProcessVars } from './process/process-vars.js';

/**
 * Go's expvar for a NestJS application: an {@link ExpvarRegistry} to inject,
 * the members marked with `@ExposeVar` published when the application starts,
 * and all of it served at `GET /debug/vars`.
 *
 * @example
 * @Module({ imports: [ExpvarModule.forRoot()] })
 * export class AppModule {}
 */
@Module({})
export class ExpvarModule implements NestModule, OnApplicationBootstrap {
  private readonly logger = new Logger(ExpvarModule.name);
  private readonly prefixExemption: PrefixExemption | undefined;

  constructor(
    private readonly modulesContainer: ModulesContainer,
    private readonly applicationConfig: ApplicationConfig,
    private readonly adapterHost: HttpAdapterHost,
    @Optional()
    @Inject(EXPVAR_OPTIONS)
    private readonly options: ResolvedOptions,
    @Optional() @Inject(EXPVAR_EXTRAS) private readonly extras: ResolvedExtras,
    @Optional() private readonly accessRule: AccessRule,
    @Optional() private readonly registry: ExpvarRegistry,
    @Optional() private readonly explorer: ExpvarExplorer,
    @Optional() private readonly server: ExpvarServer,
    @Optional() private readonly clearTextWarning: ClearTextWarning,
    @Optional() private readonly runtimeVars: ProcessVars,
    @Optional() private readonly requestVars: HttpMetrics,
    @Optional() private readonly pages: SubRoutes,
  ) {
    if (options === undefined) {
      throw new Error(messages.withoutForRoot);
    }
    if (this.ownModules().length > 1) {
      throw new Error(messages.twice(this.importers()));
    }
    if (!extras.useGlobalPrefix) {
      this.prefixExemption = new PrefixExemption(
        applicationConfig,
        extras.path,
      );
      this.prefixExemption.excludeRoutes();
    }
  }

  /** Publishes and serves the variables of an application; for its root module. */
  static forRoot(
    options: ExpvarModuleOptions & ExpvarModuleExtras = {},
  ): DynamicModule {
    const checked = checkForRoot(options);
    const { extras } = checked;
    return {
      module: ExpvarModule,
      global: extras.isGlobal,
      imports: [...extras.imports],
      ...defineModule(extras, {
        useFactory: () => resolveOptions(options, checked),
      }),
    };
  }

  /**
   * The same with options from `useFactory`, `useClass` or `useExisting`. The
   * extras, such as `path` and `guards`, stand beside them, because Nest needs
   * them before the factory runs.
   *
   * @example
   * ExpvarModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({
   *     server: { port: config.getOrThrow<string>('DEBUG_PORT') },
   *   }),
   * })
   */
  static forRootAsync(options: ExpvarModuleAsyncOptions): DynamicModule {
    const checked = checkForRootAsync(options);
    const { extras } = checked;
    const { inject, useFactory } = sourceOf(options);
    const { providers, ...definition } = defineModule(extras, {
      inject,
      useFactory: async (...dependencies) =>
        resolveFactoryOptions(await useFactory(...dependencies), checked),
    });
    return {
      module: ExpvarModule,
      global: extras.isGlobal,
      imports: [...extras.imports],
      ...definition,
      providers: [
        ...providers,
        ...(options.useClass === undefined ? [] : [options.useClass]),
        ...(options.provideInjectionTokensFrom ?? []),
      ],
    };
  }

  /**
   * Published variables as providers, for `@InjectVar(name)`.
   *
   * @throws Error when a type is not known, and at start-up when a name is
   * taken or not allowed
   * @example
   * imports: [ExpvarModule.forFeature([{ name: 'orders', type: 'int' }])]
   */
  static forFeature(variables: readonly FeatureVar[]): DynamicModule {
    return ExpvarFeatureModule.withVars(variables);
  }

  /**
   * Nest calls this after the application has set its prefix and before it
   * registers any route, which makes it the one moment to exempt a route.
   */
  configure(): void {
    if (this.extras === undefined) {
      return; // Nest's preview mode makes no instances, and calls this all the same.
    }
    this.requestVars.attach();
    this.prefixExemption?.extendMiddleware(this.adapterHost.httpAdapter);
    if (!this.servesController()) {
      for (const ownModule of this.ownModules()) {
        ownModule.controllers.clear();
      }
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    const { variables, providers } = this.explorer.explore();
    this.registry.beforeEvaluate(() => this.explorer.refresh());
    this.runtimeVars.publishNode();
    const hasController = this.servesController();
    this.requestVars.publish(hasController ? this.controllerPath() : undefined);
    const served: string[] = [];
    if (hasController) {
      served.push(this.controllerPath());
      this.watch(this.adapterHost.httpAdapter.getHttpServer());
    }
    if (this.options.server !== undefined) {
      const { path } = this.extras;
      const { server, url } = await this.server.listen(
        this.options.server,
        path,
      );
      served.push(url);
      this.watch(server);
    }
    // Last, because Nest does not shut down what fails to start. It is too soon
    // all the same where a hook of another module fails after this one.
    this.runtimeVars.observe();
    if (served.length > 0) {
      this.pages.notifyServed();
    }
    const { access } = this.options;
    this.logger.log(
      messages.discovered(
        variables,
        providers,
        served.length > 0
          ? messages.servedAt(
              served,
              this.accessRule.audience,
              this.extras.dashboard,
            )
          : messages.notServed,
      ),
    );
    if (access.type === 'token' && access.ignoresAllow) {
      this.logger.warn(messages.allowIdle);
    }
  }

  /** @param server what an adapter has for one, `node:http`'s if all is well */
  private watch(server: unknown): void {
    if (server instanceof EventEmitter) {
      this.clearTextWarning.watch(server as Server);
    }
  }

  private servesController(): boolean {
    const { controller = this.options.server === undefined } = this.extras;
    return controller && Boolean(this.adapterHost.httpAdapter);
  }

  /** Where Nest has put the controller. */
  private controllerPath(): string {
    const modulePath: unknown = Reflect.getMetadata(
      // Where RouterModule keeps the path it gives a module.
      `__module_path__${this.modulesContainer.applicationId}`,
      ExpvarModule,
    );
    const path = `${typeof modulePath === 'string' ? modulePath : ''}${this.extras.path}`;
    const { exclude = [] } = this.applicationConfig.getGlobalPrefixOptions();
    const prefix = this.applicationConfig
      .getGlobalPrefix()
      .replace(/^\/|\/$/g, '');
    return prefix === '' ||
      exclude.some(({ pathRegex }) => pathRegex.test(path))
      ? path
      : `/${prefix}${path}`;
  }

  private ownModules() {
    return [...this.modulesContainer.values()].filter(
      ({ metatype }) => metatype === ExpvarModule,
    );
  }

  /** The modules that import this one, as far as their decorators tell. */
  private importers(): string[] {
    return [...this.modulesContainer.values()]
      .filter(({ metatype }) => {
        const imports: unknown = Reflect.getMetadata('imports', metatype);
        return (
          Array.isArray(imports) &&
          imports.some(
            (imported: Partial<DynamicModule> | undefined) =>
              imported?.module === ExpvarModule,
          )
        );
      })
      .map(({ metatype }) => metatype.name);
  }
}

type Source = Required<Pick<FactoryProvider<unknown>, 'inject' | 'useFactory'>>;

/** Where the options of `forRootAsync` come from. */
function sourceOf({
  useFactory,
  useClass,
  useExisting,
  inject = [],
}: ExpvarModuleAsyncOptions): Source {
  if (useFactory !== undefined) {
    return { inject, useFactory };
  }
  const factory = useExisting ?? useClass;
  return factory === undefined
    ? { inject: [], useFactory: () => ({}) } // An error reports it at start-up.
    : {
        inject: [factory],
        useFactory: (source: ExpvarOptionsFactory) =>
          source.createExpvarOptions(),
      };
}
