import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Module,
  type NestModule,
  Optional,
} from '@nestjs/common';
import { ExpvarFeatureModule } from './expvar-feature.module.js';
import { ExpvarLifecycle } from './expvar.lifecycle.js';
import { defineModule } from './expvar.module-definition.js';
import type { FeatureVar } from './options/feature.options.js';
import {
  checkForRoot,
  checkForRootAsync,
  type ExpvarModuleAsyncOptions,
  type ExpvarModuleExtras,
  type ExpvarModuleOptions,
  type ExpvarOptionsFactory,
  resolveFactoryOptions,
  resolveOptions,
} from './options/module.options.js';

/**
 * Go's expvar for a NestJS application: an injectable `ExpvarRegistry`, the
 * members marked with `@ExposeVar` published when the application starts, and all
 * of it served at `GET /debug/vars`.
 *
 * @example
 * @Module({ imports: [ExpvarModule.forRoot()] })
 * export class AppModule {}
 */
@Module({})
export class ExpvarModule implements NestModule {
  private readonly lifecycle: ExpvarLifecycle | undefined;

  /** @throws Error when the module is imported without `forRoot` */
  constructor(@Optional() @Inject(ExpvarLifecycle) lifecycle?: object) {
    if (lifecycle === undefined) {
      throw new Error(
        'expvar: ExpvarModule is imported without forRoot(); import ExpvarModule.forRoot() in the root module, and nothing elsewhere: ExpvarRegistry is global',
      );
    }
    this.lifecycle = lifecycle as ExpvarLifecycle;
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
   * Publishes variables and provides them for `@InjectVar(name)`.
   *
   * @throws Error when a type is unknown, and at start-up when a name is taken or
   * invalid
   * @example
   * imports: [ExpvarModule.forFeature([{ name: 'orders', type: 'int' }])]
   */
  static forFeature(variables: readonly FeatureVar[]): DynamicModule {
    return ExpvarFeatureModule.withVars(variables);
  }

  configure(): void {
    // Nest's preview mode calls this without an instance of the lifecycle.
    this.lifecycle?.configure();
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
