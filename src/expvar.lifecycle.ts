import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import {
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import {
  ApplicationConfig,
  HttpAdapterHost,
  ModulesContainer,
} from '@nestjs/core';
import {
  type Discovered,
  ExpvarExplorer,
} from './discovery/expvar.explorer.js';
import { SHARED_REGISTRY } from './expvar-feature.module.js';
import { PrefixExemption } from './global-prefix.js';
import { HttpMetrics } from './http-metrics/http-metrics.js';
import { AccessRule } from './http/access/access-rule.js';
import { ClearTextWarning } from './http/access/clear-text-warning.js';
import { ExpvarServer } from './http/expvar.server.js';
import { SubRoutes } from './http/sub-routes.js';
import {
  EXPVAR_OPTIONS,
  type ResolvedOptions,
} from './options/module.options.js';
import { ProcessVars } from './process/process-vars.js';
import { ExpvarRegistry } from './registry/expvar.registry.js';
import { runAll } from './support/throw-together.js';

/** Configures and starts the parts of the module; it alone knows all of them. */
@Injectable()
export class ExpvarLifecycle implements OnModuleInit, OnApplicationBootstrap {
  private readonly logger = new Logger('ExpvarModule');
  private discovered: Discovered = { variables: 0, providers: 0 };
  private readonly prefixExemption: PrefixExemption | undefined;

  /** @throws Error when `forRoot` is imported more than once */
  constructor(
    private readonly modulesContainer: ModulesContainer,
    private readonly applicationConfig: ApplicationConfig,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(EXPVAR_OPTIONS) private readonly options: ResolvedOptions,
    private readonly accessRule: AccessRule,
    private readonly registry: ExpvarRegistry,
    private readonly explorer: ExpvarExplorer,
    private readonly server: ExpvarServer,
    private readonly clearTextWarning: ClearTextWarning,
    private readonly processVars: ProcessVars,
    private readonly httpMetrics: HttpMetrics,
    private readonly subRoutes: SubRoutes,
  ) {
    const [ownModule, ...duplicates] = this.ownModules();
    if (duplicates.length > 0) {
      throw importedTwice(this.importers());
    }
    // Nest calls the hooks of the module with the least distance last. All other
    // modules have started then, so a start that fails leaves no port open.
    ownModule!.distance = -1;
    // Nest 10.0 has no configuration in an application without HTTP.
    if (!options.useGlobalPrefix && Boolean(applicationConfig)) {
      this.prefixExemption = new PrefixExemption(
        applicationConfig,
        options.path,
      );
      this.prefixExemption.excludeRoutes();
    }
  }

  /**
   * Runs after the application has set its prefix and before Nest registers any
   * route.
   */
  configure(): void {
    this.httpMetrics.attach();
    this.prefixExemption?.extendMiddleware(this.adapterHost.httpAdapter);
    if (!this.hasController()) {
      for (const ownModule of this.ownModules()) {
        ownModule.controllers.clear();
      }
    }
  }

  /**
   * Publishes all variables, the application's own first, so that an error about
   * a name names theirs.
   *
   * @throws Error with all mistakes
   */
  onModuleInit(): void {
    runAll(
      () => {
        this.discovered = this.explorer.explore();
      },
      () => this.processVars.publishNode(),
      () =>
        this.httpMetrics.publish(
          this.hasController() ? this.controllerPath() : undefined,
        ),
    );
    this.registry.beforeEvaluate(() => this.explorer.refresh());
  }

  async onApplicationBootstrap(): Promise<void> {
    const urls = await this.serve();
    // Nest does not shut down an application whose start fails, so observing the
    // process comes last.
    this.processVars.observe();
    if (urls.length > 0) {
      this.subRoutes.notifyServed();
    }
    const { variables, providers } = this.discovered;
    this.logger.log(
      `${plural(variables, 'variable')} from ${plural(providers, 'provider')}; ${this.describeService(urls)}`,
    );
    const { access } = this.options;
    if (access.type === 'token' && access.ignoresAllow) {
      this.logger.warn(
        'access has a token, which decides alone: access.allow has no effect, so remove one of the two',
      );
    }
  }

  /** Starts to serve. @returns where the document is */
  private async serve(): Promise<string[]> {
    const urls: string[] = [];
    if (this.hasController()) {
      urls.push(this.controllerPath());
      this.watch(this.adapterHost.httpAdapter.getHttpServer());
    }
    if (this.options.server !== undefined) {
      const { server, url } = await this.server.listen(
        this.options.server,
        this.options.path,
      );
      urls.push(url);
      this.watch(server);
    }
    return urls;
  }

  private describeService(urls: readonly string[]): string {
    if (urls.length === 0) {
      return 'they are not served; the option server gives them a port';
    }
    const dashboards = urls.map((url) => `${url}/ui`).join(' and ');
    return `GET ${urls.join(' and ')} (${this.accessRule.audience})${this.options.dashboard ? `; dashboard at ${dashboards}` : ''}`;
  }

  /** @param server an adapter's server, which need not be one of `node:http` */
  private watch(server: unknown): void {
    if (server instanceof EventEmitter) {
      this.clearTextWarning.watch(server as Server);
    }
  }

  private hasController(): boolean {
    const { controller = this.options.server === undefined } = this.options;
    return controller && Boolean(this.adapterHost.httpAdapter);
  }

  /** The path at which Nest serves the controller. */
  private controllerPath(): string {
    const [ownModule] = this.ownModules();
    const modulePath: unknown = Reflect.getMetadata(
      // The key under which RouterModule stores the path of a module.
      `__module_path__${this.modulesContainer.applicationId}`,
      ownModule!.metatype,
    );
    const path = `${typeof modulePath === 'string' ? modulePath : ''}${this.options.path}`;
    const { exclude = [] } = this.applicationConfig.getGlobalPrefixOptions();
    const prefix = this.applicationConfig
      .getGlobalPrefix()
      .replace(/^\/|\/$/g, '');
    return prefix === '' ||
      exclude.some(({ pathRegex }) => pathRegex.test(path))
      ? path
      : `/${prefix}${path}`;
  }

  /**
   * The modules that `forRoot` and `forRootAsync` have defined, also those of
   * another copy of the package.
   */
  private ownModules() {
    return [...this.modulesContainer.values()].filter((module) =>
      module.providers.has(SHARED_REGISTRY),
    );
  }

  /** The modules that import ExpvarModule in their decorator. */
  private importers(): string[] {
    const classes = new Set(this.ownModules().map(({ metatype }) => metatype));
    return [...this.modulesContainer.values()]
      .filter(({ metatype }) => {
        const imports: unknown = Reflect.getMetadata('imports', metatype);
        return (
          Array.isArray(imports) &&
          imports.some(
            (imported: Partial<DynamicModule> | undefined) =>
              imported?.module !== undefined && classes.has(imported.module),
          )
        );
      })
      .map(({ metatype }) => metatype.name);
  }
}

function importedTwice(importers: readonly string[]): Error {
  const by = importers.length > 0 ? `, by ${importers.join(' and ')}` : '';
  return new Error(
    `expvar: ExpvarModule.forRoot() is imported more than once${by}; import it once, in the root module, and inject ExpvarRegistry elsewhere`,
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
