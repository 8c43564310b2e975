import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type ValueProvider,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { getVarToken } from './discovery/inject-var.decorator.js';
import {
  checkFeatureVars,
  type FeatureVar,
} from './options/feature.options.js';
import type { ExpvarRegistry } from './registry/expvar.registry.js';
import { uniqueImport } from './unique-import.js';
import { FloatVar } from './vars/float-var.js';
import { FuncVar } from './vars/func-var.js';
import { type HistogramOptions, HistogramVar } from './vars/histogram-var.js';
import { IntVar } from './vars/int-var.js';
import { MapVar } from './vars/map-var.js';
import { RateVar } from './vars/rate-var.js';
import { StringVar } from './vars/string-var.js';
import type { Var } from './vars/var.js';

/**
 * The token of the registry. Two copies of the package in one process have one
 * token, but two classes `ExpvarRegistry`.
 */
export const SHARED_REGISTRY = Symbol.for('nestjs-expvar:registry');

const FOR_FEATURE = 'ExpvarModule.forFeature()';

/** Creates a variable of each type that `forFeature` declares. */
const CREATORS: Record<
  FeatureVar['type'],
  (options: HistogramOptions & { fn: (() => unknown) | undefined }) => Var
> = {
  int: () => new IntVar(),
  float: () => new FloatVar(),
  string: () => new StringVar(),
  map: () => new MapVar(),
  func: ({ fn }) => new FuncVar(fn!),
  histogram: ({ window }) => new HistogramVar({ window }),
  rate: () => new RateVar(),
};

/** Publishes variables and provides them. */
@Module({})
export class ExpvarFeatureModule {
  /** @throws Error with all mistakes in the variables */
  static withVars(variables: readonly FeatureVar[]): DynamicModule {
    checkFeatureVars(variables);
    const unique = uniqueImport();
    const names = variables.map(({ name }) => name);
    const providers = variables.map(
      ({ name, type, window, fn, ...meta }): FactoryProvider => ({
        provide: getVarToken(name),
        useFactory: (
          registry: ExpvarRegistry | undefined,
          modules: ModulesContainer,
        ) => {
          if (registry === undefined) {
            throw withoutRegistry(names);
          }
          const firstSource = registry.meta(name)?.source;
          try {
            const source = sourceOf(unique, modules);
            const variable = CREATORS[type]({ window, fn });
            registry.publish(name, variable, { ...meta, source });
            return variable;
          } catch (error) {
            throw withRemedy(error, firstSource);
          }
        },
        inject: [{ token: SHARED_REGISTRY, optional: true }, ModulesContainer],
      }),
    );
    return {
      module: ExpvarFeatureModule,
      providers: [...providers, unique],
      exports: providers,
    };
  }
}

/** Names the modules that import one call of `forFeature`. */
function sourceOf(
  { provide, useValue }: ValueProvider<string>,
  modules: ModulesContainer,
): string {
  const importers = [...modules.values()].filter(({ imports }) =>
    [...imports].some(
      ({ providers }) => providers.get(provide)?.instance === useValue,
    ),
  );
  const names = importers.map(({ metatype }) => metatype.name).join(' and ');
  return `${FOR_FEATURE} of ${names}`;
}

/** Adds how two modules share a variable to an error about its name. */
function withRemedy(error: unknown, firstSource = ''): unknown {
  return error instanceof Error && firstSource.startsWith(FOR_FEATURE)
    ? new Error(
        `${error.message}: declare it in one module, export what forFeature() returned from there, and import that module`,
        { cause: error },
      )
    : error;
}

function withoutRegistry(names: readonly string[]): Error {
  const list = names.map((name) => JSON.stringify(name)).join(', ');
  return new Error(
    `expvar: ExpvarModule.forFeature() declares ${list}, but no ExpvarRegistry can be injected; import ExpvarModule.forRoot() in the root module, and do not set isGlobal to false`,
  );
}
